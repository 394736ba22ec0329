package dev.lanner.middleware;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines to a stream by a thread of its own, so that nobody waits for the stream. What waits is bounded.
 *
 * <p>For any number of threads. The stream is used by the writer's thread alone.
 */
final class LineWriter {
    /** About 2 MB of lines: seconds of a busy server, for a disk that is slow now and then. */
    private static final int LINES_MAX = 8_192;

    private static final int BATCH_LINES = 256;
    private static final int CLOSE_SECONDS = 5;

    private static final System.Logger LOGGER = LazyLogger.named("lanner.access");

    /** Ends the thread. No line is empty. */
    private static final String END = "";

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream target;
    private final Thread thread;
    private boolean failing;
    private volatile boolean closed;

    /** Starts the thread. It does not keep the JVM alive. */
    LineWriter(OutputStream target) {
        this.target = target;
        this.thread = Thread.ofPlatform().daemon().name("lanner-access-log").start(this::run);
    }

    /** Never waits. */
    void write(String line) {
        if (closed || !lines.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    private void run() {
        List<String> batch = new ArrayList<>();
        try {
            for (boolean ended = false; !ended; batch.clear()) {
                batch.add(lines.take());
                lines.drainTo(batch, BATCH_LINES - 1);
                ended = batch.remove(END);
                send(batch);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says so when the stream begins to fail, not for each line that is lost. */
    private void send(List<String> batch) {
        try {
            target.write(
                    (String.join("\n", batch) + (batch.isEmpty() ? "" : "\n")).getBytes(StandardCharsets.US_ASCII));
            if (lines.isEmpty()) {
                target.flush();
            }
            failing = false;
        } catch (IOException failed) {
            dropped.addAndGet(batch.size());
            if (!failing) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the access log can''t be written, lines are lost: {0}",
                        failed.toString());
            }
            failing = true;
        }
    }

    /** Writes what waits, and ends the thread. Gives up after a few seconds if the stream takes nothing. */
    void close() {
        closed = true;
        try {
            if (lines.offer(END, CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
