package dev.lanner.feature;

import java.net.SocketAddress;

/** The connection that a request came over. Given by the edge and the in-memory server. */
public interface ConnectionFeature {
    /**
     * A name for the connection in logs, unique while the server runs.
     *
     * @return such as {@code c7}
     */
    String id();

    /**
     * The client's end.
     *
     * @return an {@link java.net.InetSocketAddress}, or a {@link java.net.UnixDomainSocketAddress} (whose path is empty)
     */
    SocketAddress remoteAddress();

    /**
     * The server's end.
     *
     * @return an address of the same kind
     */
    SocketAddress localAddress();
}
