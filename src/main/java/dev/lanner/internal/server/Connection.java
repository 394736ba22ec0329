package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Conversation;
import dev.lanner.internal.exchange.Conversation.Turn;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.http1.Http1Connection;
import dev.lanner.internal.http2.Http2Connection;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.ReplayTransport;
import dev.lanner.internal.net.TracingTransport;
import dev.lanner.internal.net.Transport;
import dev.lanner.internal.tls.TlsEndpoint;
import dev.lanner.internal.tls.TlsException;
import dev.lanner.internal.tls.TlsRule;
import dev.lanner.internal.tls.TlsTransport;
import dev.lanner.server.Application;
import dev.lanner.server.Rule;
import dev.lanner.server.TrustedPeers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.RejectedExecutionException;

/**
 * One peer from accept to close: shakes hands if there is TLS, makes what its protocol needs, runs it on the thread of the
 * connection, or on one after the other if it pauses in between, and catches what nobody else has caught. {@link #stop},
 * {@link #force} and what the scope asks for come from other threads.
 */
final class Connection extends SharedThreads.Member implements ConnectionScope.Owner, Handshakes.Entry {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private final EdgeServer server;
    private final SharedThreads shared;
    private final SocketAddress remoteAddress;
    private final Transport raw;
    private final Listening listening;

    /** Who begins with a header of the PROXY protocol; null for nobody. */
    private final TrustedPeers proxies;

    /** Null in the clear. */
    private final TlsEndpoint tls;

    private final ConnectionScope scope;

    /** What the protocol speaks over: over TLS if there is any. Null before it is known. */
    private volatile Transport transport;

    /** What closes the connection gracefully; depends on the protocol, which is not known at first. */
    private volatile Runnable closer = this::closeBeforeProtocol;

    /** Null before it is known. */
    private volatile ApplicationProtocol protocol;

    /** Null before the protocol is known. */
    private Conversation conversation;

    /** Why it pauses: to go on with a thread of the other kind; else it could rest. */
    private boolean changing;

    /** No other thread could be had. */
    private boolean keepsThread;

    /** How many turns are to pass before it may share a thread with others; below 0, how many times it has tried. */
    private int turnsAlone;

    /** As a member: in how many turns, one after the other, nothing had come for it. */
    private int misses;

    private volatile boolean upgraded;
    private volatile Thread thread;

    /**
     * On the thread of the connection.
     *
     * @param listening where the peer came in
     */
    Connection(EdgeServer server, SharedThreads shared, Transport raw, String id, Listening listening) {
        this.server = server;
        this.shared = shared;
        this.turnsAlone = shared.sharing().turnsAlone();
        this.raw = raw;
        this.listening = listening;
        this.proxies = listening.binding().proxies();
        this.tls = listening.tls();
        this.remoteAddress = raw.remoteAddress();
        this.scope = new ConnectionScope(
                id,
                raw.localAddress(),
                remoteAddress,
                server.options(),
                server.deadlines().clock(),
                server.date(),
                this);
    }

