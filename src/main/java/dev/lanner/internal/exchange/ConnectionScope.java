package dev.lanner.internal.exchange;

import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.TlsFeature;
import dev.lanner.http.Authority;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.StackRoom;
import dev.lanner.server.Rule;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What all exchanges of one connection share: who the peer is, the options, whether the connection is closing, and why
 * it ended. For any number of threads.
 */
public final class ConnectionScope implements ConnectionFeature, ConnectionLifetimeFeature {
    /** What a scope needs of the server and of the connection that it belongs to. */
    public interface Owner {
        /** Where the connection is not ours: nothing is done with it, and it has no place for an upgrade. */
        Owner NOBODY = new Owner() {
            @Override
            public void closing() {}

            @Override
            public void cut() {}

            @Override
            public void requestBegan() {}

            @Override
            public void requestEnded(boolean whole) {}

            @Override
            public boolean upgrade() {
                return false;
            }
        };

        /** Asks for the end of the connection; the reason is set already. */
        void closing();

        /** Cuts the connection; the reason is set already. */
        void cut();

        /** The client has broken a rule; the log knows already. */
        default void fault(Rule rule) {}

        /** The client has made work that was of no use, worth so many points. */
        default void uselessWork(int points) {}

        /** A request has begun to run. */
        void requestBegan();

        /** It has ended; {@code whole} if its response was sent whole. */
        void requestEnded(boolean whole);

        /** Takes a place among the requests that run, and may wait for one; false if there is none. */
        default boolean admit() {
            return true;
        }

        /** Gives that place back. */
        default void leave() {}

        /** Whether each request has a thread of its own, which ends with the request, whatever the protocol. */
        default boolean threadPerRequest() {
            return false;
        }

        /** Between two requests of HTTP/1.1: whether the connection is to go on with a thread of the other kind. */
        default boolean changesThread() {
            return false;
        }

        /** Null if nobody tells. */
        default UserPrincipal peerUser() throws IOException {
            return null;
        }

        /** Takes a place among the upgraded connections, and gives back the one among the others. */
        boolean upgrade();
    }

    private static final AtomicReferenceFieldUpdater<ConnectionScope, EndReason> END_REASON =
            AtomicReferenceFieldUpdater.newUpdater(ConnectionScope.class, EndReason.class, "endReason");

    private final String id;
    private final SocketAddress localAddress;
    private final SocketAddress peerAddress;
    private final ServerOptions options;
    private final Clock clock;
    private final DateField date;
    private final long accepted;
    private final Owner owner;
    private volatile EndReason endReason;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile EndReason closing;
    private final AtomicReference<Map<Object, Object>> items = new AtomicReference<>();

    /** Set before the first exchange, and so are the others. */
    private SocketAddress remoteAddress;

    /** Null in the clear. */
    private TlsFeature tls;

    /** Null if every host may be asked for. */
    private Predicate<String> mayServe;

    public ConnectionScope(
            String id,
            SocketAddress localAddress,
            SocketAddress remoteAddress,
            ServerOptions options,
            Clock clock,
            DateField date,
            Owner owner) {
        this.id = id;
        this.localAddress = localAddress;
        this.peerAddress = remoteAddress;
        this.remoteAddress = remoteAddress;
        this.options = options;
        this.clock = clock;
        this.date = date;
        this.accepted = clock.nanos();
        this.owner = owner;
    }

    /**
     * The connection has TLS.
     *
     * @param feature what was agreed on
     * @param mayServeHost whether a request for a host, in lower case, may come over it; null if any may
     */
    public void secured(TlsFeature feature, Predicate<String> mayServeHost) {
        tls = feature;
        mayServe = mayServeHost;
    }

    /** The peer is a proxy, and trusted; it has said who the client is. */
    public void proxied(SocketAddress client) {
        remoteAddress = client;
    }

    /** What was agreed on; null in the clear. */
    public TlsFeature tls() {
        return tls;
    }

    /** The user whose process connected to this server's Unix domain socket; null if nobody tells. */
    public UserPrincipal peerUser() throws IOException {
        return owner.peerUser();
    }

    /**
     * Whether a request may come over this connection (RFC 9110 §7.4).
     *
     * @param authority as the request has it; may be empty
     */
    public boolean mayServe(String authority) {
        if (mayServe == null) {
            return true;
        }
        Authority parsed = Authority.parse(authority);
        return mayServe.test(parsed == null ? "" : parsed.host());
    }

    /** Notes a rule that the client has broken. */
    public void fault(Rule rule) {
        PeerFaults.log(id, rule);
        owner.fault(rule);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress peerAddress() {
        return peerAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    public ServerOptions options() {
        return options;
    }

    public Clock clock() {
        return clock;
    }

    public DateField date() {
        return date;
    }

    /** When the connection was accepted, in nanoseconds of the clock. */
    public long accepted() {
        return accepted;
    }

    /** For what the exchanges of the connection must guard, and never held for long. */
    ReentrantLock lock() {
        return lock;
    }

    Map<Object, Object> items() {
        return items.updateAndGet(seen -> seen == null ? new ConcurrentHashMap<>() : seen);
    }

    /** Says why the connection ends. The first reason stands. */
    public void end(EndReason reason) {
        END_REASON.compareAndSet(this, null, reason);
    }

    /** Why the connection ended; null while nobody has said. */
    public EndReason endReason() {
        return endReason;
    }

    @Override
    public boolean isClosing() {
        return closing != null;
    }

    /** Why the connection is to close after what runs on it; null if it is not. */
    public EndReason closing() {
        return closing;
    }

    @Override
    public void requestClose() {
        StackRoom.requireWait();
        requestClose(EndReason.APPLICATION_ASKED_TO_CLOSE);
    }

    /** Asks for the end of the connection after the requests that run on it. */
    public void requestClose(EndReason reason) {
        if (closing == null) {
            closing = reason;
            owner.closing();
        }
    }

    @Override
    public void abort() {
        StackRoom.requireWait();
        abort(EndReason.APPLICATION_ABORTED);
    }

    /** Cuts the connection now. */
    public void abort(EndReason reason) {
        end(reason);
        owner.cut();
    }

    /** Told by the protocol, for each request. */
    public Owner owner() {
        return owner;
    }

    /** Takes a place among the upgraded connections; false if there is none. */
    public boolean upgrade() {
        return owner.upgrade();
    }
}
