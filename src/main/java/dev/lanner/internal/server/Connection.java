package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.exchange.ConnectionScope;
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
import java.util.function.BooleanSupplier;

/**
 * One peer from accept to close: shakes hands if there is TLS, makes what its protocol needs, runs it on the thread of the
 * connection, or on one after the other if it pauses in between, and catches what nobody else has caught. {@link #stop},
 * {@link #force} and what the scope asks for come from other threads.
 */
final class Connection implements ConnectionScope.Owner, Handshakes.Entry {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private final EdgeServer server;
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

    /** Goes on with the protocol, from its beginning or from a pause; false at its end. */
    private BooleanSupplier conversation;

    /** Why it pauses: to go on with a thread of the other kind; else it could rest. */
    private boolean changing;

    /** No other thread could be had. */
    private boolean keepsThread;

    private volatile boolean upgraded;
    private volatile Thread thread;

    /**
     * On the thread of the connection.
     *
     * @param listening where the peer came in
     */
    Connection(EdgeServer server, Transport raw, String id, Listening listening) {
        this.server = server;
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
        untilLeft(() -> begin(application));
    }

    /** With another thread. */
    private void resume() {
        Thread current = Thread.currentThread();
        current.setName(scope.id());
        transport.becomeReader();
        thread = current;
        untilLeft(conversation);
    }

    /** The thread ends where the connection rests or goes on with another one, and has nothing to do with it any more. */
    private void untilLeft(BooleanSupplier part) {
        boolean pauses = goOn(part);
        while (pauses) {
            Thread current = thread;
            thread = null;
            if (changing ? goesOnElsewhere() : transport.rest(this::resume)) {
                return;
            }
            thread = current;
            pauses = goOn(conversation);
        }
    }

    /** With a thread of the other kind; false if none can be had, and then it is not tried again. */
    private boolean goesOnElsewhere() {
        try {
            ThreadKind.other().start(this::resume);
            return true;
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            keepsThread = true;
            return false;
        }
    }

    /** Whether the connection pauses; else it has ended. */
    private boolean goOn(BooleanSupplier part) {
        boolean pauses = false;
        changing = false;
        try {
            pauses = part.getAsBoolean();
        } catch (Throwable ours) {
            scope.end(EndReason.SERVER_ERROR);
            LOGGER.log(Level.ERROR, scope.id() + ": the server failed", ours);
        } finally {
            if (!pauses) {
                thread = null;
                Transport over = transport;
                if (over != null) {
                    over.close();
                }
                raw.close();
                ended();
            }
        }
        return pauses;
    }

    private boolean begin(Application<?> application) {
        try {
            Transport beginning = proxies == null || !proxies.contains(remoteAddress)
                    ? raw
                    : new ProxyProtocol(scope, raw, server.deadlines()).takeHeader();
            return beginning != null && serve(beginning, application);
        } catch (IOException gone) {
            scope.end(EndReason.CLIENT_GONE);
            return false;
        }
    }

    /** @param wire the raw transport, with what of it was read too early */
    private boolean serve(Transport wire, Application<?> application) throws IOException {
        if (tls == null) {
            transport = TracingTransport.around(wire, scope.id());
            return serveInTheClear(application);
        }
        return serveOverTls(wire, application);
    }

    private void ended() {
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

    private boolean serveInTheClear(Application<?> application) throws IOException {
        ByteInput in = ByteInput.of(transport, server.options());
        boolean http2 = new ProtocolChoice(scope, transport, in, server.deadlines()).isHttp2();
        return serve(http2 ? ApplicationProtocol.HTTP_2 : ApplicationProtocol.HTTP_1_1, in, "http", application);
    }

    private boolean serve(ApplicationProtocol chosen, ByteInput in, String scheme, Application<?> application) {
        protocol = chosen;
        server.metrics().began(chosen);
        switch (chosen) {
            case HTTP_1_1 -> {
                Http1Connection http1 = http1(in, scheme);
                conversation = () -> http1.serve(application);
            }
            case HTTP_2 -> {
                Http2Connection http2 =
                        new Http2Connection(scope, transport, in, server.deadlines(), scheme, application);
                closeBy(http2::closing);
                conversation = http2::serve;
            }
        }
        return conversation.getAsBoolean();
    }

    private Http1Connection http1(ByteInput in, String scheme) {
        Http1Connection http1 = new Http1Connection(scope, transport, in, server.deadlines(), scheme);
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

    private boolean serveOverTls(Transport wire, Application<?> application) {
        EndReason turnedAway = server.handshakes().begin(this, scope.clock().nanos());
        if (turnedAway != null) {
            scope.end(turnedAway);
            return false;
        }
        TlsTransport secured =
                new TlsTransport(wire, server.deadlines(), server.options().limits(), this::broken);
        if (!shakeHands(secured)) {
            return false;
        }
        transport = TracingTransport.around(secured, scope.id());
        TlsFeature session = secured.session();
        String name = session.serverName();
        scope.secured(session, tls.hasOnePolicy() ? null : host -> tls.mayServe(name, host));
        ByteInput in = ByteInput.of(transport, server.options());
        return serve(ApplicationProtocol.agreed(session.applicationProtocol()), in, "https", application);
    }

    /** Whether there is a secured connection now; else the reason is in the scope, and the peer has been told. */
    private boolean shakeHands(TlsTransport secured) {
        try {
            secured.handshake(tls);
            return true;
        } catch (TlsException failed) {
            refused(failed, secured);
        } catch (IOException gone) {
            scope.end(secured.isTimedOut() ? EndReason.TLS_HANDSHAKE_TIMEOUT : EndReason.CLIENT_GONE);
        } finally {
            server.handshakes().end(this);
        }
        return false;
    }

    private void refused(TlsException failed, TlsTransport secured) {
        if (failed.rule() == TlsRule.HTTP_WITHOUT_TLS) {
            transport = TracingTransport.around(new ReplayTransport(secured.received(), raw), scope.id());
            http1(ByteInput.of(transport, server.options()), "http").refuseWithoutTls();
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
