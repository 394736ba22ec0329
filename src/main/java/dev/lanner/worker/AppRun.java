package dev.lanner.worker;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.server.ApplicationHost;
import dev.lanner.server.Limits;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One run of the application, from loading to unloading: its classes, the thread of its {@code main}, its server. Owned by
 * {@link Runs}; for any number of threads.
 */
final class AppRun implements ApplicationHost, WorkerServer.Owner {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    /** For a {@code main} that was interrupted, after the limit. */
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(1);

    private final String name;
    private final WorkerOptions options;
    private final Limits limits;
    private final FeatureCollection features;
    private final Consumer<AppRun> onStoppedByItself;
    private final CompletableFuture<WorkerServer> started = new CompletableFuture<>();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final List<Runnable> stops = new CopyOnWriteArrayList<>();
    private volatile boolean told;

    /** Set before the thread starts, and so is the thread. */
    private AppClasses classes;

    private Thread main;

    private AppRun(
            String name,
            WorkerOptions options,
            Limits limits,
            FeatureCollection features,
            Consumer<AppRun> onStoppedByItself) {
        this.name = name;
        this.options = options;
        this.limits = limits;
        this.features = features;
        this.onStoppedByItself = onStoppedByItself;
    }

    /**
     * Loads the application.
     *
     * @param name for people
     * @param code its files
     * @param limits of the worker's server
     * @param features of the worker's server
     * @param onStoppedByItself when the server is stopped, and it was not the worker that wanted it
     * @throws StartFailure if that fails
     */
    static AppRun load(
            String name,
            WorkerOptions options,
            AppCode code,
            Limits limits,
            FeatureCollection features,
            Consumer<AppRun> onStoppedByItself)
            throws StartFailure {
        AppRun run = new AppRun(name, options, limits, features, onStoppedByItself);
        run.classes = AppClasses.load(code, name, run);
        run.main = Thread.ofPlatform().daemon().name(name).unstarted(run::runMain);
        run.main.setContextClassLoader(run.classes.loader());
        return run;
    }

    /**
     * Starts the application; returns when it has started its server.
     *
     * @throws StartFailure if it does not start; nothing is left of it then that it does not hold itself
     */
    void start() throws StartFailure {
        main.start();
        try {
            awaitStarted();
        } catch (StartFailure failed) {
            end();
            throw failed;
        }
    }

    /** Ends {@link #start}, if it waits or will: it fails. */
    void giveUp(StartFailure why) {
        started.completeExceptionally(why);
    }

    private void awaitStarted() throws StartFailure {
        try {
            started.get(options.startLimit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw (StartFailure) failed.getCause();
        } catch (TimeoutException late) {
            StartFailure failure = new StartFailure(
                    StartFault.TOO_LATE,
                    "it has not started a server in " + options.startLimit().toSeconds() + " s");
            if (started.completeExceptionally(failure)) {
                throw failure;
            }
        } catch (InterruptedException stopping) {
            throw new StartFailure(StartFault.DID_NOT_START, "the worker stops");
        }
    }

    /** On the application's own thread. */
    private void runMain() {
        try {
            classes.main().run(options.arguments().toArray(String[]::new));
            String sentence = "its main method has returned without starting a server of Lanner's";
            started.completeExceptionally(new StartFailure(StartFault.DID_NOT_START, sentence));
        } catch (Throwable thrown) {
            String sentence = "its main method threw " + thrown;
            boolean wasStarting =
                    started.completeExceptionally(new StartFailure(StartFault.of(thrown), sentence, thrown));
            if (!wasStarting && !told) {
                LOGGER.log(Level.ERROR, name + ": its main method threw, and the server goes on", thrown);
            }
        }
    }

    @Override
    public Server server(ServerOptions asked) {
        String larger = LargerLimits.told(asked.limits(), limits);
        if (!larger.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} asks for larger limits than the worker has, whose hold: {1}; give them to the worker too",
                    name,
                    larger);
        }
        asked.endpoints()
                .forEach(endpoint -> LOGGER.log(
                        Level.DEBUG, "{0} is not listened on: the worker brings the requests", endpoint.url()));
        return new WorkerServer(this, asked, features);
    }

    @Override
    public void onStopAsked(Runnable stop) {
        stops.add(stop);
        if (told) {
            stop.run(); // perhaps a second time, which does no harm
        }
    }

    @Override
    public void started(WorkerServer server) {
        if (!started.complete(server)) {
            throw new IllegalStateException(
                    started.isCompletedExceptionally()
                            ? "the worker does not wait for this application any more"
                            : "a worker has one application with one server, and this is the second one;"
                                    + " give it ServerOptions.daemon() to let it listen for itself");
        }
    }

    @Override
    public void stopping(WorkerServer stopped) {
        if (stopped == server() && !told) {
            onStoppedByItself.accept(this);
        }
    }

    @Override
    public ClassLoader loader() {
        return classes.loader();
    }

    String name() {
        return name;
    }

    /** Null if there is none. */
    WorkerServer server() {
        return started.isCompletedExceptionally() ? null : started.getNow(null);
    }

    /** Gives it no more requests, lets those that it has end, and unloads it; returns when that is done. */
    void retire() {
        told = true;
        StopReport report = server().stop(options.drainLimit());
        if (report.aborted() > 0) {
            LOGGER.log(Level.WARNING, "{0}: {1} requests were cut, since they did not end", name, report.aborted());
        }
        end();
    }

    /** Ends {@code main} and lets go of everything. */
    void end() {
        if (!hasEnded.compareAndSet(false, true)) {
            return;
        }
        told = true;
        try {
            stops.forEach(Runnable::run);
            if (server() == null || !main.join(options.stopLimit())) {
                main.interrupt();
                main.join(INTERRUPT_GRACE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            Leftovers.log(name, classes);
            classes.close();
        }
    }
}
