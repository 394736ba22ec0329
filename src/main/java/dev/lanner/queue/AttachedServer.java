package dev.lanner.queue;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.module.ModuleEnvironment;
import dev.lanner.internal.module.ModuleIntegration;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.server.Application;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A server for one application that gets its requests from a broker in another process: an edge server on a Unix domain socket
 * that serves nobody else, and a control connection, which a thread of its own reads. For any number of threads.
 */
final class AttachedServer implements Server {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.broker");
    private static final String MODE =
            "rw-rw-rw-"; // the token says who may; the folder is passable for the broker alone
    private static final long RETRY_SECONDS = 1;

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    private final Path broker;
    private final QueueOptions options;
    private final ServerOptions allowed;
    private final PairingToken token = PairingToken.random();
    private final Deadlines deadlines;
    private final FeatureCollection features = new FeatureCollection();
    private final ReentrantLock life = new ReentrantLock();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** The broker has no more requests for this process. */
    private final CountDownLatch left = new CountDownLatch(1);

    private State state = State.NEW;
    private volatile EdgeServer edge;
    private volatile Staged<?> application;
    private volatile BrokerConnection connection;

    /** By which the next broker is being asked; null if none is. Guarded by the lock. */
    private BrokerConnection asking;

    AttachedServer(Path broker, QueueOptions options, ServerOptions allowed, Clock clock) {
        this.deadlines = new Deadlines(clock);
        this.broker = broker;
        this.options = options;
        this.allowed = allowed;
        tellAddresses(options.prefixes());
    }

    private void tellAddresses(List<UrlPrefix> prefixes) {
        List<String> addresses = prefixes.stream().map(UrlPrefix::toString).toList();
        features.set(ServerAddressesFeature.class, () -> addresses);
    }

    /** The broker has agreed. */
    private void serves(List<UrlPrefix> prefixes) {
        tellAddresses(prefixes);
        String told = prefixes.stream().map(UrlPrefix::toString).collect(Collectors.joining(" "));
        LOGGER.log(Level.INFO, "attached to the broker at {0}: {1}", broker, told);
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public <C> void start(Application<C> newApplication) throws IOException {
        life.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException(
                        state == State.STARTED ? "the server was started before" : "the server was closed");
            }
            deadlines.start(true);
            boolean started = false;
            try {
                attach(new Staged<>(newApplication, options.before()));
                started = true;
            } finally {
                if (!started) {
                    deadlines.stop();
                }
            }
            state = State.STARTED;
            Thread.ofPlatform().name("lanner-broker").daemon(true).start(this::follow);
        } finally {
            life.unlock();
        }
    }

    private <C> void attach(Staged<C> staged) throws IOException {
        BrokerConnection opened = BrokerConnection.connect(broker, deadlines);
        boolean attached = false;
        try {
            connection = opened;
            edge = serve(Endpoint.unix(opened.ask(new Claim(options, token)), MODE), staged, opened);
            attached = true;
        } finally {
            if (!attached) {
                opened.close();
            }
        }
        application = staged;
    }

    private <C> EdgeServer serve(Endpoint endpoint, Staged<C> staged, BrokerConnection opened) throws IOException {
        EdgeServer serving = EdgeServer.behindAnother(allowed.withEndpoint(endpoint));
        boolean ready = false;
        try {
            ModuleEnvironment module = new ModuleEnvironment(endpoint, "", token.value(), true, false, true);
            serving.start(new Delegating<>(
                    new ModuleIntegration<>(staged, module, this::close), token, queue -> connection.hasQueue(queue)));
            serves(opened.ready());
            ready = true;
        } finally {
            if (!ready) {
                serving.stop(Duration.ZERO);
            }
        }
        return serving;
    }

    private void follow() {
        try {
            hear();
        } finally {
            deadlines.stop();
        }
    }

    /** Hears what the broker says, which is little; when it has gone, waits for the next one. */
    private void hear() {
        while (true) {
            try {
                String line = connection.line();
                if (line.equals(Claim.LEFT)) {
                    left.countDown();
                } else {
                    connection.answered(line);
                }
            } catch (IOException gone) {
                connection.close();
                if (stopping.getCount() == 0) {
                    left.countDown();
                    return;
                }
                LOGGER.log(Level.WARNING, "the broker has gone: {0}; waiting for the next", gone.getMessage());
                if (!attachAgain()) {
                    return;
                }
            }
        }
    }

    /** False if the server stops before. */
    private boolean attachAgain() {
        QueueMode mode = options.mode() == QueueMode.ATTACH ? QueueMode.ATTACH : QueueMode.CREATE_OR_ATTACH;
        Claim claim = new Claim(options.withMode(mode), token);
        while (!isStopping()) {
            if (attachAgain(claim)) {
                return true;
            }
        }
        left.countDown();
        return false;
    }

    /** The lock is not held while the broker is asked, which may take its time: whoever stops the server ends that. */
    private boolean attachAgain(Claim claim) {
        BrokerConnection opened = null;
        boolean attached = false;
        try {
            opened = BrokerConnection.connect(broker, deadlines);
            if (begin(opened)) {
                edge.listen(List.of(Endpoint.unix(opened.ask(claim), MODE)));
                if (keep(opened)) {
                    serves(opened.ready());
                    attached = true;
                }
            }
        } catch (IOException | RuntimeException notYet) {
            LOGGER.log(Level.DEBUG, "not attached again yet", notYet);
        } finally {
            if (opened != null && !attached) {
                opened.close();
            }
        }
        return attached;
    }

    /** Before a broker is asked: whoever stops the server from now on ends that. False if it was stopped already. */
    private boolean begin(BrokerConnection opened) {
        life.lock();
        try {
            asking = opened;
            return state == State.STARTED;
        } finally {
            life.unlock();
        }
    }

    /** Before requests come: whoever stops the server from now on leaves that broker. False if it was stopped already. */
    private boolean keep(BrokerConnection opened) {
        life.lock();
        try {
            asking = null;
            connection = opened;
            return state == State.STARTED;
        } finally {
            life.unlock();
        }
    }

    private boolean isStopping() {
        try {
            return stopping.await(RETRY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public StopReport stop(Duration grace) {
        long began = System.nanoTime();
        int before = application == null ? 0 : application.finished();
        if (!leave()) {
            return StopReport.NOTHING;
        }
        awaitLeft(grace);
        Duration rest = grace.minusNanos(System.nanoTime() - began);
        int running = application.running();
        StopReport report = edge.stop(rest.isNegative() ? Duration.ZERO : rest);
        connection.close();
        return new StopReport(
                application.finished() - before,
                Math.min(running, report.aborted()),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** Wants no more requests; false if the server was never started. */
    private boolean leave() {
        life.lock();
        try {
            boolean first = state == State.STARTED;
            state = State.STOPPED;
            stopping.countDown();
            if (asking != null) {
                asking.close();
            }
            if (first) {
                connection.leave();
            }
            return edge != null;
        } catch (IOException gone) {
            left.countDown();
            return true;
        } finally {
            life.unlock();
        }
    }

    private void awaitLeft(Duration atMost) {
        try {
            left.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(options.stopGrace());
    }
}
