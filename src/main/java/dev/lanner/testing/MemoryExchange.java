package dev.lanner.testing;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Clock;
import dev.lanner.server.Application;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One request on a connection of its own, and the thread that runs it. {@link #force} comes from another thread. */
final class MemoryExchange implements ConnectionScope.Owner {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.testing");

    private final MemoryServer server;
    private final MemoryRequest request;
    private final ConnectionScope scope;
    private final MemoryWire wire;
    private volatile Thread thread;

    MemoryExchange(MemoryServer server, ServerOptions options, String id, MemoryRequest request) {
        this.server = server;
        this.request = request;
        this.scope = new ConnectionScope(
                id,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                request.remoteAddress(),
                options,
                Clock.SYSTEM,
                new DateField(Clock.SYSTEM),
                this);
        this.wire = new MemoryWire(scope, request);
    }

    MemoryWire wire() {
        return wire;
    }

    /** Runs the application on a thread of its own. */
    void start(Application<?> application) {
        thread = Thread.ofVirtual().name(scope.id()).start(() -> run(application));
    }

    private void run(Application<?> application) {
        try {
            new Exchange(scope, request.head(), wire, Exchange.FEATURES, 1).run(application);
            request.content().close();
        } catch (IOException failed) {
            LOGGER.log(Level.TRACE, "closing the request's content failed: {0}", failed.toString());
        } finally {
            server.ended(this);
        }
    }

    /** The grace period is over: cuts the exchange, and wakes the application if it waits for something else. */
    void force() {
        scope.abort(EndReason.SERVER_STOP_FORCED);
        thread.interrupt();
    }

    /** Nothing to do: the connection ends with its only request. */
    @Override
    public void closing() {}

    @Override
    public void cut() {
        wire.cut(scope.endReason());
    }

    /** Counted by the server, from before the thread starts. */
    @Override
    public void requestBegan() {}

    @Override
    public void requestEnded(boolean whole) {}

    @Override
    public boolean upgrade() {
        return false;
    }
}
