package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.IdleSockets;
import dev.lanner.internal.net.SocketTransport;
import dev.lanner.server.Application;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.Refusal;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server that faces the network. For any number of threads; its life (made, started, stopped) is guarded by a lock
 * that nothing of a request ever takes.
 */
public final class EdgeServer implements Server {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    /** After the grace period, what was cut has this long to end by itself. */
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    private final ServerOptions options;
    private final Level listeningLevel;
    private final boolean threadPerRequest;
    private final Deadlines deadlines;
    private final DateField date;
    private final Connections connections;
    private final RequestAdmission requests;
    private final TurnedAway turnedAway;
    private final Handshakes handshakes;
    private final Resting resting;
    private final Metrics metrics = new Metrics();
    private final FeatureCollection features = new FeatureCollection();
    private final AtomicLong connectionNumber = new AtomicLong();

    /** One for each processor, so that they do not contend for it. */
    private final SharedThreads[] sharedThreads =
            new SharedThreads[Runtime.getRuntime().availableProcessors()];

    private final ReentrantLock life = new ReentrantLock();
    private final List<Listening> listenings = new CopyOnWriteArrayList<>();
    private State state = State.NEW;
    private Application<?> application;
    private IdleSockets idleSockets;

    public EdgeServer(ServerOptions options) {
        this(options, Clock.SYSTEM);
    }

    public EdgeServer(ServerOptions options, Clock clock) {
        this(options, clock, Resting.DEFAULT, Sharing.DEFAULT, false, Level.INFO);
    }

    /** One whose connections rest, or share threads, sooner or later than usual. */
    EdgeServer(ServerOptions options, Clock clock, Resting resting, Sharing sharing) {
        this(options, clock, resting, sharing, false, Level.INFO);
    }

    private EdgeServer(
            ServerOptions options,
            Clock clock,
            Resting resting,
            Sharing sharing,
            boolean threadPerRequest,
            Level listeningLevel) {
        this.options = options;
        this.listeningLevel = listeningLevel;
        this.resting = resting;
        this.threadPerRequest = threadPerRequest;
        this.deadlines = new Deadlines(clock);
        this.date = new DateField(clock);
        Limits limits = options.limits();
        this.connections = new Connections(
                Math.min(limits.connections(), FileDescriptors.max() / 2),
                limits.connectionsPerAddress(),
                limits.upgradedConnections());
        this.requests = new RequestAdmission(limits, clock);
        this.turnedAway = new TurnedAway(deadlines, limits.drainTimeout());
        this.handshakes = new Handshakes(limits.handshakesInFlight());
        Arrays.setAll(sharedThreads, i -> new SharedThreads(sharing));
        List<String> requested = new ArrayList<>();
        for (Endpoint endpoint : options.endpoints()) {
            requested.add(endpoint.url());
        }
        setAddresses(requested);
        features.set(
                ServerMetricsFeature.class,
                () -> metrics.snapshot(
                        connections, handshakes, requests, listenings.stream().map(Listening::failures)));
    }

    /**
     * One that gives each request a thread of its own, over HTTP/1.1 too: what an application leaves in it, as values of
     * {@link ThreadLocal}s, is gone with the request, and not kept for as long as the connection lives.
     */
    public static EdgeServer withThreadPerRequest(ServerOptions options) {
        return new EdgeServer(options, Clock.SYSTEM, Resting.DEFAULT, Sharing.DEFAULT, true, Level.INFO);
    }

    /** One that another program has its clients by: where it listens is nobody's business, and the log does not say it. */
    public static EdgeServer behindAnother(ServerOptions options) {
        return new EdgeServer(options, Clock.SYSTEM, Resting.DEFAULT, Sharing.DEFAULT, false, Level.DEBUG);
    }

    ServerOptions options() {
        return options;
    }

