package dev.lanner.internal.http2;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a connection ends in words (RFC 9113 §6.8): gracefully by two GOAWAYs, so that no request is lost that the client
 * sent before it knew; or at once by one. {@link #begin} and {@link #finishIfOver} are for any thread, {@link #sayGoodbye} is the
 * connection's own.
 */
final class Shutdown {
    private static final int ANY_STREAM = Integer.MAX_VALUE;
    private static final long ROUND_TRIP = 0x6c616e6e65722121L;
    private static final long ROUND_TRIP_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionScope scope;
    private final Transport transport;
    private final ByteInput in;
    private final Deadlines deadlines;
    private final Deadline roundTrip;
    private final Deadline clientFirst;
    private final Deadline lastWords;
    private final FrameWriter writer;
    private final StreamTable streams;
    private final AtomicBoolean finishing = new AtomicBoolean();

    /** Whether an answer to our PING means anything. */
    private volatile boolean asked;

    /** The client has answered it. */
    private volatile boolean listens;

    /** The second GOAWAY is among what is sent: from here on the connection may end. */
    private volatile boolean saidLast;

    Shutdown(
            ConnectionScope scope,
            Transport transport,
            ByteInput in,
            Deadlines deadlines,
            FrameWriter writer,
            StreamTable streams) {
        this.scope = scope;
        this.transport = transport;
        this.in = in;
        this.deadlines = deadlines;
        this.roundTrip = deadlines.add(phase -> acceptNoMore());
        this.clientFirst = deadlines.add(phase -> Thread.ofVirtual().start(this::closeOutput));
        this.lastWords = deadlines.add(phase -> transport.closeInput());
        this.writer = writer;
        this.streams = streams;
    }

    /** The connection is to end: says so, and a round trip later takes no more streams. */
    void begin() {
        try {
            if (writer.goAway(ANY_STREAM, ErrorCode.NO_ERROR, "")) {
                asked = true;
                writer.ping(false, ROUND_TRIP);
                writer.flushElsewhere();
                roundTrip.arm(Phase.DRAIN, ROUND_TRIP_MAX_NANOS);
            }
        } catch (Http2Exception full) {
            scope.abort(EndReason.PROTOCOL_VIOLATION);
        }
    }

    /** An answer to a PING; on the connection's thread. */
    void pingAnswered(long opaque) {
        if (asked && opaque == ROUND_TRIP) {
            listens = true;
            acceptNoMore();
        }
    }

    private void acceptNoMore() {
        roundTrip.disarm();
        if (streams.acceptsNoMore()) {
            return;
        }
        writer.goAway(streams.acceptNoMore(), ErrorCode.NO_ERROR, "");
        saidLast = true;
        writer.flushElsewhere();
        finishIfOver();
    }

    /** Said whenever a stream is over, or will not be opened. */
    void finishIfOver() {
        if (saidLast && streams.isEmpty()) {
            finish();
        }
    }

    /**
     * The last stream is over, and no other will come: sends what is left, and leaves it to the client to close the
     * connection, while the connection's thread reads on. Were our output closed at once, a client may forget what it has
     * received and not yet handed on (java.net.http does); were our input, the system would answer what the client still
     * says of windows with a reset, and the end of the last response be lost.
     */
    private void finish() {
        if (finishing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lanner-goodbye").start(() -> {
                try {
                    writer.finish();
                } catch (IOException gone) {
                    return; // The connection's thread knows already.
                }
                if (listens) {
                    clientFirst.arm(Phase.CLOSE, drainNanos());
                } else {
                    closeOutput();
                }
            });
        }
    }

    private void closeOutput() {
        lastWords.arm(Phase.CLOSE, drainNanos());
        transport.closeOutput();
    }

    /** Sends what is left to send, if the client still takes it. By the connection's thread. */
    void flush() {
        try {
            writer.finish();
        } catch (IOException gone) {
            // Then it does not.
        }
    }

    /** The last frame, and time for the client to read it; by the connection's thread, which reads no more frames. */
    void sayGoodbye(ErrorCode code, String why) {
        try {
            writer.goAway(streams.lastAccepted(), code, why);
            writer.finishForGood();
            linger();
        } catch (IOException gone) {
            // Then the client knows already.
        }
    }

    /** Bytes that nobody has read would make the system send a reset, which overtakes our last frame. */
    private void linger() throws IOException {
        transport.closeOutput();
        lastWords.arm(Phase.CLOSE, drainNanos());
        long left = scope.options().limits().drainBytes();
        do {
            left -= in.buffered();
            in.skip(in.buffered());
        } while (left >= 0 && in.fill());
    }

    private long drainNanos() {
        return scope.options().limits().drainTimeout().toNanos();
    }

    void release() {
        deadlines.remove(roundTrip);
        deadlines.remove(clientFirst);
        deadlines.remove(lastWords);
    }
}
