package dev.lanner.worker;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.internal.hosting.AppOffline;
import dev.lanner.internal.hosting.FileSign;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Hosts an application within this process: loads it into class loaders of its own, runs its unchanged {@code main} when the
 * first request comes, and hands it requests with no socket between. In the manner of IIS's in-process hosting.
 *
 * <pre>{@code
 * ServerOptions where = ServerOptions.builder().listen(Endpoint.localhost(8080)).build();
 * try (Worker worker = Worker.of(WorkerOptions.builder(Path.of("app.jar")).build(), where)) {
 *     worker.server().start(Pipeline.of(worker));
 *     ...
 * }
 * }</pre>
 *
 * <p>The application gets the requests by what {@link dev.lanner.Lanner#server}, {@code start} or {@code run} give it there.
 * It is replaced by {@link #recycle}, when its files change, or by a sign; the old one gets no more requests once the new one
 * serves, finishes those that it has, and is unloaded. For that time both are there.
 *
 * <p>The answers that are the worker's own: 500 where the application does not start, 503 while it is offline or the worker
 * stops. For any number of threads.
 */
public final class Worker implements Handler, AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    /** So many runs of the application may stop by themselves just before they get a request, until it is answered 500. */
    private static final int REFUSALS_MAX = 3;

    private final Deadlines deadlines;
    private final EdgeServer server;
    private final Runs runs;
    private final AppOffline offline;
    private final FileSign sign;
    private final CodeWatch code;
    private volatile boolean closing;

    Worker(WorkerOptions options, ServerOptions serverOptions, Clock clock) {
        server = EdgeServer.withThreadPerRequest(serverOptions);
        deadlines = new Deadlines(clock);
        offline = new AppOffline(options.folder());
        sign = new FileSign(options.recycleOn());
        runs = new Runs(options, serverOptions.limits(), server.features(), clock, () -> closing || offline.isThere());
        code = options.recycleOnChange() ? new CodeWatch() : null;
        if (options.startAtOnce() && !offline.isThere()) {
            runs.begin();
        }
        deadlines.everyTick(this::tick);
        deadlines.start(true);
    }

    /**
     * A worker. Nothing is started yet, unless the options say so.
     *
     * @param options what it loads, and how
     * @param serverOptions where it listens, and what it allows: limits are the worker's, whatever the application asks for
     * @return the worker, to be closed
     */
    public static Worker of(WorkerOptions options, ServerOptions serverOptions) {
        return new Worker(options, serverOptions, Clock.SYSTEM);
    }

    /**
     * The server that owns the endpoints: to be started with a pipeline whose last handler is this worker. It gives each
     * request a thread of its own, so that what the application leaves there goes with the request.
     *
     * @return always the same server
     */
    public Server server() {
        return server;
    }

    private void tick() {
        if (offline.look()) {
            LOGGER.log(Level.INFO, "{0} is there: the application is stopped", AppOffline.NAME);
            Thread.ofVirtual().name("lanner-offline").start(runs::stop);
        }
        FoundCode found = runs.found();
        boolean changed = code != null && found != null && code.hasChanged(found);
        if (sign.hasChanged() || changed) {
            Thread.ofVirtual().name("lanner-recycle").start(this::recycleBySign);
        }
    }

    private void recycleBySign() {
        try {
            recycle();
        } catch (IOException failed) {
            LOGGER.log(Level.ERROR, failed.getMessage());
        }
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        int refusals = 0;
        while (true) {
            byte[] page = offline.page();
            if (page != null) {
                ErrorPage.offline(context, page);
                return;
            }
            if (closing) {
                ErrorPage.stopping(context);
                return;
            }
            AppRun run;
            try {
                run = runs.enter();
            } catch (StartFailure failed) {
                if (closing || offline.isThere()) {
                    continue; // that is why
                }
                ErrorPage.notStarted(context, failed.fault());
                return;
            }
            if (run.server().serve(context)) {
                return;
            }
            runs.stoppedByItself(run);
            refusals++;
            if (refusals == REFUSALS_MAX) {
                ErrorPage.notStarted(context, StartFault.DID_NOT_START);
                return;
            }
        }
    }

    /**
     * Replaces the application by one that is loaded anew, without a failed request; starts one if there is none because it
     * has failed, and forgets how often. Does nothing if no request has needed one yet, or none is wanted any more. Returns when
     * the new one serves; it has the files as they are now.
     *
     * @throws IOException if the new one does not start, with a sentence that says why; the old one, if there is one, goes on
     */
    public void recycle() throws IOException {
        runs.recycle();
    }

    /**
     * How many times the application is loaded now: once as a rule. More while an old one finishes its requests, has not been
     * collected yet, or is kept by something that it has left behind.
     *
     * @return 0 before the first start
     */
    public int loaded() {
        return runs.loaded();
    }

    /** Stops the application, also one that just starts, and then the server, and returns when both have ended. */
    @Override
    public void close() {
        closing = true;
        runs.close();
        server.close();
        deadlines.stop();
    }
}