    boolean threadPerRequest() {
        return threadPerRequest;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    DateField date() {
        return date;
    }

    Connections connections() {
        return connections;
    }

    RequestAdmission requests() {
        return requests;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    Metrics metrics() {
        return metrics;
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    /** How many connections ended for a reason since the start. */
    public long ended(EndReason reason) {
        return connections.ended(reason);
    }

    /** How many connections rest now. */
    int resting() {
        return idleSockets.count();
    }

    /** How many requests run now. */
    public int running() {
        return connections.running();
    }

    @Override
    public <C> void start(Application<C> application) throws IOException {
        life.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException(
                        state == State.STARTED ? "the server was started before" : "the server was closed");
            }
            this.application = application;
            idleSockets = new IdleSockets(() -> connections.count() > resting.connections(), resting.after());
            listenings.addAll(bind(options.endpoints()));
            state = State.STARTED;
            deadlines.everyTick(date::tick);
            deadlines.everyTick(connections::signal);
            deadlines.everyTick(requests::tick);
            deadlines.everyTick(() -> listenings.forEach(Listening::tick));
            begin();
        } finally {
            life.unlock();
        }
    }

    /** All or nothing, as far as what is bound: the log may fail as well as a thread that is not to be had. */
    private void begin() {
        boolean begun = false;
        try {
            deadlines.start(options.daemon());
            open(listenings);
            tellOfFewerConnections();
            begun = true;
        } finally {
            if (!begun) {
                state = State.STOPPED;
                listenings.forEach(Listening::close);
                deadlines.stop();
            }
        }
    }

    /**
     * Listens elsewhere, or otherwise, from now on, without dropping a connection: endpoints that are new are opened, those
     * that are gone accept nothing more and let their connections end after their requests, those that are equal stay as they
     * are. Where only TLS has changed, the sockets stay, and new connections get what is new.
     *
     * @param endpoints one or more
     * @throws IOException in one sentence, if an endpoint can't be had; then nothing has changed
     * @throws IllegalStateException if the server does not run
     */
    public void listen(List<Endpoint> endpoints) throws IOException {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a server needs an endpoint; to listen nowhere is to stop");
        }
        life.lock();
        try {
            if (state != State.STARTED) {
                throw new IllegalStateException("the server does not run");
            }
            List<Listening> gone = new ArrayList<>(listenings);
            Map<Listening, Endpoint> changed = new LinkedHashMap<>();
            List<Endpoint> fresh = new ArrayList<>();
            for (Endpoint endpoint : endpoints) {
                Listening found = takeOut(gone, endpoint);
                if (found == null) {
                    fresh.add(endpoint);
                } else if (!found.endpoint().equals(endpoint)) {
                    changed.put(found, endpoint);
                }
            }
            Map<Listening, Binding> rebound = new LinkedHashMap<>();
            for (Map.Entry<Listening, Endpoint> change : changed.entrySet()) {
                Listening listening = change.getKey();
                rebound.put(listening, listening.binding().withTlsOf(change.getValue(), deadlines.clock()));
            }
            List<Listening> opened = bind(fresh);
            rebound.forEach((listening, binding) -> listening.become(changed.get(listening), binding));
            listenings.addAll(opened);
            listenings.removeAll(gone);
            open(opened);
            gone.forEach(this::close);
            gone.forEach(Listening::awaitClosed);
            rebound.values().forEach(binding -> LOGGER.log(Level.INFO, "now {0}", binding.description()));
        } finally {
            life.unlock();
        }
    }

    /** The one that is equal, or else at the same address; null if there is none. */
    private static Listening takeOut(List<Listening> listenings, Endpoint endpoint) {
        Listening found = null;
        for (Listening listening : listenings) {
            if (listening.endpoint().equals(endpoint)) {
                found = listening;
                break;
            } else if (found == null && listening.isAtAddressOf(endpoint)) {
                found = listening;
            }
        }
        listenings.remove(found);
        return found;
    }

    private void open(List<Listening> opened) {
        List<String> bound = new ArrayList<>();
        for (Listening listening : listenings) {
            bound.add(listening.binding().url());
        }
        setAddresses(bound);
        for (Listening listening : opened) {
            listening.start();
        }
        for (Listening listening : opened) {
            LOGGER.log(listeningLevel, "listening on {0}", listening.binding().description());
        }
    }

    private void tellOfFewerConnections() {
        int wanted = options.limits().connections();
        if (connections.max() < wanted) {
            LOGGER.log(
                    Level.DEBUG,
                    "{0} connections instead of {1}: half of the file descriptors this process may have",
                    connections.max(),
                    wanted);
        }
    }

    private void setAddresses(List<String> urls) {
        List<String> addresses = List.copyOf(urls);
        features.set(ServerAddressesFeature.class, () -> addresses);
    }

