package dev.lanner.worker;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.net.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The runs of the application: the one that serves, and the one that starts, for which all requests wait that find none. Owned
 * by a {@link Worker}; for any number of threads.
 */
final class Runs {
    private static final System.Logger LOGGER = System.getLogger("lanner.worker");

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger number = new AtomicInteger();
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final WorkerOptions options;
    private final FeatureCollection features;
    private final BooleanSupplier isUnwanted;
    private final RapidFails fails;
    private volatile AppRun current;

    /** Not null while a run starts. */
    private CompletableFuture<AppRun> starting;

    private StartFailure lastFailure = new StartFailure(StartFault.DID_NOT_START, "it has not failed yet");

    /** @param isUnwanted whether a run that has just started is to end again, since nobody wants it any more */
    Runs(WorkerOptions options, FeatureCollection features, Clock clock, BooleanSupplier isUnwanted) {
        this.options = options;
        this.features = features;
        this.isUnwanted = isUnwanted;
        this.fails = new RapidFails(clock, options.rapidFailsPerMinute());
    }

    /**
     * The run that serves; started if there is none.
     *
     * @throws StartFailure if it can't be started
     */
    AppRun enter() throws StartFailure {
        AppRun run = current;
        if (run != null) {
            return run;
        }
        CompletableFuture<AppRun> start;
        lock.lock();
        try {
            if (current != null) {
                return current;
            }
            if (starting == null && fails.areTooMany()) {
                throw lastFailure;
            }
            start = start();
        } finally {
            lock.unlock();
        }
        return join(start);
    }

    private static AppRun join(CompletableFuture<AppRun> start) throws StartFailure {
        try {
            return start.join();
        } catch (CompletionException failed) {
            throw (StartFailure) failed.getCause();
        }
    }

    /** Starts a run in the background; whether that works is seen by the first request. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it yet
    void begin() {
        start();
    }

    private CompletableFuture<AppRun> start() {
        lock.lock();
        try {
            if (starting == null) {
                CompletableFuture<AppRun> start = new CompletableFuture<>();
                starting = start;
                Thread.ofVirtual().name("lanner-start").start(() -> run(start));
            }
            return starting;
        } finally {
            lock.unlock();
        }
    }

    private void run(CompletableFuture<AppRun> start) {
        String name = "application-" + number.incrementAndGet();
        AppRun started = null;
        StartFailure failure = null;
        try {
            started = AppRun.start(name, options, features, this::stoppedByItself);
            LOGGER.log(Level.INFO, "{0} has started: {1}", name, options.application());
        } catch (StartFailure failed) {
            failure = failed;
        } catch (RuntimeException | Error ours) {
            LOGGER.log(Level.ERROR, "starting " + name + " failed", ours);
            failure = new StartFailure(StartFault.DID_NOT_START, ours.toString());
        }
        if (started != null && isUnwanted.getAsBoolean()) {
            retire(started);
            started = null;
            failure = new StartFailure(StartFault.DID_NOT_START, "nobody wants it any more");
        } else if (failure != null) {
            failed(name, failure);
        }
        AppRun old = settle(started, failure);
        if (started == null) {
            start.completeExceptionally(failure);
        } else {
            start.complete(started);
        }
        if (old != null) {
            retire(old);
        }
        if (isUnwanted.getAsBoolean()) {
            stop(); // whoever does not want it may have looked before it was there
        }
    }

    /** The start is over; gives the run that was there before. */
    private AppRun settle(AppRun started, StartFailure failure) {
        lock.lock();
        try {
            starting = null;
            if (started == null) {
                lastFailure = failure;
                return null;
            }
            loaders.add(new WeakReference<>(started.loader()));
            AppRun old = current;
            current = started;
            return old;
        } finally {
            lock.unlock();
        }
    }

    private void failed(String name, StartFailure failure) {
        LOGGER.log(
                Level.ERROR,
                "{0} did not start ({1}): {2}",
                name,
                failure.fault().number(),
                failure.getMessage());
        noteFailure();
    }

    private void noteFailure() {
        if (fails.failed()) {
            LOGGER.log(Level.ERROR, "it failed too often: it is not started again until a minute has passed");
        }
    }

    private void stoppedByItself(AppRun run) {
        LOGGER.log(Level.WARNING, "{0} has stopped its server, and nobody told it to", run.name());
        if (forget(run)) {
            noteFailure();
            Thread.ofVirtual().name("lanner-retire").start(() -> retire(run));
        }
    }

    private static void retire(AppRun run) {
        run.retire();
        LOGGER.log(Level.INFO, "{0} has ended", run.name());
    }

    /** It gets no more requests; false if it did not get any before. */
    boolean forget(AppRun run) {
        lock.lock();
        try {
            boolean was = current == run;
            if (was) {
                current = null;
            }
            return was;
        } finally {
            lock.unlock();
        }
    }

    /** The run that serves; null if there is none. */
    AppRun current() {
        return current;
    }

    /**
     * Replaces the run that serves, if there is one: returns when the new one serves. A start that is under way is waited for
     * and doesn't count: it may have copied the files before they changed.
     */
    void recycle() throws IOException {
        CompletableFuture<AppRun> earlier;
        lock.lock();
        try {
            earlier = starting;
        } finally {
            lock.unlock();
        }
        if (earlier != null) {
            earlier.handle((run, failed) -> run).join();
        }
        if (current == null) {
            return;
        }
        try {
            join(start());
        } catch (StartFailure failed) {
            throw new IOException("the application did not start anew, so the old one goes on: " + failed.getMessage());
        }
    }

    /** Ends the run that serves; returns when it has ended. */
    void stop() {
        AppRun run = current;
        if (run != null && forget(run)) {
            retire(run);
        }
    }

    /** How many class loaders of runs there are, of those that have ended too. */
    int loaded() {
        lock.lock();
        try {
            loaders.removeIf(loader -> loader.refersTo(null));
            return loaders.size();
        } finally {
            lock.unlock();
        }
    }
}
