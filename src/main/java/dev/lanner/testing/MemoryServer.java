package dev.lanner.testing;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server without a socket, for tests: it runs the real pipeline on requests that a test makes. Each request comes on a
 * connection of its own. For any number of threads.
 *
 * <p>Of its {@link ServerOptions} count {@link ServerOptions#stopGrace()} and, of the limits, {@code bodyBytes} and
 * {@code responseBufferBytes}.
 */
public final class MemoryServer implements Server {
    /** After the grace period, what was cut has this long to end by itself. */
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    private final ServerOptions options;
    private final FeatureCollection features = new FeatureCollection();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<MemoryExchange> running = new HashSet<>();
    private State state = State.NEW;
    private Application<?> application;
    private long number;
    private int finished;
    private int aborted;

    /** A server with all defaults, and one second of grace when it is closed. */
    public MemoryServer() {
        this(ServerOptions.builder().stopGrace(Duration.ofSeconds(1)).build());
    }

    /**
     * A server with options.
     *
     * @param options what it allows
     */
    public MemoryServer(ServerOptions options) {
        this.options = options;
    }

    /**
     * A server with all defaults that is started.
     *
     * @param handler answers every request; a {@link Pipeline} or router too
     * @return the server
     */
    public static MemoryServer of(Handler handler) {
        MemoryServer server = new MemoryServer();
        server.start(Pipeline.of(handler));
        return server;
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public <C> void start(Application<C> newApplication) {
        lock.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException(
                        state == State.STARTED ? "the server was started before" : "the server was closed");
            }
            application = newApplication;
            state = State.STARTED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a request, and waits until the response has started.
     *
     * @param request what to send
     * @return the response, whose content may still be on its way
     * @throws ConnectException if the server does not run
     * @throws InterruptedIOException if the thread is interrupted; the handler sees a client that has gone
     * @throws IOException if the exchange was cut before the response started
     */
    public MemoryResponse send(MemoryRequest request) throws IOException {
        MemoryExchange exchange = begin(request);
        try {
            ResponseHead head = exchange.wire().awaitHead();
            return new MemoryResponse(exchange, head);
        } catch (InterruptedIOException interrupted) {
            exchange.wire().cut(EndReason.CLIENT_GONE);
            throw interrupted;
        }
    }

    private MemoryExchange begin(MemoryRequest request) throws ConnectException {
        lock.lock();
        try {
            if (state != State.STARTED) {
                throw new ConnectException(
                        state == State.NEW ? "the server has not been started" : "the server has been stopped");
            }
            number++;
            MemoryExchange exchange = new MemoryExchange(this, options, "m" + number, request);
            running.add(exchange);
            exchange.start(application);
            return exchange;
        } finally {
            lock.unlock();
        }
    }

    /** On the thread of the exchange, at its end. */
    void ended(MemoryExchange exchange) {
        lock.lock();
        try {
            running.remove(exchange);
            if (state == State.STOPPED) {
                if (exchange.wire().isWhole()) {
                    finished++;
                } else {
                    aborted++;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StopReport stop(Duration grace) {
        long began = System.nanoTime();
        Set<MemoryExchange> left = awaitNone(grace);
        left.forEach(MemoryExchange::force);
        left = left.isEmpty() ? left : awaitNone(CUT_GRACE);
        lock.lock();
        try {
            return application == null
                    ? StopReport.NOTHING
                    : new StopReport(finished, aborted + left.size(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing in, and waits until nothing runs; gives what still does. An interrupt ends the waiting, and stays set. */
    private Set<MemoryExchange> awaitNone(Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            state = State.STOPPED;
            while (!running.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return running();
    }

    private Set<MemoryExchange> running() {
        lock.lock();
        try {
            return Set.copyOf(running);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        stop(options.stopGrace());
    }
}
