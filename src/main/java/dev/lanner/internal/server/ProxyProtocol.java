package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.ReplayTransport;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes the header of the PROXY protocol from the beginning of a connection of a trusted peer, before TLS and HTTP, under the
 * same deadline as a request's head. Used by the connection's thread.
 */
final class ProxyProtocol {
    private final ConnectionScope scope;
    private final Transport raw;
    private final Deadlines deadlines;

    ProxyProtocol(ConnectionScope scope, Transport raw, Deadlines deadlines) {
        this.scope = scope;
        this.raw = raw;
        this.deadlines = deadlines;
    }

    /** What the connection goes on with; null if there was no header, and the scope knows why. */
    Transport takeHeader() throws IOException {
        Deadline deadline = deadlines.add(phase -> {
            scope.end(EndReason.REQUEST_HEAD_TIMEOUT);
            raw.closeInput();
        });
        try {
            deadline.arm(
                    Phase.HEAD, scope.options().limits().requestHeadTimeout().toNanos());
            return read();
        } catch (ProxyHeader.Malformed malformed) {
            PeerFaults.log(scope.id(), EndReason.PROXY_HEADER_MALFORMED.name(), malformed.getMessage());
            scope.end(EndReason.PROXY_HEADER_MALFORMED);
            return null;
        } finally {
            deadlines.remove(deadline);
        }
    }

    private Transport read() throws IOException, ProxyHeader.Malformed {
        byte[] bytes = new byte[ProxyHeader.LENGTH_MAX];
        int count = 0;
        ProxyHeader header = null;
        while (header == null) {
            int read = raw.read(bytes, count, bytes.length - count);
            if (read < 0) {
                scope.end(count == 0 ? EndReason.CLIENT_CLOSED : EndReason.CLIENT_GONE);
                return null;
            }
            count += read;
            header = ProxyHeader.parse(bytes, count);
        }
        if (header.client() != null) {
            scope.proxied(header.client());
        }
        return header.length() == count
                ? raw
                : new ReplayTransport(Arrays.copyOfRange(bytes, header.length(), count), raw);
    }
}
