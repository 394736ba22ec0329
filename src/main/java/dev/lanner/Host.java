package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.server.Signals;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a server until the process is told to stop: by Ctrl-C (SIGINT), by SIGTERM, by {@link System#exit}, by the module
 * that has started it, or by {@link #stop()}. It is not {@linkplain #isReady() ready} from then on, and goes on serving for the delay that load
 * balancers need to notice, if one is given. Then the server stops: the requests that run come to their end, for as long as
 * the grace period allows. A second signal ends the process at once, with exit code 130.
 *
 * <p>Signals are handled where the JVM has the module {@code jdk.unsupported}. Where it has not, the JVM's own shutdown
 * does the same, but can't be forced, and its exit code is the JVM's: 130 or 143.
 *
 * <p>For one run. {@link #run} belongs to one thread; {@link #stop()} may be called by any.
 */
public final class Host {
    private static final int FORCED = 130;

    private final Server server;
    private final Duration delay;
    private final Duration grace;
    private final Events events;
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch hurried = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;

    /** What happens to a host, to be told to a person. The methods are called one after the other. */
    public interface Events {
        /** Nothing is told. */
        Events NONE = new Events() {};

        /** The server has started. */
        default void started() {}

        /**
         * The host was told to stop, is not ready any more, and serves on for a while. Not called without a delay.
         *
         * @param delay for how long
         */
        default void unready(Duration delay) {}

        /**
         * The server stops now.
         *
         * @param requests how many requests run now, 0 or more
         * @param canBeForced whether a second signal ends the process at once
         */
        default void stopping(int requests, boolean canBeForced) {}

        /**
         * The server has stopped.
         *
         * @param report what became of the requests
         */
        default void stopped(StopReport report) {}
    }

    /**
     * A host that stops its server as soon as it is told to.
     *
     * @param server the server to run, not started
     * @param grace how long requests may run on when the server stops
     * @param events gets to know what happens; {@link Events#NONE} for nobody
     */
    public Host(Server server, Duration grace, Events events) {
        this(server, Duration.ZERO, grace, events);
    }

    /**
     * A host that serves on for a while when it was told to stop: load balancers that ask whether it is ready, as by {@link
     * dev.lanner.middleware.HealthCheck}, have that time to send no more requests.
     *
     * @param server the server to run, not started
     * @param delay how long to serve on; zero or more, as a rule twice the time between two questions of a load balancer
     * @param grace how long requests may run on when the server stops, after the delay
     * @param events gets to know what happens; {@link Events#NONE} for nobody
     * @throws IllegalArgumentException if the delay is negative
     */
    public Host(Server server, Duration delay, Duration grace, Events events) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay is " + delay + ", but it can't be negative");
        }
        this.server = Objects.requireNonNull(server, "server");
        this.delay = delay;
        this.grace = Objects.requireNonNull(grace, "grace");
        this.events = Objects.requireNonNull(events, "events");
    }

    /**
     * Starts the server, waits until the host is told to stop, and stops the server. An interrupt of this thread counts
     * as being told.
     *
     * @param <C> the application's type of context
     * @param application gets the requests
     * @return what became of the requests that were running at the end
     * @throws IOException if the server can't start, with a sentence that says why
     */
    public <C> StopReport run(Application<C> application) throws IOException {
        Thread hook = new Thread(this::stopAndWait, "lanner-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        if (server instanceof ModuleServer hosted) {
            hosted.onStopAsked(this::stop);
        }
        // Before the start: whoever sees that the server is there may tell it to stop.
        try (Signals signals = Signals.handle(this::signalled, "INT", "TERM")) {
            server.start(new Counting<>(application, running));
            started = true;
            events.started();
            awaitTold();
            awaitDelay();
            events.stopping(running.get(), signals.isHandled());
            StopReport report = server.stop(grace);
            events.stopped(report);
            return report;
        } finally {
            server.close();
            ended.countDown();
            removeHook(hook);
        }
    }

    private void awaitTold() {
        try {
            told.await();
        } catch (InterruptedException toldToo) {
            told.countDown();
        }
    }

    private void awaitDelay() {
        if (delay.isZero()) {
            return;
        }
        events.unready(delay);
        try {
            hurried.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurriedToo) {
            // Then the server stops now.
        }
    }

    /** Makes {@link #run} stop the server and return. A second call ends the delay, later ones do nothing more. */
    public void stop() {
        if (told.getCount() == 0) {
            hurried.countDown();
        }
        told.countDown();
    }

    /**
     * Whether new requests are welcome: the server has started, and the host was not told to stop. For any thread.
     *
     * @return false also before the start
     */
    public boolean isReady() {
        return started && told.getCount() > 0;
    }

    private void signalled() {
        if (told.getCount() == 0) {
            Runtime.getRuntime().halt(FORCED);
        }
        stop();
    }

    /** For the JVM's shutdown, which ends the process when this returns. */
    private void stopAndWait() {
        stop();
        try {
            ended.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException runsAlready) {
            // It was the hook that told us; it ends now.
        }
    }

    /**
     * An application that knows how many requests it runs.
     *
     * @param application gets the requests
     * @param running how many there are
     */
    private record Counting<C>(Application<C> application, AtomicInteger running) implements Application<C> {
        @Override
        public C createContext(FeatureCollection features) {
            C context = application.createContext(features);
            running.incrementAndGet();
            return context;
        }

        @Override
        public void process(C context) throws Exception {
            application.process(context);
        }

        @Override
        public void disposeContext(C context, Throwable error) {
            running.decrementAndGet();
            application.disposeContext(context, error);
        }
    }
}
