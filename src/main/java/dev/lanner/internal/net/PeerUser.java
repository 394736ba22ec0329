package dev.lanner.internal.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who is at the other end of a Unix domain socket: the system notes it when that connects, and the peer can't say otherwise. All
 * that touches the module {@code jdk.net} is here.
 */
public final class PeerUser {
    private PeerUser() {}

    /** Whether it can be known here: the system tells, and the module is there. */
    public static boolean isTold() throws IOException {
        try (SocketChannel any = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return isTold(any);
        } catch (UnsupportedOperationException noSuchSockets) {
            return false;
        }
    }

    /** By its name: where the module is missing, its class can't be loaded. */
    private static boolean isTold(SocketChannel channel) {
        return channel.supportedOptions().stream()
                .anyMatch(option -> option.name().equals("SO_PEERCRED"));
    }

    /** Null if nobody tells. */
    static UserPrincipal of(SocketChannel channel) throws IOException {
        return isTold(channel)
                ? channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user()
                : null;
    }
}
