package dev.lanner.gateway;

import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.BackendPool;
import dev.lanner.internal.forward.Destination;
import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.forward.Unavailable;
import dev.lanner.internal.hosting.AppOffline;
import dev.lanner.internal.hosting.FileSign;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadlines;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The processes of one application, which take turns. Owned by its {@link Gateway}; for any number of threads. */
final class Processes implements Destination, AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");

    private final List<Slot> slots;
    private final AppOffline offline;
    private final FileSign sign;
    private final OutputStream log;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean stopping;

    /** A place in a process, for one request. */
    record ProcessPlace(Slot slot, AppProcess process) implements Place {
        @Override
        public SocketAddress address() {
            return process.address();
        }

        @Override
        public PairingToken token() {
            return process.token();
        }

        @Override
        public BackendPool pool() {
            return process.pool();
        }

        @Override
        public boolean isEnding() {
            return process.isEnding();
        }

        @Override
        public void refused() {
            slot.refused(process);
        }

        @Override
        public void close() {
            process.leave();
        }
    }

    Processes(GatewayOptions options, Deadlines deadlines) {
        log = options.logFile() == null
                ? new StandardError()
                : new RotatingLog(options.logFile(), options.logBytes(), options.logFiles());
        offline = new AppOffline(options.folder());
        sign = new FileSign(options.recycleOn());
        RapidFails fails = new RapidFails(deadlines.clock(), options.rapidFailsPerMinute());
        ProcessStarter starter = new ProcessStarter(options, deadlines, log, () -> stopping || offline.isThere());
        slots = IntStream.range(0, options.processes())
                .mapToObj(number -> new Slot(options, starter, fails))
                .toList();
        if (options.startAtOnce() && !offline.isThere()) {
            for (Slot slot : slots) {
                slot.begin();
            }
        }
        deadlines.everyTick(() -> tick(deadlines.clock().nanos()));
    }

    private void tick(long now) {
        if (offline.look()) {
            LOGGER.log(Level.INFO, "{0} is there: the application is stopped", AppOffline.NAME);
            Thread.ofVirtual().name("lanner-offline").start(() -> stop(slots));
        }
        if (sign.hasChanged()) {
            Thread.ofVirtual().name("lanner-recycle").start(this::recycleBySign);
        }
        for (Slot slot : slots) {
            AppProcess process = slot.current();
            if (process != null) {
                process.pool().sweep(now);
            }
        }
    }

    /** A place in the process whose turn it is. */
    @Override
    public Place enter() throws Unavailable {
        requireOnline();
        Slot slot = slots.get(Math.floorMod(turn.getAndIncrement(), slots.size()));
        try {
            return new ProcessPlace(slot, slot.enter());
        } catch (Unavailable failed) {
            requireOnline(); // that may be why
            throw failed;
        }
    }

    private void requireOnline() throws Unavailable {
        if (stopping || offline.isThere()) {
            throw new Unavailable(
                    HttpStatus.SERVICE_UNAVAILABLE, stopping ? "the gateway stops" : "the application is offline");
        }
    }

    /** The page for as long as the application is offline; null if it is not. */
    byte[] offlinePage() {
        return offline.page();
    }

    /**
     * Replaces each process: a new one is started, and when it listens, the old one gets no more requests and is stopped.
     *
     * @throws IOException if a new one does not start; then that old one stays
     */
    void recycle() throws IOException {
        for (Slot slot : slots) {
            if (slot.current() != null) {
                try {
                    slot.start().join();
                } catch (CompletionException failed) {
                    throw new IOException("the new process did not start, so the old one goes on: "
                            + failed.getCause().getMessage());
                }
            }
        }
    }

    private void recycleBySign() {
        try {
            recycle();
        } catch (IOException failed) {
            LOGGER.log(Level.ERROR, failed.getMessage());
        }
    }

    List<Long> pids() {
        return slots.stream()
                .map(Slot::current)
                .filter(Objects::nonNull)
                .map(AppProcess::pid)
                .toList();
    }

    /** All at once; returns when they have ended. */
    private static void stop(List<Slot> slots) {
        CountDownLatch stopping = new CountDownLatch(slots.size());
        for (Slot slot : slots) {
            Thread.ofVirtual().name("lanner-stop").start(() -> {
                slot.stop();
                stopping.countDown();
            });
        }
        try {
            stopping.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops all, and returns when they have ended. */
    @Override
    public void close() {
        stopping = true;
        stop(slots);
        try {
            log.close();
        } catch (IOException failed) {
            LOGGER.log(Level.WARNING, "the log of the application can''t be closed: {0}", failed.getMessage());
        }
    }

    /** Our own standard error, which nobody closes. */
    private static final class StandardError extends OutputStream {
        @Override
        public void write(int b) {
            System.err.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            System.err.write(bytes, from, length);
        }
    }
}
