package dev.lanner.middleware;

import java.net.URI;
import java.net.URISyntaxException;

/** Places that a response names (RFC 9110 §8.7, §10.2.2), as far as they are of the origin that was asked. */
final class SameOrigin {
    private SameOrigin() {}

    /**
     * Path and query of a place of the same origin.
     *
     * @param asked what the request was for
     * @param place a URI reference
     * @return null if it is of another origin, or none
     */
    static String target(CacheKey asked, String place) {
        try {
            URI resolved = new URI(asked.scheme() + "://" + asked.authority() + asked.target()).resolve(new URI(place));
            boolean same = asked.scheme().equalsIgnoreCase(resolved.getScheme())
                    && asked.authority().equalsIgnoreCase(resolved.getRawAuthority());
            String path = resolved.getRawPath();
            if (!same || path == null) {
                return null;
            }
            String query = resolved.getRawQuery();
            return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        } catch (URISyntaxException none) {
            return null;
        }
    }
}
