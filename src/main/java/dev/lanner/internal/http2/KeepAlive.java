package dev.lanner.internal.http2;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;

/**
 * How long a connection is kept: so long without a stream, so long at most, and so long without a sign of life. PING renews
 * only the last (RFC 9113 §6.7).
 *
 * <p>The connection's thread begins and hears; any thread says that no stream is left; what is due is done on the ticker's.
 */
final class KeepAlive {
    private static final long ARE_YOU_THERE = 0x6c616e6e65723f3fL;

    private final ConnectionScope scope;
    private final Limits limits;
    private final Http2Limits limits2;
    private final Deadlines deadlines;
    private final FrameWriter writer;
    private final StreamTable streams;
    private final Deadline idle;
    private final Deadline age;
    private final Deadline silence;

    KeepAlive(ConnectionScope scope, Deadlines deadlines, FrameWriter writer, StreamTable streams) {
        this.scope = scope;
        this.limits = scope.options().limits();
        this.limits2 = scope.options().http2();
        this.deadlines = deadlines;
        this.writer = writer;
        this.streams = streams;
        this.idle = deadlines.add(phase -> idleTooLong());
        this.age = deadlines.add(phase -> scope.requestClose(EndReason.CONNECTION_AGE));
        this.silence = deadlines.add(this::silentTooLong);
    }

    /** The preface has come. */
    void begin() {
        noStream();
        age.arm(Phase.KEEP_ALIVE, limits.connectionAge().toNanos());
        heard();
    }

    /** Something has come, whatever it is. */
    void heard() {
        silence.arm(Phase.KEEP_ALIVE, limits2.pingInterval().toNanos());
    }

    /** A stream was opened. */
    void stream() {
        idle.disarm();
    }

    /** The last one is over. */
    void noStream() {
        idle.arm(Phase.KEEP_ALIVE, limits.keepAliveTimeout().toNanos());
    }

    /** A stream may have been opened in this very moment; then its end arms the deadline again. */
    private void idleTooLong() {
        if (streams.count() == 0) {
            scope.requestClose(EndReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    /** Asks first. Should the client be heard in this very moment, its answer is heard as well. */
    private void silentTooLong(Phase phase) {
        if (phase == Phase.PING) {
            scope.abort(EndReason.PING_UNANSWERED);
            return;
        }
        try {
            silence.arm(Phase.PING, limits2.pingTimeout().toNanos());
            writer.ping(false, ARE_YOU_THERE);
            writer.flushElsewhere();
        } catch (Http2Exception full) {
            scope.abort(EndReason.PING_UNANSWERED);
        }
    }

    void release() {
        deadlines.remove(idle);
        deadlines.remove(age);
        deadlines.remove(silence);
    }
}
