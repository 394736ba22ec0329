package dev.lanner.feature;

import java.io.IOException;

/** Leaves HTTP/1.1 for another protocol (RFC 9110 §7.8). Given by the edge server for HTTP/1.1. */
public interface UpgradeFeature {
    /**
     * Whether the client offers it: HTTP/1.1, an {@code Upgrade} field that {@code Connection} names, no content.
     *
     * @return true if {@link #accept} can be called
     */
    boolean isUpgradable();

    /**
     * Answers {@code 101 Switching Protocols} with the fields of the {@link ResponseFeature}, and takes over the
     * connection. The connection closes when the application returns.
     *
     * @param protocol one of those that the client's {@code Upgrade} field lists, such as {@code websocket}
     * @return the bytes that follow, both ways
     * @throws IllegalStateException if the request is not {@link #isUpgradable()}, the response has started, or this was
     *     called before
     * @throws IllegalArgumentException if the client did not list the protocol
     * @throws IOException if the client has gone, or if there are as many upgraded connections as the limits allow,
     *     which becomes a 503 if the application lets it pass
     */
    DuplexStream accept(String protocol) throws IOException;
}
