package dev.lanner.worker;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.hosting.RapidFails;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.server.Limits;
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
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger number = new AtomicInteger();
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final WorkerOptions options;
    private final Limits limits;
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

    /** Whether it has failed since it served last, if it ever has. By the lock. */
    private boolean hasFailed;

    /** By the lock. */
    private StartFault lastFault = StartFault.DID_NOT_START;

    /** By the last start; null before the first. */
    private volatile FoundCode found;

    /**
     * @param limits of the worker's server, and so are the features
     * @param isUnwanted whether a run that has just started is to end again, since nobody wants it any more
     */
    Runs(WorkerOptions options, Limits limits, FeatureCollection features, Clock clock, BooleanSupplier isUnwanted) {
        this.options = options;
        this.limits = limits;
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
                throw new StartFailure(lastFault, "it has failed too often");
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
        AppRun old = null;
        StartFailure failure = null;
        try {
            started = start(name);
            old = takeOver(started);
            LOGGER.log(Level.INFO, "{0} has started: {1}", name, options.application());
        } catch (StartFailure failed) {
            failure = failed;
            failed(name, failed);
        } catch (RuntimeException | Error ours) {
            failure = new StartFailure(StartFault.DID_NOT_START, ours.toString());
            LOGGER.log(Level.ERROR, "starting " + name + " failed", ours);
            noteFailure();
        } finally {
            settle(start, started, failure);
        }
        if (old != null) {
            retire(old);
        }
        if (failure != null && started != null) {
            retire(started);
        }
        if (isUnwanted.getAsBoolean()) {
            stop(); // whoever does not want it may have looked before it was there
        }
    }

    private AppRun start(String name) throws StartFailure {
        AppCode code;
        try {
            code = AppCode.find(options);
        } catch (StartFailure failed) {
            found = FoundCode.of(AppCode.named(options));
            throw failed;
        }
        found = FoundCode.of(code);
        AppRun run = AppRun.load(name, options, code, limits, features, this::stoppedByItself);
        isLoaded(run);
        run.start();
        return run;
    }

    /**
     * A run that has started serves from now on; gives the run that was there before.
     *
     * @throws StartFailure if nobody wants it any more, or it has stopped again already
     */
    private AppRun takeOver(AppRun run) throws StartFailure {
        boolean unwanted = isUnwanted.getAsBoolean();
        lock.lock();
        try {
            loaders.add(new WeakReference<>(run.loader()));
            living.add(run);
            if (unwanted) {
                throw unwanted();
            }
            if (run.server().hasStopped()) {
                throw new StartFailure(
                        StartFault.DID_NOT_START, "it has stopped its server as soon as that had started");
            }
            AppRun old = current;
            current = run;
            hasFailed = false;
            return old;
        } finally {
            lock.unlock();
        }
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

    /** The start is over. */
    private void settle(CompletableFuture<AppRun> start, AppRun started, StartFailure failure) {
        lock.lock();
        try {
            starting = null;
            loaded = null;
            changed.signalAll();
            if (failure == null) {
                start.complete(started);
            } else {
                hasFailed = true;
                lastFault = failure.fault();
                start.completeExceptionally(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    private void failed(String name, StartFailure failure) {
        if (isUnwanted.getAsBoolean()) {
            LOGGER.log(Level.INFO, "{0} did not start, and nobody wants it any more", name);
            return;
        }
        String number = failure.fault().number();
        LOGGER.log(Level.ERROR, name + " did not start (" + number + "): " + failure.getMessage(), failure.getCause());
        noteFailure();
    }

    private void noteFailure() {
        if (fails.failed()) {
            LOGGER.log(Level.ERROR, "it failed too often: it is not started again until a minute has passed");
        }
    }

    /** It stops, or has stopped, and was not told to: gets no more requests. May be told more than once. */
    void stoppedByItself(AppRun run) {
        if (forget(run, true)) {
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

    /** It gets no more requests; false if it did not get any before. Whoever gets true retires it. */
    private boolean forget(AppRun run, boolean failed) {
        lock.lock();
        try {
            boolean was = current == run;
            if (was) {
                current = null;
                hasFailed = failed;
            }
            return was;
        } finally {
            lock.unlock();
        }
    }

    /** The application's files, as the last start has found them; null before the first. */
    FoundCode found() {
        return found;
    }

    /**
     * Replaces the run that serves, or that has failed: returns when the new one serves. A start that is under way is waited for
     * and doesn't count: it may have copied the files before they changed. How often it has failed is forgotten.
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
        fails.clear();
        boolean hadOne = current != null;
        if (!isNeeded()) {
            return;
        }
        try {
            join(start());
        } catch (StartFailure failed) {
            if (isUnwanted.getAsBoolean()) {
                return;
            }
            throw new IOException((hadOne
                            ? "the application did not start anew, so the old one goes on: "
                            : "the application did not start: ")
                    + failed.getMessage());
        }
    }

    private boolean isNeeded() {
        lock.lock();
        try {
            return current != null || hasFailed && !isUnwanted.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the run that serves; returns when it has ended. */
    void stop() {
        AppRun run = current;
        if (run != null && forget(run, false)) {
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
