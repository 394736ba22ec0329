package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.http1.Http1Connection;
import dev.lanner.internal.http2.Http2Connection;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Application;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;

/**
 * One peer from accept to close: makes what its protocol needs, runs it on the thread of the connection, and catches what
 * nobody else has caught. {@link #stop}, {@link #force} and what the scope asks for come from other threads.
 */
final class Connection implements ConnectionScope.Owner {
    private static final System.Logger LOGGER = System.getLogger("lanner.server");

    private final EdgeServer server;
    private final SocketAddress remoteAddress;
    private final Transport transport;
    private final ConnectionScope scope;
    private final ByteInput in;

    /** What closes the connection gracefully; depends on the protocol, which is not known at first. */
    private volatile Runnable closer;

    private volatile boolean upgraded;
    private volatile Thread thread;

    /** On the thread of the connection. */
    Connection(EdgeServer server, Transport transport, String id) {
        this.server = server;
        this.transport = transport;
        this.remoteAddress = transport.remoteAddress();
        this.scope = new ConnectionScope(
                id,
                transport.localAddress(),
                remoteAddress,
                server.options(),
                server.deadlines().clock(),
                server.date(),
                this);
        this.in = ByteInput.of(transport, server.options());
        this.closer = () -> {
            scope.end(scope.closing());
            transport.close();
        };
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Until the connection has ended. */
    void run(Application<?> application) {
        thread = Thread.currentThread();
        server.connections().add(this);
        try {
            serve(application);
        } catch (Throwable ours) {
            scope.end(EndReason.SERVER_ERROR);
            LOGGER.log(Level.ERROR, scope.id() + ": the server failed", ours);
        } finally {
            thread = null;
            transport.close();
            EndReason reason = scope.endReason() == null ? EndReason.SERVER_ERROR : scope.endReason();
            switch (reason) {
                case REQUEST_HEAD_TIMEOUT,
                        REQUEST_BODY_TOO_SLOW,
                        RESPONSE_TOO_SLOW,
                        UNREAD_BODY_TOO_LONG,
                        DRAIN_TIMEOUT,
                        CLIENT_GONE -> PeerFaults.log(scope.id(), reason.name(), "connection ended");
                default -> LOGGER.log(Level.TRACE, "{0}: ended, {1}", scope.id(), reason);
            }
            server.connections().remove(this, upgraded, reason);
        }
    }

    private void serve(Application<?> application) {
        try {
            if (new ProtocolChoice(scope, transport, in, server.deadlines()).isHttp2()) {
                Http2Connection http2 =
                        new Http2Connection(scope, transport, in, server.deadlines(), "http", application);
                closer = http2::closing;
                http2.serve();
            } else {
                Http1Connection http1 = new Http1Connection(scope, transport, in, server.deadlines(), "http");
                closer = http1::closeIfIdle;
                http1.serve(application);
            }
        } catch (IOException gone) {
            scope.end(EndReason.CLIENT_GONE);
        }
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
        transport.reset();
    }

    @Override
    public void requestBegan() {
        server.connections().requestBegan();
    }

    @Override
    public void requestEnded(boolean whole) {
        server.connections().requestEnded(whole);
    }

    @Override
    public boolean upgrade() {
        if (!upgraded) {
            upgraded = server.connections().upgrade(this);
        }
        return upgraded;
    }
}
