package dev.lanner.gateway;

import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.Unavailable;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.log.LazyLogger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The place of one process: empty at first, filled by the first request, and again when the process has ended. All requests
 * that find it empty wait for one start. For any number of threads.
 */
final class Slot {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");

    private final ReentrantLock lock = new ReentrantLock();
    private final GatewayOptions options;
    private final ProcessStarter starter;
    private final RapidFails fails;
    private AppProcess current;

    /** Not null while a process is started. */
    private CompletableFuture<AppProcess> starting;

    Slot(GatewayOptions options, ProcessStarter starter, RapidFails fails) {
        this.options = options;
        this.starter = starter;
        this.fails = fails;
    }

    /**
     * The process, with a place in it that must be given back; started if there is none.
     *
     * @throws Unavailable if it can't be started
     */
    AppProcess enter() throws Unavailable {
        while (true) {
            CompletableFuture<AppProcess> start;
            lock.lock();
            try {
                if (current != null && current.enter()) {
                    return current;
                }
                if (starting == null && fails.areTooMany()) {
                    throw new Unavailable(
                            HttpStatus.BAD_GATEWAY,
                            "the application failed too often, and is not started again until a minute has passed");
                }
                start = start();
            } finally {
                lock.unlock();
            }
            try {
                start.join();
            } catch (CompletionException failed) {
                throw new Unavailable(HttpStatus.BAD_GATEWAY, "the application did not start");
            }
        }
    }

    /** Starts the process in the background; whether that works is seen by the first request. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it yet
    void begin() {
        start();
    }

    /** Starts the process in the background, unless that goes on already. */
    CompletableFuture<AppProcess> start() {
        lock.lock();
        try {
            if (starting == null) {
                CompletableFuture<AppProcess> start = new CompletableFuture<>();
                starting = start;
                Thread.ofVirtual().name("lanner-start").start(() -> run(start));
            }
            return starting;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    private void run(CompletableFuture<AppProcess> start) {
        AppProcess old = null;
        AppProcess started = null;
        Throwable failure = null;
        try {
            started = starter.start(fails);
        } catch (StartFailure | RuntimeException failed) {
            failure = failed;
        }
        lock.lock();
        try {
            starting = null;
            if (started != null) {
                old = current;
                current = started;
            }
        } finally {
            lock.unlock();
        }
        if (started == null) {
            start.completeExceptionally(failure);
            return;
        }
        AppProcess fresh = started;
        fresh.process().onExit().thenAccept(ended -> ended(fresh));
        start.complete(fresh);
        if (old != null) {
            stop(old);
        }
    }

    private void ended(AppProcess process) {
        forget(process);
        String exit = Integer.toString(process.process().exitValue());
        if (process.wasTold()) {
            LOGGER.log(Level.INFO, "process {0} has ended with exit code {1}", Long.toString(process.pid()), exit);
            return;
        }
        LOGGER.log(
                Level.WARNING,
                "process {0} has ended with exit code {1}, and nobody told it to; its last words: {2}",
                Long.toString(process.pid()),
                exit,
                process.lastWords());
        if (fails.failed()) {
            LOGGER.log(Level.ERROR, "it failed too often: it is not started again until a minute has passed");
        }
    }

    private void forget(AppProcess process) {
        lock.lock();
        try {
            if (current == process) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A process does not take connections any more: the next request gets another one. */
    void refused(AppProcess process) {
        forget(process);
        Thread.ofVirtual().name("lanner-stop").start(() -> {
            if (!process.isEnding()) {
                stop(process);
            }
        });
    }

    private void stop(AppProcess process) {
        process.stop(options.drainLimit(), options.stopLimit());
    }

    /** Ends the process; returns when it has ended. */
    void stop() {
        AppProcess process = current();
        if (process != null) {
            forget(process);
            stop(process);
        }
    }

    /** The process, if there is one. */
    AppProcess current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }
}
