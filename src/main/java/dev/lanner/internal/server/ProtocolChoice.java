package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Which protocol a client speaks in the clear: HTTP/2 by prior knowledge begins with a preface that no HTTP/1.1 request
 * can begin with (RFC 9113 §3.3, §3.4). Looks only as far as it must, and takes nothing away.
 *
 * <p>Used by the connection's thread.
 */
final class ProtocolChoice {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ConnectionScope scope;
    private final ByteInput in;
    private final Deadlines deadlines;
    private final Transport transport;

    ProtocolChoice(ConnectionScope scope, Transport transport, ByteInput in, Deadlines deadlines) {
        this.scope = scope;
        this.transport = transport;
        this.in = in;
        this.deadlines = deadlines;
    }

    /** Waits for as many bytes as it takes to know, under the same deadline as a request's head. */
    boolean isHttp2() throws IOException {
        Deadline deadline = deadlines.add(phase -> {
            scope.end(EndReason.REQUEST_HEAD_TIMEOUT);
            transport.closeInput();
        });
        try {
            deadline.arm(
                    Phase.HEAD, scope.options().limits().requestHeadTimeout().toNanos());
            for (int at = 0; at < PREFACE.length; at++) {
                if (in.buffered() == at && !in.fill()) {
                    return false;
                }
                if (in.array()[in.position() + at] != PREFACE[at]) {
                    return false;
                }
            }
            return true;
        } finally {
            deadlines.remove(deadline);
        }
    }
}
