package dev.lanner.internal.server;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadlines;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells peers that there is no place for them: 503 at once, without having read a request, and the end. For any number of
 * threads.
 *
 * <p>Closing a socket with bytes that nobody has read resets it, and the answer with it. So the rest is thrown away, by a
 * thread of its own and for a short time, for a bounded number of peers; those beyond are closed without a word.
 */
final class TurnedAway {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.connection");
    private static final int AT_ONCE_MAX = 256;
    private static final int THROWN_AWAY_MAX = 65_536;
    private static final byte[] ANSWER = String.join(
                    "\r\n",
                    "HTTP/1.1 503 Service Unavailable",
                    "Content-Length: 0",
                    "Retry-After: 1",
                    "Connection: close",
                    "",
                    "")
            .getBytes(StandardCharsets.US_ASCII);

    private final Deadlines deadlines;
    private final long patienceNanos;
    private final AtomicInteger atOnce = new AtomicInteger();

    TurnedAway(Deadlines deadlines, Duration patience) {
        this.deadlines = deadlines;
        this.patienceNanos = patience.toNanos();
    }

    /** On the accept loop's thread: never waits for the peer. */
    void answer(SocketChannel channel) {
        if (atOnce.incrementAndGet() > AT_ONCE_MAX) {
            atOnce.decrementAndGet();
            close(channel);
            return;
        }
        try {
            Thread.ofVirtual().name("lanner-turned-away").start(() -> {
                try {
                    answerAndClose(channel);
                } finally {
                    atOnce.decrementAndGet();
                }
            });
        } catch (RuntimeException | Error noThread) {
            atOnce.decrementAndGet();
            close(channel);
            throw noThread;
        }
    }

    private void answerAndClose(SocketChannel channel) {
        Deadline deadline = deadlines.add(phase -> close(channel));
        try (channel) {
            deadline.arm(Deadline.Phase.CLOSE, patienceNanos);
            channel.write(ByteBuffer.wrap(ANSWER)); // a new socket has room for so little
            channel.shutdownOutput();
            ByteBuffer thrownAway = ByteBuffer.allocate(1_024);
            int count = 0;
            for (int read = 0; read >= 0 && count < THROWN_AWAY_MAX; count += read) {
                read = channel.read(thrownAway.clear());
            }
        } catch (IOException gone) {
            LOGGER.log(Level.TRACE, "who was turned away had gone: {0}", gone.toString());
        } finally {
            deadlines.remove(deadline);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            LOGGER.log(Level.TRACE, "closing failed: {0}", gone.toString());
        }
    }
}
