package dev.lanner.feature;

import dev.lanner.http.Headers;

/**
 * The trailer section of a response (RFC 9110 §6.5). Given by the edge and the in-memory server, with HTTP/1.1 as well as
 * HTTP/2.
 */
public interface ResponseTrailersFeature {
    /**
     * Whether trailers can reach the client: with HTTP/1.1, if the response has no {@code Content-Length} (it becomes
     * chunked); with HTTP/1.0, never.
     *
     * @return false if fields set here would be dropped
     */
    boolean isSupported();

    /**
     * The trailer section, to be filled until the content is complete. Fields that must not be trailers (RFC 9110
     * §6.5.1) are left out when it is sent.
     *
     * @return the fields
     */
    Headers trailers();
}