    Listening listening() {
        return listening;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Until the connection has ended, or goes on with another thread. */
    void run(Application<?> application) {
        thread = Thread.currentThread();
        server.connections().add(this);
        if (listening.isClosed()) {
            stop();
        }
        if (begin(application)) {
            shared.serve(this);
        }
    }

    /** With another thread. */
    private void resume() {
        shared.serve(this);
    }

    @Override
    boolean serveAlone() {
        becomeReader();
        boolean tries = false;
        while (true) {
            switch (takeTurn(!tries)) {
                case NEXT -> {}
                case WAIT -> {
                    tries = triesToJoin();
                    if (-turnsAlone > shared.sharing().trials()) {
                        joinOthers();
                        return true;
                    }
                    shared.pause(transport);
                }
                case PAUSE -> {
                    if (tries && !changing) {
                        tries = false;
                        turnsAlone = shared.sharing().turnsAlone();
                    } else if (leavesThread()) {
                        return false;
                    }
                }
                case END -> {
                    return false;
                }
            }
        }
    }

    @Override
    boolean takeTurnAsMember() {
        becomeReader();
        turnsAlone = shared.sharing().turnsAlone();
        Turn next;
        do {
            next = takeTurn(false);
        } while (next == Turn.NEXT);
        letGo();
        if (next == Turn.PAUSE) {
            return staysInSpiteOfMiss() || !leavesOthers();
        }
        misses = 0;
        return next == Turn.WAIT;
    }

    private void becomeReader() {
        Thread current = Thread.currentThread();
        current.setName(scope.id());
        transport.becomeReader();
        thread = current;
    }

    /** Whoever interrupts the thread after that means a request that is over. */
    private void letGo() {
        thread = null;
        transport.leave();
        Thread.interrupted();
    }

    private Turn takeTurn(boolean waits) {
        Turn next = Turn.END;
        try {
            next = conversation.turn(waits);
        } catch (Throwable ours) {
            failed(ours);
        } finally {
            if (next == Turn.END) {
                ended();
            }
        }
        return next;
    }

    /** Whether the next turn is to find out if there is anything to do without waiting. */
    private boolean triesToJoin() {
        if (--turnsAlone > 0) {
            return false;
        }
        if (shared.isCrowded() && Thread.currentThread().isVirtual() && !server.threadPerRequest()) {
            return true;
        }
        turnsAlone = 0;
        return false;
    }

    private void joinOthers() {
        misses = 0;
        letGo();
        shared.join(this);
    }

    /** Whether the connection goes on with another thread, or rests without any. */
    private boolean leavesThread() {
        letGo();
        boolean left = changing ? changesKind() : transport.rest(this::resume);
        if (!left) {
            becomeReader();
        }
        return left;
    }

    private boolean staysInSpiteOfMiss() {
        return !changing && ++misses < shared.sharing().misses();
    }

    /** Whether it has got a thread of its own. */
    private boolean leavesOthers() {
        return changing ? changesKind() : goesOnWith(Thread.ofVirtual());
    }

    /** Goes on with a thread of the other kind; if none can be had, that is not tried again. */
    private boolean changesKind() {
        changing = false;
        if (goesOnWith(ThreadKind.other())) {
            return true;
        }
        keepsThread = true;
        return false;
    }

    private boolean goesOnWith(Thread.Builder threads) {
        try {
            threads.start(this::resume);
            return true;
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            return false;
        }
    }

    /** All that comes before the first request; false if none will. */
    private boolean begin(Application<?> application) {
        boolean begun = false;
        try {
            Transport beginning = proxies == null || !proxies.contains(remoteAddress)
                    ? raw
                    : new ProxyProtocol(scope, raw, server.deadlines()).takeHeader();
            begun = beginning != null && begin(beginning, application);
        } catch (IOException gone) {
            scope.end(EndReason.CLIENT_GONE);
        } catch (Throwable ours) {
            failed(ours);
        } finally {
            if (!begun) {
                ended();
            }
        }
        return begun;
    }

    /** @param wire the raw transport, with what of it was read too early */
    private boolean begin(Transport wire, Application<?> application) throws IOException {
        if (tls == null) {
            transport = TracingTransport.around(wire, scope.id());
            beginInTheClear(application);
            return true;
        }
        return beginOverTls(wire, application);
    }

    private void failed(Throwable ours) {
        scope.end(EndReason.SERVER_ERROR);
        LOGGER.log(Level.ERROR, scope.id() + ": the server failed", ours);
    }

    private void ended() {
        thread = null;
        Transport over = transport;
        if (over != null) {
            over.close();
        }
        raw.close();
        EndReason reason = scope.endReason() == null ? EndReason.SERVER_ERROR : scope.endReason();
        switch (reason) {
            case REQUEST_HEAD_TIMEOUT,
                    REQUEST_BODY_TOO_SLOW,
                    RESPONSE_TOO_SLOW,
                    UNREAD_BODY_TOO_LONG,
                    DRAIN_TIMEOUT,
                    PING_UNANSWERED,
                    TLS_HANDSHAKE_TIMEOUT,
                    TOO_MANY_TLS_HANDSHAKES,
                    CLIENT_GONE -> PeerFaults.log(scope.id(), reason.name(), "connection ended");
            default -> LOGGER.log(Level.TRACE, "{0}: ended, {1}", scope.id(), reason);
        }
        if (protocol != null) {
            server.metrics().ended(protocol);
        }
        server.connections().remove(this, upgraded, reason);
    }

    private void beginInTheClear(Application<?> application) throws IOException {
        ByteInput in = ByteInput.of(transport, server.options());
        boolean http2 = new ProtocolChoice(scope, transport, in, server.deadlines()).isHttp2();
        begin(http2 ? ApplicationProtocol.HTTP_2 : ApplicationProtocol.HTTP_1_1, in, "http", application);
    }

    private void begin(ApplicationProtocol chosen, ByteInput in, String scheme, Application<?> application) {
        protocol = chosen;
        server.metrics().began(chosen);
        switch (chosen) {
            case HTTP_1_1 -> conversation = http1(in, scheme, application);
            case HTTP_2 -> {
                Http2Connection http2 =
                        new Http2Connection(scope, transport, in, server.deadlines(), scheme, application);
                closeBy(http2::closing);
                conversation = http2;
            }
        }
    }

    private Http1Connection http1(ByteInput in, String scheme, Application<?> application) {
        Http1Connection http1 = new Http1Connection(scope, transport, in, server.deadlines(), scheme, application);
        closeBy(http1::closeIfIdle);
        return http1;
    }

    /** From now on the protocol closes the connection; if that was asked for already, at once. */
    private void closeBy(Runnable graceful) {
        closer = graceful;
        if (scope.isClosing()) {
            graceful.run();
        }
    }

    private void closeBeforeProtocol() {
        scope.end(scope.closing());
        raw.close();
    }

    private boolean beginOverTls(Transport wire, Application<?> application) {
        EndReason turnedAway = server.handshakes().begin(this, scope.clock().nanos());
        if (turnedAway != null) {
            scope.end(turnedAway);
            return false;
        }
        TlsTransport secured =
                new TlsTransport(wire, server.deadlines(), server.options().limits(), this::broken);
        if (!shakeHands(secured, application)) {
            return false;
        }
        transport = TracingTransport.around(secured, scope.id());
        TlsFeature session = secured.session();
        String name = session.serverName();
        scope.secured(session, tls.hasOnePolicy() ? null : host -> tls.mayServe(name, host));
        ByteInput in = ByteInput.of(transport, server.options());
        begin(ApplicationProtocol.agreed(session.applicationProtocol()), in, "https", application);
        return true;
    }

    /** Whether there is a secured connection now; else the reason is in the scope, and the peer has been told. */
    private boolean shakeHands(TlsTransport secured, Application<?> application) {
        try {
            secured.handshake(tls);
            return true;
        } catch (TlsException failed) {
            refused(failed, secured, application);
        } catch (IOException gone) {
            scope.end(secured.isTimedOut() ? EndReason.TLS_HANDSHAKE_TIMEOUT : EndReason.CLIENT_GONE);
        } finally {
            server.handshakes().end(this);
        }
        return false;
    }

    private void refused(TlsException failed, TlsTransport secured, Application<?> application) {
        if (failed.rule() == TlsRule.HTTP_WITHOUT_TLS) {
            transport = TracingTransport.around(new ReplayTransport(secured.received(), raw), scope.id());
            http1(ByteInput.of(transport, server.options()), "http", application)
                    .refuseWithoutTls();
        } else if (secured.isTimedOut()) {
            scope.end(EndReason.TLS_HANDSHAKE_TIMEOUT);
        } else if (scope.endReason() == null) {
            PeerFaults.log(scope.id(), failed.rule().name(), failed.getMessage());
            fault(failed.rule());
            scope.end(EndReason.TLS_HANDSHAKE_FAILED);
        }
    }

    /** The peer broke a rule of TLS after the handshake. */
    private void broken(TlsRule rule) {
        scope.fault(rule);
        scope.end(EndReason.PROTOCOL_VIOLATION);
    }

    @Override
    public long accepted() {
        return scope.accepted();
    }

    @Override
    public void giveWay() {
        scope.abort(EndReason.TOO_MANY_TLS_HANDSHAKES);
    }

    /** The server stops: closes now if idle, else after the request that runs. */
    void stop() {
        scope.requestClose(EndReason.SERVER_STOPPING);
    }

    /** The grace period is over: cuts the connection, and wakes the application if it waits for something else. */
    void force() {
        scope.abort(EndReason.SERVER_STOP_FORCED);
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public void closing() {
        closer.run();
    }

    @Override
    public void cut() {
        Transport over = transport;
        (over == null ? raw : over).reset();
    }

    @Override
    public void fault(Rule rule) {
        server.metrics().fault(rule);
    }

    @Override
    public void uselessWork(int points) {
        server.metrics().uselessWork(points);
    }

    @Override
    public void requestBegan() {
        server.metrics().request(protocol);
        server.connections().requestBegan();
    }

    @Override
    public void requestEnded(boolean whole) {
        server.connections().requestEnded(whole);
    }

    @Override
    public boolean admit() {
        return server.requests().enter();
    }

    @Override
    public void leave() {
        server.requests().leave();
    }

    @Override
    public boolean threadPerRequest() {
        return server.threadPerRequest();
    }

    @Override
    public boolean changesThread() {
        changing = !keepsThread
                && !server.threadPerRequest()
                && ThreadKind.isOtherBetter(server.connections().count());
        return changing;
    }

    @Override
    public UserPrincipal peerUser() throws IOException {
        return raw.peerUser();
    }

    @Override
    public boolean upgrade() {
        if (!upgraded) {
            upgraded = server.connections().upgrade(this);
        }
        return upgraded;
    }
}