    private void close(Listening gone) {
        gone.close();
        connections.stop(gone);
        LOGGER.log(listeningLevel, "no longer listening on {0}", gone.binding().description());
    }

    /** All or nothing. */
    private List<Listening> bind(List<Endpoint> endpoints) throws IOException {
        List<Listening> bound = new ArrayList<>();
        try {
            for (Endpoint endpoint : endpoints) {
                Binding binding = Binding.of(endpoint, options, deadlines.clock());
                bound.add(new Listening(endpoint, binding, this::accepted));
            }
            return bound;
        } catch (IOException | RuntimeException failed) {
            bound.forEach(listening -> listening.binding().undo());
            throw failed;
        }
    }

    /** On the accept loop's thread: admits, and hands over to a thread of the connection's own. */
    private void accepted(SocketChannel channel, Listening listening) {
        SocketAddress remote;
        try {
            remote = channel.getRemoteAddress();
            EndReason rejected = connections.admit(remote);
            if (rejected != null) {
                PeerFaults.log("a connection", rejected.name(), "turned away");
                turnAway(channel, listening.tls() != null);
                return;
            }
        } catch (IOException gone) {
            LOGGER.log(Level.TRACE, "a client was gone before it was accepted: {0}", gone.toString());
            return;
        }
        metrics.accepted();
        long number = connectionNumber.incrementAndGet();
        String id = "c" + number;
        SharedThreads shared = sharedThreads[(int) (number % sharedThreads.length)];
        try {
            Thread.ofVirtual().name(id).start(() -> {
                Connection connection = connection(channel, remote, id, shared, listening);
                if (connection != null) {
                    connection.run(application);
                }
            });
        } catch (Throwable noThread) {
            abandon(channel, remote, EndReason.SERVER_ERROR);
            throw noThread;
        }
    }

    private void turnAway(SocketChannel channel, boolean overTls) throws IOException {
        if (overTls || options.limits().refusal() == Refusal.CLOSE) {
            channel.close();
        } else {
            turnedAway.answer(channel);
        }
    }

    /** A connection that was admitted and can't be served. */
    private void abandon(SocketChannel channel, SocketAddress remote, EndReason reason) {
        connections.abandon(remote, reason);
        try {
            channel.close();
        } catch (IOException gone) {
            LOGGER.log(Level.TRACE, "closing failed: {0}", gone.toString());
        }
    }

    /** Null if the peer is gone already. */
    private Connection connection(
            SocketChannel channel, SocketAddress remote, String id, SharedThreads shared, Listening listening) {
        try {
            SocketTransport transport = new SocketTransport(
                    channel, listening.binding().localAddress(channel), metrics.traffic(), idleSockets);
            return new Connection(this, shared, transport, id, listening);
        } catch (IOException gone) {
            abandon(channel, remote, EndReason.CLIENT_GONE);
            LOGGER.log(Level.TRACE, "{0}: gone before it began: {1}", id, gone.toString());
            return null;
        } catch (RuntimeException | Error ours) {
            abandon(channel, remote, EndReason.SERVER_ERROR);
            throw ours;
        }
    }

    @Override
    public StopReport stop(Duration grace) {
        Clock clock = deadlines.clock();
        long began = clock.nanos();
        if (!closeListeners()) {
            return StopReport.NOTHING;
        }
        if (!connections.awaitNone(() -> clock.nanos() - began >= grace.toNanos())) {
            connections.cut();
            long cut = clock.nanos();
            connections.awaitNoConnection(() -> clock.nanos() - cut >= CUT_GRACE.toNanos());
        }
        deadlines.stop();
        idleSockets.close();
        connections.giveUp();
        return new StopReport(
                connections.finishedWhileStopping(),
                connections.abortedWhileStopping() + connections.running(),
                Duration.ofNanos(clock.nanos() - began));
    }

    /** Nothing new comes in, and what is idle goes; to be followed by a stop. False if the server was never started. */
    public boolean closeListeners() {
        life.lock();
        try {
            boolean started = !listenings.isEmpty();
            if (state == State.STARTED) {
                connections.beginStop();
                listenings.forEach(Listening::close);
                connections.stop();
                listenings.forEach(Listening::awaitClosed);
            }
            state = State.STOPPED;
            return started;
        } finally {
            life.unlock();
        }
    }

    @Override
    public void close() {
        stop(options.stopGrace());
    }
}
