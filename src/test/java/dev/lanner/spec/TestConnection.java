package dev.lanner.spec;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.http1.Http1Connection;
import dev.lanner.internal.http2.Http2Connection;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.net.Transport;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.server.Application;
import dev.lanner.server.Rule;
import dev.lanner.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One connection of the real classes over a {@link MemoryTransport}, on a clock that the test turns. */
public final class TestConnection implements ConnectionScope.Owner, AutoCloseable {
    private final ManualClock clock = ManualClock.ofExamples();
    private final Deadlines deadlines = new Deadlines(clock);
    private final MemoryTransport transport = new MemoryTransport();
    private final DateField date;
    private final Transport served;
    private final ConnectionScope scope;
    private final Schedule schedule;
    private final List<Rule> faults = Collections.synchronizedList(new ArrayList<>());
    private final Runnable serving;
    private final Runnable closing;
    private int upgraded;
    private volatile Throwable failure;
    private volatile int begun;
    private volatile int whole;
    private volatile int notWhole;

    private TestConnection(ServerOptions options, UnaryOperator<Transport> around, Random turns, Protocol protocol) {
        this.schedule = new Schedule(turns == null ? Schedule.Turns.IN_ORDER : (ready, last) -> turns.nextInt(ready));
        this.date = new DateField(clock);
        this.served = around.apply(transport);
        this.scope = new ConnectionScope(
                "c1", transport.localAddress(), transport.remoteAddress(), options, clock, date, this);
        Served connection = protocol.open(this, ByteInput.of(served, options));
        this.serving = connection.serving;
        this.closing = connection.closing;
    }

    /** How a protocol is served. */
    private interface Protocol {
        Served open(TestConnection connection, ByteInput in);
    }

    private record Served(Runnable serving, Runnable closing) {}

    /** A connection with HTTP/1.1. */
    public static TestConnection http1(ServerOptions options, Application<?> application) {
        return http1(options, application, own -> own);
    }

    /** @param around what is put around the transport before the server gets it */
    static TestConnection http1(ServerOptions options, Application<?> application, UnaryOperator<Transport> around) {
        return new TestConnection(options, around, null, (own, in) -> {
            Http1Connection http1 = new Http1Connection(own.scope, own.served, in, own.deadlines, "http", application);
            return new Served(http1::serve, http1::closeIfIdle);
        });
    }

    /**
     * A connection with HTTP/2: everything from the preface on is still to come.
     *
     * @param turns which of its threads run first; null for those that have waited longest
     */
    public static TestConnection http2(
            ServerOptions options, Application<?> application, UnaryOperator<Transport> around, Random turns) {
        return new TestConnection(options, around, turns, (own, in) -> {
            Http2Connection http2 = new Http2Connection(own.scope, own.served, in, own.deadlines, "http", application);
            return new Served(http2::serve, http2::closing);
        });
    }

    /** Serves the connection on the thread of the test, whenever that waits by a method of this class. */
    public TestConnection start() {
        schedule.start(this::serve);
        return this;
    }

    /** Serves the connection on threads of its own. The test waits by the {@link #transport()}. */
    TestConnection startThreads() {
        Thread.ofVirtual().name("test-connection").start(this::serve);
        return this;
    }

    private void serve() {
        try {
            serving.run();
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

    /** Lets the server do all that it can do now. */
    public void settle() {
        schedule.run();
    }

    /** Turns the clock, and lets happen what is due then. */
    public void advance(Duration duration) {
        clock.advance(duration);
        date.tick();
        happen(deadlines::tick);
    }

    /** Does something that the server's own threads do, and lets happen what follows of it. */
    private void happen(Runnable action) {
        schedule.start(action);
        schedule.run();
    }

    /** What the clock shows. */
    public Instant now() {
        return clock.instant();
    }

    /** All that the server has sent. */
    public String received() {
        return new String(transport.written(), StandardCharsets.ISO_8859_1);
    }

    /** As a server that stops does it. */
    void stop() {
        happen(() -> scope.requestClose(EndReason.SERVER_STOPPING));
    }

    /** As a server whose grace period has ended does it. */
    void force() {
        happen(() -> scope.abort(EndReason.SERVER_STOP_FORCED));
    }

    /** Waits until the connection has ended, and says why. A failure of the server itself is thrown. */
    public EndReason awaitEnd() {
        schedule.run();
        transport.awaitServerDone();
        if (failure != null) {
            throw new AssertionError("the server failed", failure);
        }
        return scope.endReason();
    }

    /** The rules that the client has broken, in that order. */
    List<Rule> faults() {
        return List.copyOf(faults);
    }

    /** The server's threads that have not ended; only of a connection that was begun by {@link #start}. */
    public List<Thread> threads() {
        return schedule.threads();
    }

    /** How many requests were given to the application and have not ended. */
    public int unfinished() {
        return begun - whole - notWhole;
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
        schedule.run();
        transport.awaitServerDone();
    }

    @Override
    public void closing() {
        closing.run();
    }

    @Override
    public void cut() {
        served.reset();
    }

    @Override
    public void fault(Rule rule) {
        faults.add(rule);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by the connection's thread only
    public void requestBegan() {
        begun++;
    }

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
