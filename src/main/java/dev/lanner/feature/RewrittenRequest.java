package dev.lanner.feature;

import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import java.util.Objects;

/**
 * A request that a middleware shows to the rest of the pipeline in another light. The target stays as it arrived.
 *
 * @param version as in {@link RequestFeature}
 * @param method as in {@link RequestFeature}
 * @param scheme as in {@link RequestFeature}
 * @param target as in {@link RequestFeature}
 * @param pathBase as in {@link RequestFeature}
 * @param path as in {@link RequestFeature}
 * @param query as in {@link RequestFeature}; may be null
 * @param authority as in {@link RequestFeature}
 * @param headers as in {@link RequestFeature}
 */
public record RewrittenRequest(
        HttpVersion version,
        HttpMethod method,
        String scheme,
        RequestTarget target,
        String pathBase,
        String path,
        String query,
        String authority,
        Headers headers)
        implements RequestFeature {
    /**
     * Checks that all is there.
     *
     * @throws NullPointerException if anything but the query is null
     */
    public RewrittenRequest {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(pathBase, "pathBase");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(headers, "headers");
    }

    /**
     * The same request, to be changed by the methods below.
     *
     * @param request the request as it is seen so far
     * @return an equal one
     */
    public static RewrittenRequest of(RequestFeature request) {
        return new RewrittenRequest(
                request.version(),
                request.method(),
                request.scheme(),
                request.target(),
                request.pathBase(),
                request.path(),
                request.query(),
                request.authority(),
                request.headers());
    }

    /**
     * The same request by another method.
     *
     * @param newMethod the method
     * @return the request
     */
    public RewrittenRequest withMethod(HttpMethod newMethod) {
        return new RewrittenRequest(version, newMethod, scheme, target, pathBase, path, query, authority, headers);
    }

    /**
     * The same request as it came to a proxy before us.
     *
     * @param newScheme the scheme, in lower case
     * @param newAuthority the authority
     * @return the request
     */
    public RewrittenRequest withOrigin(String newScheme, String newAuthority) {
        return new RewrittenRequest(version, method, newScheme, target, pathBase, path, query, newAuthority, headers);
    }

    /**
     * The same request for another path.
     *
     * @param newPathBase the part under which the application is mounted
     * @param newPath the rest, decoded
     * @return the request
     */
    public RewrittenRequest withPath(String newPathBase, String newPath) {
        return new RewrittenRequest(version, method, scheme, target, newPathBase, newPath, query, authority, headers);
    }

    /**
     * The same request with other fields.
     *
     * @param newHeaders the fields
     * @return the request
     */
    public RewrittenRequest withHeaders(Headers newHeaders) {
        return new RewrittenRequest(version, method, scheme, target, pathBase, path, query, authority, newHeaders);
    }
}
