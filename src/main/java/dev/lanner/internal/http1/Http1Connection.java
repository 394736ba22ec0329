package dev.lanner.internal.http1;

import dev.lanner.feature.DataRate;
import dev.lanner.feature.EndReason;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Conversation;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.PeerRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.http1.ResponseWriter.Persistence;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.ByteOutput;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Application;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * One connection that speaks HTTP/1.1: request after request, until one of both sides has had enough (RFC 9112 §9).
 *
 * <p>Used by one thread at a time, the connection's or one that it shares; {@link #closeIfIdle} and what deadlines do come
 * from others.
 *
 * <pre>
 *            first byte                response sent, content read or drained
 *   IDLE ----------------> BUSY ---------------------------------------------> IDLE
 *     \                      \
 *      \ stop, time-out       \ rule broken, close asked for, time-out
 *       `--> CLOSED            `--> CLOSED
 * </pre>
 *
 * <p>It rests when it has been IDLE for a while, and now and then it is to go on with a thread of another kind: the thread
 * ends, and {@link #turn} goes on with another one.
 *
 * <p>While bytes of the next request are there already, it stays BUSY: a response may be held back for that request's, and
 * a stop must not cut it off.
 */
public final class Http1Connection implements Conversation {
    private enum State {
        /** Nothing of a request is there: may be closed at any moment. */
        IDLE,
        /** A request is being read or answered. */
        BUSY,
        /** Closed while idle. */
        CLOSED
    }

    /** After each so many requests, the connection may go on with a thread of another kind. */
    private static final int REQUESTS_PER_THREAD = 64;

    private static final AtomicReferenceFieldUpdater<Http1Connection, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Http1Connection.class, State.class, "state");

    /** What a TLS client understands: a fatal alert, protocol_version (RFC 8446 §6.2). */
    private static final byte[] NO_TLS_HERE = {21, 3, 3, 0, 2, 2, 70};

    private final ConnectionScope scope;
    private final Transport transport;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Pace readPace;
    private final Pace writePace;
    private final ByteInput in;
    private final ByteOutput out;
    private final HeadReader heads;
    private final Application<?> application;
    private volatile State state = State.IDLE;
    private volatile Phase expired;
    private Exchange exchange;
    private long requests;

    /** Of the request that is being read or answered. */
    private long firstByte;

    /** When the last response was sent and its request's content read, if bytes of the next request were there then. */
    private long nextWasThere;

    /**
     * @param in what was read of the connection so far is in it
     * @param scheme how the client reached us: {@code http} or {@code https}
     */
    public Http1Connection(
            ConnectionScope scope,
            Transport transport,
            ByteInput in,
            Deadlines deadlines,
            String scheme,
            Application<?> application) {
        this.scope = scope;
        this.transport = transport;
        this.deadlines = deadlines;
        this.limits = scope.options().limits();
        this.readPace = deadlines.add(Phase.BODY, this::expire);
        this.writePace = deadlines.add(Phase.WRITE, this::expire);
        this.in = in;
        this.out = new ByteOutput(transport, writePace);
        this.heads = new HeadReader(in, scope.options(), scheme, this::fillHead);
        this.application = application;
        transport.speaks(Http1Text::new);
        writePace.reset(limits.responseRate());
        readPace.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
    }

    ConnectionScope scope() {
        return scope;
    }

    ByteInput in() {
        return in;
    }

    ByteOutput out() {
        return out;
    }

    ResponseWriter writer() {
        return new ResponseWriter(out, scope);
    }

    Pace readPace() {
        return readPace;
    }

    Pace writePace() {
        return writePace;
    }

    /** The content of the running exchange can't be read any more. */
    boolean isBroken() {
        return exchange.isBroken();
    }

    /** One request, if another one comes. */
    @Override
    public Turn turn(boolean waits) {
        Turn next = Turn.END;
        try {
            next = take(waits);
        } catch (IOException gone) {
            scope.end(EndReason.CLIENT_GONE);
        } finally {
            if (next == Turn.END) {
                end();
            }
        }
        return next;
    }

    private Turn take(boolean waits) throws IOException {
        if (requests > 0 && !in.awaitUnlessIdle(waits)) {
            if (waits) {
                heads.rest();
            }
            return Turn.PAUSE;
        }
        if (!awaitRequest() || !answer()) {
            return Turn.END;
        }
        in.idle();
        readPace.arm(Phase.KEEP_ALIVE, limits.keepAliveTimeout().toNanos());
        if (in.buffered() > 0) {
            return Turn.NEXT;
        }
        boolean changesThread =
                requests % REQUESTS_PER_THREAD == 0 && scope.owner().changesThread();
        return changesThread ? Turn.PAUSE : Turn.WAIT;
    }

    private void end() {
        deadlines.remove(readPace);
        deadlines.remove(writePace);
        transport.close();
    }

    /**
     * Answers the first request with an error, whatever it asks for: the client came without TLS to a port that speaks TLS.
     * Leaves the transport closed.
     */
    public void refuseWithoutTls() {
        try {
            if (awaitRequest()) {
                askForTls();
            }
        } catch (IOException gone) {
            scope.end(EndReason.CLIENT_GONE);
        } finally {
            end();
        }
    }

    private void askForTls() throws IOException {
        try {
            RequestHead head = heads.read();
            String where = head.authority().isEmpty() ? "https" : "https://" + head.authority() + "/";
            refuse(Http1Rule.TLS_REQUIRED.broken(), "This port speaks TLS: ask for " + where + "\n");
        } catch (BadRequestException bad) {
            refuse(bad, "");
        }
    }

    /** Waits for the first byte of a request; false if the connection ends before it. */
    private boolean awaitRequest() throws IOException {
        if (in.buffered() == 0 && !in.fill()) {
            scope.end(EndReason.CLIENT_CLOSED);
            return false;
        }
        if (state == State.BUSY) {
            firstByte = nextWasThere;
        } else if (STATE.compareAndSet(this, State.IDLE, State.BUSY)) {
            firstByte = scope.clock().nanos();
        } else {
            return false;
        }
        if (requests > 0) {
            readPace.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        }
        return true;
    }

    /** Reads and answers one request; false if the connection ends with it. */
    private boolean answer() throws IOException {
        RequestHead head;
        try {
            head = heads.read();
            if (!scope.mayServe(head.authority())) {
                throw HttpRule.HOST_MISDIRECTED.broken();
            }
        } catch (BadRequestException bad) {
            refuse(bad, "");
            return false;
        }
        readPace.disarm();
        requests++;
        readPace.reset(limits.requestRate());
        writePace.reset(limits.responseRate());
        if (head.bodyLength() != BodyLength.NONE) {
            out.flush();
        }
        long headRead = heads.hasWaited() ? scope.clock().nanos() : firstByte;
        Http1Wire wire = new Http1Wire(this, head, firstByte, headRead, closeReason(head));
        exchange = new Exchange(scope, head, wire, Http1Wire.FEATURES, requests);
        scope.owner().requestBegan();
        boolean open = false;
        try {
            run(exchange);
            wire.release();
            open = settle(wire);
        } finally {
            scope.owner().requestEnded(wire.isResponseWhole() && scope.endReason() != EndReason.CLIENT_GONE);
        }
        exchange = null;
        if (in.buffered() > 0) {
            nextWasThere = Math.max(wire.responseEnded(), wire.bodyRead());
            return open;
        }
        state = State.IDLE;
        return open && !closesNow();
    }

    private void run(Exchange next) {
        if (scope.owner().threadPerRequest()) {
            await(Thread.ofVirtual().name(scope.id()).start(() -> next.run(application)));
        } else {
            next.run(application);
        }
    }

    /** Whoever interrupts this thread means the request. */
    private static void await(Thread request) {
        while (true) {
            try {
                request.join();
                return;
            } catch (InterruptedException forced) {
                request.interrupt();
            }
        }
    }

    private EndReason closeReason(RequestHead head) {
        Headers headers = head.headers();
        boolean close = headers.hasToken(HeaderName.CONNECTION, "close")
                || head.version() == HttpVersion.HTTP_1_0 && !headers.hasToken(HeaderName.CONNECTION, "keep-alive");
        if (close) {
            return EndReason.CLIENT_ASKED_TO_CLOSE;
        }
        if (requests >= limits.requestsPerConnection()) {
            return EndReason.REQUESTS_PER_CONNECTION;
        }
        return firstByte - scope.accepted() >= limits.connectionAge().toNanos() ? EndReason.CONNECTION_AGE : null;
    }

    /** After the response: whether the connection can carry another request (RFC 9112 §9.3). */
    private boolean settle(Http1Wire wire) throws IOException {
        if (scope.endReason() != null) {
            return false;
        }
        if (wire.isTakenOver()) {
            scope.end(EndReason.UPGRADE_ENDED);
            out.flush();
            return false;
        }
        if (exchange.isBroken()) {
            scope.end(exchange.brokenBy());
            linger();
            return false;
        }
        if (wire.isInDoubt()) {
            scope.end(EndReason.APPLICATION_FAILED);
            linger();
            return false;
        }
        if (wire.isContinueOwed()) {
            scope.end(wire.closeReason());
            linger();
            return false;
        }
        if (!wire.isBodyEnded() && !drain(wire)) {
            linger();
            return false;
        }
        if (wire.closeReason() != null) {
            scope.end(wire.closeReason());
            if (wire.closeReason() != EndReason.CLIENT_ASKED_TO_CLOSE || in.buffered() > 0) {
                linger();
            }
            return false;
        }
        return true;
    }

    /** Reads content that nobody has read, so that the next request can be found. */
    private boolean drain(Http1Wire wire) throws IOException {
        out.flush();
        ByteBuffer waste = ByteBuffer.allocate(8_192);
        readPace.reset(DataRate.NONE);
        readPace.arm(Phase.DRAIN, limits.drainTimeout().toNanos());
        long left = limits.drainBytes();
        try {
            while (left >= 0) {
                int read = wire.read(waste.clear());
                if (read < 0) {
                    return true;
                }
                left -= read;
            }
            scope.end(EndReason.UNREAD_BODY_TOO_LONG);
        } catch (BadRequestException bad) {
            scope.fault(bad.rule());
            scope.end(expired == Phase.DRAIN ? EndReason.DRAIN_TIMEOUT : PeerRule.endReason(bad));
        } finally {
            readPace.disarm();
        }
        return false;
    }

    /**
     * Closes so that the client can read our last response: bytes of its own that we did not read would make the system
     * send a reset, which overtakes it (RFC 9112 §9.6).
     */
    private void linger() throws IOException {
        out.flush();
        transport.closeOutput();
        ByteBuffer waste = ByteBuffer.allocate(8_192);
        readPace.arm(Phase.DRAIN, limits.drainTimeout().toNanos());
        long left = limits.drainBytes();
        int read = 0;
        while (left >= 0 && read >= 0) {
            read = in.read(waste.clear(), waste.capacity());
            left -= read;
        }
    }

    /** The server stops, or the application wants the connection closed. */
    private boolean closesNow() {
        if (scope.isClosing() && STATE.compareAndSet(this, State.IDLE, State.CLOSED)) {
            scope.end(scope.closing());
            return true;
        }
        return false;
    }

    /** Answers a head that broke a rule. Where the request ends can't be trusted, so the connection closes. */
    private void refuse(BadRequestException bad, String advice) throws IOException {
        scope.fault(bad.rule());
        scope.end(PeerRule.endReason(bad));
        if (bad.rule() == Http1Rule.TLS_NOT_SPOKEN) {
            out.write(NO_TLS_HERE);
            linger();
            return;
        }
        Headers headers = new Headers();
        headers.add(HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8");
        if (bad.rule() == HttpRule.ASTERISK_NEEDS_OPTIONS || bad.rule() == HttpRule.AUTHORITY_NEEDS_CONNECT) {
            boolean asterisk = bad.rule() == HttpRule.ASTERISK_NEEDS_OPTIONS;
            headers.add(HeaderName.ALLOW, asterisk ? "OPTIONS" : "CONNECT");
        }
        byte[] text = (bad.getMessage() + "\n" + advice).getBytes(StandardCharsets.UTF_8);
        writer().head(bad.status(), null, headers, new BodyLength.Known(text.length), false, Persistence.CLOSE);
        if (!HttpMethod.HEAD.equals(heads.method())) {
            out.write(text);
        }
        linger();
    }

    /** More of a head. Before it waits for the client it sends what the client may be waiting for. */
    private void fillHead() throws IOException {
        out.flush();
        if (!in.fill()) {
            boolean late = expired == Phase.HEAD || scope.endReason() == EndReason.REQUEST_HEAD_TIMEOUT;
            throw late ? Http1Rule.HEAD_TOO_SLOW.broken() : Http1Rule.HEAD_CUT.broken();
        }
    }

    /** More of the content. */
    void fillBody() throws IOException {
        if (!in.fill()) {
            throw expired == Phase.BODY ? HttpRule.BODY_TOO_SLOW.broken() : HttpRule.BODY_CUT.broken();
        }
    }

    /** The response is complete and the next request has begun to arrive: both responses can leave together. */
    void holdBack() {
        if (out.holdBack()) {
            writePace.arm(Phase.FLUSH, 0);
        }
    }

    /** HTTP leaves the connection to the application. */
    Tunnel.Carrier tunnel() throws IOException {
        out.leavePool();
        return new RawConnection(in, out, transport);
    }

    /** Closes unless a request is being read or answered. Any thread; the scope knows the reason. */
    public void closeIfIdle() {
        if (STATE.compareAndSet(this, State.IDLE, State.CLOSED)) {
            scope.end(scope.closing());
            transport.close();
        }
    }

    /** On the ticker's thread: wakes whoever is blocked, and never blocks itself. */
    private void expire(Phase phase) {
        switch (phase) {
            case KEEP_ALIVE -> {
                if (STATE.compareAndSet(this, State.IDLE, State.CLOSED)) {
                    scope.end(EndReason.KEEP_ALIVE_TIMEOUT);
                    transport.close();
                }
            }
            case HEAD -> {
                scope.end(EndReason.REQUEST_HEAD_TIMEOUT);
                expired = phase;
                transport.closeInput();
            }
            case BODY, DRAIN -> {
                expired = phase;
                transport.closeInput();
            }
            case WRITE -> scope.abort(EndReason.RESPONSE_TOO_SLOW);
            case FLUSH -> Thread.ofVirtual().name("lanner-flush").start(out::flushHeldBack);
            case HANDSHAKE, CLOSE, PING -> throw new IllegalStateException(phase + " is not a phase of HTTP/1.1");
        }
    }
}
