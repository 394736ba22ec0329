package dev.lanner.worker;

import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server of an application in a worker: gets requests from the worker's handler, as features, on threads of their own. It
 * listens nowhere; limits, addresses and metrics are those of the worker's server. For any number of threads.
 */
final class WorkerServer implements Server {
    /** After the grace period, what was cut has this long to end by itself. */
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    /** What a server tells the run that it belongs to. */
    interface Owner {
        /**
         * It can serve.
         *
         * @throws IllegalStateException if it must not, with a sentence that says why
         */
        void started(WorkerServer server);

        /** It was told to stop, by whomever. */
        void stopping(WorkerServer server);

        /** What the threads of requests have for their context. */
        ClassLoader loader();
    }

    private final Owner owner;
    private final Duration stopGrace;
    private final FeatureCollection features;
    private final ConnectionItems items = new ConnectionItems();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile State state = State.NEW;
    private volatile Application<?> application;
    private int finished;
    private int aborted;

    /** @param outer the features of the worker's server */
    WorkerServer(Owner owner, ServerOptions asked, FeatureCollection outer) {
        this.owner = owner;
        this.stopGrace = asked.stopGrace();
        this.features = new FeatureCollection(outer);
    }

    /** A request that runs. */
    private static final class Call {
        private final Thread thread = Thread.currentThread();
        private final RequestLifetimeFeature lifetime;
        private volatile boolean cut;

        /** Lets go of the application's context. */
        private Runnable disposal = () -> {};

        Call(RequestLifetimeFeature lifetime) {
            this.lifetime = lifetime;
        }

        void cut() {
            cut = true;
            lifetime.abort();
            thread.interrupt();
        }
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public <C> void start(Application<C> newApplication) {
        lock.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException(
                        state == State.STARTED ? "the server was started before" : "the server was closed");
            }
            application = newApplication;
            state = State.STARTED;
        } finally {
            lock.unlock();
        }
        try {
            owner.started(this);
        } catch (IllegalStateException refused) {
            state = State.STOPPED;
            throw refused;
        }
    }

    /**
     * Has the application answer a request.
     *
     * @return false if it gets no more requests
     */
    boolean serve(HttpContext context) throws Exception {
        Call call = new Call(context.features().require(RequestLifetimeFeature.class));
        calls.add(call);
        if (state != State.STARTED) {
            left(call);
            return false;
        }
        // The first to be registered is the last to run: behind all that the application has registered.
        context.response().onCompleted(() -> end(call));
        Thread.currentThread().setContextClassLoader(owner.loader());
        ConnectionItemsFeature connection = context.features().get(ConnectionItemsFeature.class);
        context.features().set(ConnectionItemsFeature.class, () -> items.of(connection));
        run(application, call, context.features());
        return true;
    }

    /** Whether it gets no more requests. */
    boolean hasStopped() {
        return state == State.STOPPED;
    }

    private static <C> void run(Application<C> application, Call call, FeatureCollection features) throws Exception {
        C context = application.createContext(features);
        Throwable error = null;
        try {
            application.process(context);
        } catch (Throwable thrown) {
            error = thrown;
            throw thrown;
        } finally {
            Throwable failure = error;
            call.disposal = () -> application.disposeContext(context, failure);
        }
    }

    private void end(Call call) {
        try {
            call.disposal.run();
        } finally {
            if (state == State.STOPPED) {
                count(call);
            }
            left(call);
        }
    }

    private void count(Call call) {
        lock.lock();
        try {
            if (call.cut) {
                aborted++;
            } else {
                finished++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void left(Call call) {
        calls.remove(call);
        if (state == State.STOPPED) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public StopReport stop(Duration grace) {
        long began = System.nanoTime();
        boolean wasNew = state == State.NEW;
        state = State.STOPPED;
        if (wasNew) {
            return StopReport.NOTHING;
        }
        owner.stopping(this);
        if (!awaitNone(grace)) {
            calls.forEach(Call::cut);
            awaitNone(CUT_GRACE);
        }
        items.forget();
        lock.lock();
        try {
            return new StopReport(finished, aborted + calls.size(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing runs any more. An interrupt ends the waiting, and stays set. */
    private boolean awaitNone(Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!calls.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return calls.isEmpty();
    }

    @Override
    public void close() {
        stop(stopGrace);
    }
}
