package dev.lanner.feature;

import java.io.IOException;

/**
 * Takes a CONNECT request (RFC 9110 §9.3.6), or an extended one (RFC 8441), as a tunnel. Given by the edge server.
 */
public interface ConnectFeature {
    /**
     * Whether the request is a CONNECT.
     *
     * @return true if {@link #accept} can be called
     */
    boolean isConnect();

    /**
     * The protocol that an extended CONNECT names (RFC 8441 §4).
     *
     * @return such as {@code websocket}; null for a plain CONNECT
     */
    String protocol();

    /**
     * Answers 200 with the fields of the {@link ResponseFeature}, and takes over.
     *
     * @return the bytes that follow, both ways
     * @throws IllegalStateException if the request is not a CONNECT, the response has started, or this was called before
     * @throws IOException if the client has gone, or if there are as many upgraded connections as the limits allow,
     *     which becomes a 503 if the application lets it pass
     */
    DuplexStream accept() throws IOException;
}
