package dev.lanner.gateway;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a process writes to its standard output and error: passed on, and its last words kept for the log. Has a thread of its
 * own, which goes on to read when what it writes to fails, so that the process never waits for that.
 */
final class ProcessOutput {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");
    private static final int PIECE = 8_192;
    private static final int LAST_WORDS = 500;

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread;
    private byte[] last = {};

    ProcessOutput(InputStream output, OutputStream target) {
        this.thread = Thread.ofVirtual().name("lanner-output").start(() -> run(output, target));
    }

    private void run(InputStream output, OutputStream target) {
        byte[] piece = new byte[PIECE];
        boolean failing = false;
        try (output) {
            for (int read = output.read(piece); read >= 0; read = output.read(piece)) {
                keep(piece, read);
                failing = !passed(piece, read, target, failing);
            }
        } catch (IOException ended) {
            // The process has.
        }
    }

    private static boolean passed(byte[] piece, int length, OutputStream target, boolean failing) {
        try {
            target.write(piece, 0, length);
            target.flush();
            return true;
        } catch (IOException failed) {
            if (!failing) {
                LOGGER.log(Level.WARNING, "output of the application is lost: {0}", failed.toString());
            }
            return false;
        }
    }

    private void keep(byte[] piece, int length) {
        lock.lock();
        try {
            byte[] both = Arrays.copyOf(last, last.length + length);
            System.arraycopy(piece, 0, both, last.length, length);
            last = Arrays.copyOfRange(both, Math.max(0, both.length - LAST_WORDS), both.length);
        } finally {
            lock.unlock();
        }
    }

    /** What the process said last, in one line of printable characters. It has ended; what its children write is not waited for. */
    String lastWords() {
        try {
            thread.join(java.time.Duration.ofSeconds(1));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            return new String(last, StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\R", " | ")
                    .replaceAll("[^\\p{Print}]", "?");
        } finally {
            lock.unlock();
        }
    }
}
