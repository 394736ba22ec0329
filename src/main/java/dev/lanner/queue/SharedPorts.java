package dev.lanner.queue;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.queue.RequestQueue.Seat;
import dev.lanner.server.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ports that several applications of one process share, in the manner of HTTP.sys: each has a {@link Server} of its own, which
 * gets the requests that fit its prefixes. A port is opened for the first prefix that names it, and closed after the last.
 *
 * <pre>{@code
 * SharedPorts ports = SharedPorts.of(PortOptions.DEFAULT);
 * ports.server(QueueOptions.of("http://+:8080/shop/")).start(shop);
 * ports.server(QueueOptions.of("http://+:8080/")).start(everythingElse);
 * }</pre>
 *
 * <p>For several processes on one port there is the {@link Broker}. For any number of threads.
 */
public final class SharedPorts {
    private final PortOptions options;
    private final Clock clock;
    private final PrefixTable<RequestQueue<QueueServer>> table = new PrefixTable<>();
    private final Map<String, RequestQueue<QueueServer>> queues = new ConcurrentHashMap<>();

    /** What runs before each queue, and then the queue. */
    private final Map<RequestQueue<QueueServer>, Handler> before = new ConcurrentHashMap<>();

    private final ReentrantLock life = new ReentrantLock();
    private final Map<Integer, Port> open = new HashMap<>();
    private int unnamed;

    /** Runs while there is a queue, for the sake of those who wait in it. */
    private Deadlines ticker;

    /** A port that is listened on. */
    private record Port(String scheme, EdgeServer edge) {}

    SharedPorts(PortOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * Ports of which none is open yet.
     *
     * @param options how they are listened on
     * @return the ports
     */
    public static SharedPorts of(PortOptions options) {
        return new SharedPorts(options, Clock.SYSTEM);
    }

    /**
     * A server on these ports, for one application. Its start throws an {@link IOException} with a sentence if its name or one of
     * its prefixes is taken, there is no queue to attach to, or a port can't be had.
     *
     * @param queue which requests it gets
     * @return the server, not started
     */
    public Server server(QueueOptions queue) {
        return new QueueServer(this, queue);
    }

    PrefixTable<RequestQueue<QueueServer>> table() {
        return table;
    }

    Clock clock() {
        return clock;
    }

    /** A queue that requests can be delegated to; null if there is none of that name. */
    RequestQueue<QueueServer> queue(String name) {
        return QueueOptions.isName(name) ? queues.get(name) : null;
    }

    Handler before(RequestQueue<QueueServer> queue) {
        return before.getOrDefault(queue, Answers::notFound);
    }

    /**
     * Makes a server's queue, or attaches it; from then on it gets requests.
     *
     * @throws IOException in one sentence, if that can't be; then nothing has changed
     */
    void join(QueueServer server, QueueOptions asked) throws IOException {
        life.lock();
        try {
            RequestQueue<QueueServer> queue = asked.name() == null ? null : queues.get(asked.name());
            if (queue != null && asked.mode() == QueueMode.CREATE) {
                throw new IOException(queue + " is there already: attach to it, or choose another name");
            }
            if (queue == null && asked.mode() == QueueMode.ATTACH) {
                throw new IOException("there is no queue \"" + asked.name() + "\" to attach to");
            }
            if (queue != null) {
                server.sits(queue, queue.join(server, asked.requests()));
                return;
            }
            create(server, asked);
        } catch (IllegalArgumentException taken) {
            throw new BindException(taken.getMessage());
        } finally {
            life.unlock();
        }
    }

    private void create(QueueServer server, QueueOptions asked) throws IOException {
        List<Integer> opened = new ArrayList<>();
        RequestQueue<QueueServer> queue = null;
        boolean done = false;
        try {
            List<UrlPrefix> prefixes = withPorts(asked.prefixes(), opened);
            queue = new RequestQueue<>(
                    asked.name() == null ? "nameless " + ++unnamed : asked.name(),
                    prefixes,
                    asked.limit(),
                    asked.timeout(),
                    asked.verbosity(),
                    clock);
            before.put(queue, pipeline(queue, asked));
            server.sits(queue, queue.join(server, asked.requests()));
            table.add(prefixes, queue);
            for (UrlPrefix prefix : prefixes) {
                require(prefix, opened);
            }
            queues.put(queue.name(), queue);
            done = true;
        } finally {
            if (!done) {
                forget(queue);
                opened.forEach(port -> open.remove(port).edge.stop(Duration.ZERO));
            }
        }
        if (ticker == null) {
            ticker = new Deadlines(clock);
            ticker.everyTick(() -> queues.values().forEach(RequestQueue::tick));
            ticker.start(true);
        }
    }

    private static Handler pipeline(RequestQueue<QueueServer> queue, QueueOptions asked) {
        Pipeline.Builder pipeline = Pipeline.builder();
        asked.before().forEach(pipeline::use);
        return pipeline.handle(
                context -> context.features().require(Visit.class).enter(queue, context));
    }

    /** Prefixes of any port get one that is free: the same for all of one scheme. */
    private List<UrlPrefix> withPorts(List<UrlPrefix> prefixes, List<Integer> opened) throws IOException {
        Map<String, Integer> free = new HashMap<>();
        List<UrlPrefix> bound = new ArrayList<>();
        for (UrlPrefix prefix : prefixes) {
            if (prefix.port() == 0 && !free.containsKey(prefix.scheme())) {
                free.put(prefix.scheme(), open(prefix.scheme(), 0, opened));
            }
            bound.add(prefix.port() == 0 ? prefix.withPort(free.get(prefix.scheme())) : prefix);
        }
        return bound;
    }

    private void require(UrlPrefix prefix, List<Integer> opened) throws IOException {
        Port port = open.get(prefix.port());
        if (port == null) {
            open(prefix.scheme(), prefix.port(), opened);
        } else if (!port.scheme.equals(prefix.scheme())) {
            throw new BindException("the port of the prefix " + prefix + " speaks " + port.scheme + " already");
        }
    }

    private int open(String scheme, int port, List<Integer> opened) throws IOException {
        EdgeServer edge = new EdgeServer(options.server().withEndpoint(options.endpoint(scheme, port)), clock);
        edge.start(new PortApplication(this));
        String url = edge.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst();
        int bound = URI.create(url.replace("*", "any")).getPort();
        open.put(bound, new Port(scheme, edge));
        opened.add(bound);
        return bound;
    }

    /**
     * A server gets no more requests. With the last one of a queue, that is forgotten, and with the last queue of a port, that.
     *
     * @return the servers of ports that nobody needs any more, to be stopped
     */
    List<Server> leave(RequestQueue<QueueServer> queue, Seat<QueueServer> seat) {
        life.lock();
        try {
            queue.leave(seat);
            List<Server> unused = new ArrayList<>();
            if (!queue.isServed()) {
                forget(queue);
                open.forEach((number, port) -> {
                    if (!table.isUsed(number)) {
                        port.edge.closeListeners(); // before it is forgotten: the next start may want that port
                        unused.add(port.edge);
                    }
                });
                open.keySet().removeIf(number -> !table.isUsed(number));
            }
            if (queues.isEmpty() && ticker != null) {
                ticker.stop();
                ticker = null;
            }
            return unused;
        } finally {
            life.unlock();
        }
    }

    private void forget(RequestQueue<QueueServer> queue) {
        if (queue != null) {
            table.remove(queue);
            queues.remove(queue.name(), queue);
            before.remove(queue);
        }
    }
}
