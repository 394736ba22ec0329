package dev.lanner.middleware;

import dev.lanner.HttpContext;
import dev.lanner.feature.AuthenticationFeature;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;

/**
 * A request as the cache sees it: what it may be answered by, and whether its answer may be stored.
 *
 * @param mayChange its method is unsafe (RFC 9110 §9.2.1): what is stored may be outdated by it
 * @param mayBeAnswered a stored response may answer it
 * @param mayFill the application's answer may be stored, if it is asked without conditions
 * @param isConditional the client wants no content if it has that already (RFC 9110 §13.1.2, §13.1.3)
 * @param control what it says about caches
 * @param isReload it must not be answered by what is stored by now, but what comes may be stored (RFC 9111 §5.2.1.4, §5.4)
 */
record CacheRequest(
        CacheKey key,
        boolean mayChange,
        boolean mayBeAnswered,
        boolean mayFill,
        boolean isConditional,
        CacheControl control,
        boolean isReload) {
    static CacheRequest of(HttpContext context) {
        RequestFeature request = context.features().require(RequestFeature.class);
        HttpMethod method = request.method();
        Headers fields = request.headers();
        CacheControl control = CacheControl.of(fields);
        boolean get = method.equals(HttpMethod.GET);
        boolean known = (get || method.equals(HttpMethod.HEAD))
                && !fields.contains(HeaderName.AUTHORIZATION)
                && !fields.contains(HeaderName.IF_MATCH)
                && !fields.contains(HeaderName.IF_UNMODIFIED_SINCE)
                && !control.isMalformed()
                && !control.has("no-store")
                && !hasContent(context, fields)
                && context.features().get(AuthenticationFeature.class) == null;
        boolean mayFill = known && get && !fields.contains(HeaderName.RANGE);
        boolean conditional =
                fields.contains(HeaderName.IF_NONE_MATCH) || fields.contains(HeaderName.IF_MODIFIED_SINCE);
        boolean reload = control.has("no-cache")
                || !fields.contains(HeaderName.CACHE_CONTROL) && fields.hasToken(HeaderName.PRAGMA, "no-cache");
        return new CacheRequest(CacheKey.of(request), !method.isSafe(), known, mayFill, conditional, control, reload);
    }

    private static boolean hasContent(HttpContext context, Headers fields) {
        RequestBodyDetectionFeature detection = context.features().get(RequestBodyDetectionFeature.class);
        return detection == null
                ? fields.contains(HeaderName.CONTENT_LENGTH) || fields.contains(HeaderName.TRANSFER_ENCODING)
                : detection.canHaveBody();
    }

    /** Whether the client wants no answer but a stored one (RFC 9111 §5.2.1.7). */
    boolean onlyIfStored() {
        return control.has("only-if-cached");
    }

    /**
     * Whether a response is young and fresh enough (RFC 9111 §5.2.1). What is stale never is, whatever the request takes.
     *
     * @param age how old it is, in seconds
     * @param left for how many seconds it is fresh still
     */
    boolean accepts(long age, long left) {
        if (isReload || left <= 0) {
            return false;
        }
        long oldest = control.seconds("max-age");
        long least = control.seconds("min-fresh");
        return (oldest == CacheControl.ABSENT || oldest > 0 && age <= oldest)
                && (least == CacheControl.ABSENT || least != CacheControl.INVALID && left >= least);
    }
}
