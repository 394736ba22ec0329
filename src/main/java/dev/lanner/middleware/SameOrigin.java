package dev.lanner.middleware;

import dev.lanner.feature.RequestFeature;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Places that a response names (RFC 9110 §8.7, §10.2.2), as far as they are of the origin that was asked.
 *
 * @param asked what the request was for
 * @param taken what a proxy took from the beginning of the path before the target came here; the client has it in its URIs
 */
record SameOrigin(CacheKey asked, String taken) {
    /** That of a request. */
    static SameOrigin of(CacheKey asked, RequestFeature request) {
        String whole = request.target().path();
        String base = request.pathBase();
        int here = whole.length() - request.path().length();
        boolean isTold = here >= 0 && whole.endsWith(request.path()) && base.endsWith(whole.substring(0, here));
        return new SameOrigin(asked, isTold ? base.substring(0, base.length() - here) : "");
    }

    /**
     * What a place may be stored as: as it is named, and, where a proxy takes something from paths, without that. Some applications
     * know of that in what they name, and some leave it to the proxy.
     *
     * @param place a URI reference
     * @return none if it is of another origin, or no reference
     */
    List<CacheKey> keys(String place) {
        try {
            URI base = new URI(asked.scheme() + "://" + asked.authority() + taken + asked.target());
            URI resolved = base.resolve(new URI(place));
            boolean same = asked.scheme().equalsIgnoreCase(resolved.getScheme())
                    && asked.authority().equalsIgnoreCase(resolved.getRawAuthority());
            String path = resolved.getRawPath();
            if (!same || path == null) {
                return List.of();
            }
            CacheKey named = key(path, resolved.getRawQuery());
            boolean isBelow = !taken.isEmpty() && (path + "/").startsWith(taken + "/");
            return isBelow
                    ? List.of(named, key(path.substring(taken.length()), resolved.getRawQuery()))
                    : List.of(named);
        } catch (URISyntaxException none) {
            return List.of();
        }
    }

    private CacheKey key(String path, String query) {
        return asked.withTarget((path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    }
}
