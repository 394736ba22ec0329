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
     * The client's end, as far as this server knows: that of its own socket, or what a trusted proxy has told.
     *
     * @return an {@link java.net.InetSocketAddress}, or a {@link java.net.UnixDomainSocketAddress} (whose path is empty)
     */
    SocketAddress remoteAddress();

    /**
     * Who is at the other end of this server's socket: the client itself, or the nearest proxy, if one has told where the
     * client is.
     *
     * @return {@link #remoteAddress} unless something has put the client's address in its place
     */
    default SocketAddress peerAddress() {
        return remoteAddress();
    }

    /**
     * The server's end.
     *
     * @return an address of the same kind
     */
    SocketAddress localAddress();
}
