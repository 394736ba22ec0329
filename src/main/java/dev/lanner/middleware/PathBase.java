package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RewrittenRequest;

/**
 * Moves a prefix from the path to the path base, for an application that is mounted below another path than it thinks: with
 * the prefix {@code /app}, {@code /app/where} becomes the path {@code /where} with the path base {@code /app}. Requests
 * for other paths go on as they are; so do those from whose path a proxy has taken the prefix already.
 *
 * <p>The prefix ends where a segment ends: {@code /apple} is not below {@code /app}. Its case counts, as in every path
 * (RFC 3986 §6.2.2.1). What ran before this middleware sees the whole path again afterwards. For any number of threads.
 */
public final class PathBase implements Middleware {
    private final String prefix;

    /**
     * A path base.
     *
     * @param prefix what is moved, decoded, such as {@code /app} or {@code /teams/a}
     * @throws IllegalArgumentException if it does not begin with a slash, or ends with one
     */
    public PathBase(String prefix) {
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix is \"" + prefix
                    + "\", but it must begin with a slash, have a segment, and not end with a slash");
        }
        this.prefix = prefix;
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        FeatureCollection features = context.features();
        RequestFeature whole = features.require(RequestFeature.class);
        String path = whole.path();
        if (!isBelow(path)) {
            next.handle(context);
            return;
        }
        features.set(
                RequestFeature.class,
                RewrittenRequest.of(whole).withPath(whole.pathBase() + prefix, path.substring(prefix.length())));
        try {
            next.handle(context);
        } finally {
            features.set(RequestFeature.class, whole);
        }
    }

    private boolean isBelow(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
