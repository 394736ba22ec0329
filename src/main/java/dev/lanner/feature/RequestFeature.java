package dev.lanner.feature;

import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;

/**
 * The head of a request. Given by every server.
 *
 * <p>It does not change. A middleware that wants the rest of the pipeline to see another path or scheme puts a
 * {@link RewrittenRequest} in its place. Requests that are equal, of whichever client, may share one: nothing can be told by
 * which object it is.
 */
public interface RequestFeature {
    /**
     * The protocol that carried the request.
     *
     * @return the version
     */
    HttpVersion version();

    /**
     * What the client wants done.
     *
     * @return the method
     */
    HttpMethod method();

    /**
     * {@code http} or {@code https}: how the client reached this server, as far as the server knows.
     *
     * @return the scheme, in lower case
     */
    String scheme();

    /**
     * The request target as it arrived.
     *
     * @return the target
     */
    RequestTarget target();

    /**
     * The part of the path under which the application is mounted.
     *
     * @return such as {@code /app}; empty where the application owns the whole path
     */
    default String pathBase() {
        return "";
    }

    /**
     * The decoded path without {@link #pathBase()}.
     *
     * @return such as {@code /where}; {@code *} for {@code OPTIONS *}, empty for CONNECT
     */
    default String path() {
        return target().path();
    }

    /**
     * What follows the first {@code ?} of the target, still encoded.
     *
     * @return the query without its question mark, or null where there is none
     */
    default String query() {
        return target().query();
    }

    /**
     * The host that the client asked for: the authority of the target, else the {@code Host} field.
     *
     * @return such as {@code example.org:8080}; empty where an HTTP/1.0 client named none
     */
    String authority();

    /**
     * The header section.
     *
     * @return the fields, locked
     */
    Headers headers();
}
