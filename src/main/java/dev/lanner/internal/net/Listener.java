package dev.lanner.internal.net;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One listening socket and its accept loop, which does nothing but accept, and survives everything: descriptors that run
 * out, clients that are gone before they were accepted, errors of whoever takes the connection.
 */
public final class Listener {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");
    private static final long BACK_OFF_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
    private static final long BACK_OFF_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where connections come from; a seam for tests of what can go wrong. */
    public interface Source {
        /** Blocks until there is a connection. */
        SocketChannel accept() throws IOException;

        boolean isOpen();

        void close() throws IOException;

        /** A bound channel as a source. */
        static Source of(ServerSocketChannel channel) {
            return new Source() {
                @Override
                public SocketChannel accept() throws IOException {
                    return channel.accept();
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    }

    private final Source source;
    private final String name;
    private final Consumer<SocketChannel> onAccept;
    private final AtomicLong failures = new AtomicLong();
    private volatile Thread thread;

    /**
     * @param name for logs and for the thread
     * @param onAccept takes each connection and returns at once
     */
    public Listener(Source source, String name, Consumer<SocketChannel> onAccept) {
        this.source = source;
        this.name = name;
        this.onAccept = onAccept;
    }

    public void start() {
        thread = Thread.ofVirtual().name("lanner-accept " + name).start(this::run);
    }

    /** Until the source is closed. */
    void run() {
        long backOff = 0;
        while (source.isOpen()) {
            try {
                onAccept.accept(source.accept());
                backOff = 0;
            } catch (IOException | RuntimeException | Error failed) {
                if (source.isOpen()) {
                    failures.incrementAndGet();
                    backOff = backOff == 0 ? BACK_OFF_MIN_NANOS : Math.min(backOff * 2, BACK_OFF_MAX_NANOS);
                    warn(failed, backOff);
                    LockSupport.parkNanos(backOff);
                }
            }
        }
    }

    private void warn(Throwable failed, long backOff) {
        try {
            LOGGER.log(
                    Level.WARNING,
                    "{0}: accepting failed ({1}); trying again in {2} ms",
                    name,
                    failed,
                    TimeUnit.NANOSECONDS.toMillis(backOff));
        } catch (RuntimeException | Error silenced) {
            // Without memory or descriptors a logger fails too, and that must not end the loop.
        }
    }

    /** How often accepting has failed. */
    public long failures() {
        return failures.get();
    }

    /** Accepts nothing more. */
    public void close() {
        try {
            source.close();
        } catch (IOException failed) {
            LOGGER.log(Level.DEBUG, "{0}: closing failed ({1})", name, failed);
        }
        LockSupport.unpark(thread);
    }

    /** After {@link #close}: until the address is free. The socket goes when nobody waits in it any more. */
    public void awaitClosed() {
        Thread loop = thread;
        if (loop != null) {
            try {
                loop.join(CLOSE_MAX);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
