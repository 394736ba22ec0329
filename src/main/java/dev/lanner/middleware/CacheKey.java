package dev.lanner.middleware;

import dev.lanner.feature.RequestFeature;
import dev.lanner.http.RequestTarget;

/**
 * What tells one stored response from another (RFC 9111 §2): the target URI as it was sent. Two spellings of one URI are two
 * keys, so that no two that an application tells apart are ever one.
 *
 * @param scheme in lower case
 * @param authority as it was sent, or told by a trusted proxy
 * @param pathBase what was taken from the path by a proxy or in this process, and may be in the application's links
 * @param target path and query
 */
record CacheKey(String scheme, String authority, String pathBase, String target) {
    static CacheKey of(RequestFeature request) {
        return new CacheKey(request.scheme(), request.authority(), request.pathBase(), pathAndQuery(request.target()));
    }

    /** The same for another target of the same origin. */
    CacheKey withTarget(String other) {
        return new CacheKey(scheme, authority, pathBase, other);
    }

    private static String pathAndQuery(RequestTarget target) {
        String raw = target.raw();
        if (target.form() != RequestTarget.Form.ABSOLUTE) {
            return raw;
        }
        int path = raw.indexOf("://") + 3;
        while (path < raw.length() && raw.charAt(path) != '/' && raw.charAt(path) != '?') {
            path++;
        }
        return raw.startsWith("/", path) ? raw.substring(path) : "/" + raw.substring(path);
    }

    /** About how many bytes it takes. */
    int weight() {
        return scheme.length() + authority.length() + pathBase.length() + target.length();
    }

    /** A number that few others have, to remember keys by that must not be kept. */
    long fingerprint() {
        long mixed = (long) hashCode() << 32 ^ target.length() ^ (long) target.hashCode() * 0x9E3779B97F4A7C15L;
        return mixed == 0 ? 1 : mixed;
    }
}
