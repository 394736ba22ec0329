package dev.lanner.spec;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.http1.Http1Connection;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.ManualClock;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Application;
import dev.lanner.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** One HTTP/1.1 connection of the real classes over a {@link MemoryTransport}, on a clock that the test turns. */
public final class TestConnection implements ConnectionScope.Owner, AutoCloseable {
    private final ManualClock clock = new ManualClock();
    private final Deadlines deadlines = new Deadlines(clock);
    private final MemoryTransport transport = new MemoryTransport();
    private final DateField date;
    private final Transport served;
    private final ConnectionScope scope;
    private final Http1Connection http1;
    private final Application<?> application;
    private int upgraded;
    private volatile Throwable failure;
    private volatile int whole;
    private volatile int notWhole;

    public TestConnection(ServerOptions options, Application<?> application) {
        this(options, application, own -> own);
    }

    /** @param around what is put around the transport before the server gets it */
    public TestConnection(ServerOptions options, Application<?> application, UnaryOperator<Transport> around) {
        this.date = new DateField(clock);
        this.application = application;
        this.served = around.apply(transport);
        this.scope = new ConnectionScope(
                "c1", transport.localAddress(), transport.remoteAddress(), options, clock, date, this);
        this.http1 = new Http1Connection(scope, served, ByteInput.of(served, options), deadlines, "http");
    }

    /** Has a thread serve the connection. */
    public TestConnection start() {
        Thread.ofVirtual().name("test-connection").start(this::serve);
        return this;
    }

    private void serve() {
        try {
            http1.serve(application);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            transport.close();
            transport.serverDone();
        }
    }

    public MemoryTransport transport() {
        return transport;
    }

    /** Sends text whose characters are one byte each, and waits until the server waits. */
    public TestConnection send(String text) {
        transport.send(text.getBytes(StandardCharsets.ISO_8859_1));
        return settle();
    }

    /** Waits until the server waits for the client, or has ended. */
    public TestConnection settle() {
        transport.awaitSettled();
        return this;
    }

    /** Turns the clock, and waits until what is due then has happened. */
    public TestConnection advance(Duration duration) {
        tick(duration);
        return settle();
    }

    /** Turns the clock without waiting. */
    public void tick(Duration duration) {
        clock.advance(duration);
        date.tick();
        deadlines.tick();
    }

    /** What the clock shows. */
    public Instant now() {
        return clock.instant();
    }

    /** All that the server has sent. */
    public String received() {
        return new String(transport.written(), StandardCharsets.ISO_8859_1);
    }

    public ConnectionScope scope() {
        return scope;
    }

    /** As a server that stops does it. */
    public void stop() {
        scope.requestClose(EndReason.SERVER_STOPPING);
    }

    /** As a server whose grace period has ended does it. */
    public void force() {
        scope.abort(EndReason.SERVER_STOP_FORCED);
    }

    /** Waits until the connection has ended, and says why. A failure of the server itself is thrown. */
    public EndReason awaitEnd() {
        transport.awaitServerDone();
        if (failure != null) {
            throw new AssertionError("the server failed", failure);
        }
        return scope.endReason();
    }

    /** How many responses were sent whole. */
    public int whole() {
        return whole;
    }

    /** How many were not. */
    public int notWhole() {
        return notWhole;
    }

    @Override
    public void close() {
        transport.vanish();
        transport.awaitServerDone();
    }

    @Override
    public void closing() {
        http1.closeIfIdle();
    }

    @Override
    public void cut() {
        served.reset();
    }

    @Override
    public void requestBegan() {}

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by the connection's thread only
    public void requestEnded(boolean sentWhole) {
        if (sentWhole) {
            whole++;
        } else {
            notWhole++;
        }
    }

    @Override
    public synchronized boolean upgrade() {
        return upgraded++ < scope.options().limits().upgradedConnections();
    }
}
