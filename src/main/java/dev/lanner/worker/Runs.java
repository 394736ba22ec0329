package dev.lanner.worker;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.net.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The runs of the application: the one that serves, and the one that starts, for which all requests wait that find none. Owned
 * by a {@link Worker}; for any number of threads.
 */
final class Runs {
    private static final System.Logger LOGGER = System.getLogger("lanner.worker");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger number = new AtomicInteger();
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final WorkerOptions options;
    private final FeatureCollection features;
    private final BooleanSupplier isUnwanted;
    private final RapidFails fails;
    private volatile AppRun current;

    /** Not null while a run starts. By the lock. */
    private CompletableFuture<AppRun> starting;

    /** The run that starts, once it is loaded. By the lock. */
    private AppRun loaded;

    /** The runs that have served and have not ended. By the lock. */
    private final Set<AppRun> living = new HashSet<>();

    /** Then none is started any more. By the lock. */
    private boolean closed;

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
            if (closed) {
                return CompletableFuture.failedFuture(unwanted());
            }
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
        AppRun old = null;
        try {
            started = start(name);
        } catch (StartFailure failed) {
            failure = failed;
        } catch (RuntimeException | Error ours) {
            failure = new StartFailure(StartFault.DID_NOT_START, ours.toString());
            LOGGER.log(Level.ERROR, "starting " + name + " failed", ours);
            noteFailure();
        } finally {
            old = settle(start, started, failure);
        }
        if (old != null) {
            retire(old);
        }
        if (isUnwanted.getAsBoolean()) {
            stop(); // whoever does not want it may have looked before it was there
        }
    }

    private AppRun start(String name) throws StartFailure {
        AppRun run;
        try {
            run = AppRun.load(name, options, features, this::stoppedByItself);
            isLoaded(run);
            run.start();
        } catch (StartFailure failed) {
            if (isUnwanted.getAsBoolean()) {
                LOGGER.log(Level.INFO, "{0} did not start, and nobody wants it any more", name);
            } else {
                failed(name, failed);
            }
            throw failed;
        }
        LOGGER.log(Level.INFO, "{0} has started: {1}", name, options.application());
        if (isUnwanted.getAsBoolean()) {
            retire(run);
            throw unwanted();
        }
        return run;
    }

    private void isLoaded(AppRun run) {
        lock.lock();
        try {
            loaded = run;
            if (closed) {
                run.giveUp(unwanted());
            }
        } finally {
            lock.unlock();
        }
    }

    private static StartFailure unwanted() {
        return new StartFailure(StartFault.DID_NOT_START, "nobody wants it any more");
    }

    /** The start is over, whatever became of it; gives the run that was there before. */
    private AppRun settle(CompletableFuture<AppRun> start, AppRun started, StartFailure failure) {
        lock.lock();
        try {
            starting = null;
            loaded = null;
            changed.signalAll();
            if (started == null) {
                lastFailure = failure;
                start.completeExceptionally(failure);
                return null;
            }
            loaders.add(new WeakReference<>(started.loader()));
            living.add(started);
            AppRun old = current;
            current = started;
            start.complete(started);
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

    /** It stops, or has stopped, and was not told to: gets no more requests. May be told more than once. */
    void stoppedByItself(AppRun run) {
        if (forget(run)) {
            LOGGER.log(Level.WARNING, "{0} has stopped its server, and nobody told it to", run.name());
            noteFailure();
            Thread.ofVirtual().name("lanner-retire").start(() -> retire(run));
        }
    }

    private void retire(AppRun run) {
        try {
            run.retire();
            LOGGER.log(Level.INFO, "{0} has ended", run.name());
        } catch (RuntimeException | Error ours) {
            LOGGER.log(Level.ERROR, "ending " + run.name() + " failed", ours);
        } finally {
            ended(run);
        }
    }

    private void ended(AppRun run) {
        lock.lock();
        try {
            living.remove(run);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** It gets no more requests; false if it did not get any before. */
    private boolean forget(AppRun run) {
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
            if (isUnwanted.getAsBoolean()) {
                return;
            }
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

    /** Starts no more, ends those that there are, and returns when they have ended. An interrupt ends the waiting, and stays set. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (loaded != null) {
                loaded.giveUp(unwanted());
            }
        } finally {
            lock.unlock();
        }
        try {
            await(() -> starting == null);
            stop();
            await(living::isEmpty);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
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
