package dev.lanner.queue;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.Forwarding;
import dev.lanner.internal.forward.Unavailable;
import dev.lanner.internal.forward.Upgrading;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.queue.PrefixTable.Found;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets several processes share the ports of one: the broker has the ports, and the others tell it by a Unix domain socket which
 * requests they want. A process that ends costs its own requests and nobody else's.
 *
 * <pre>{@code
 * Server front = Lanner.server(ServerOptions.builder().listen(Endpoint.anyAddress(80)).build());
 * try (Broker broker = Broker.open(BrokerOptions.builder(Path.of("/run/lanner/broker")).build(), front)) {
 *     new Host(front, Duration.ofSeconds(30), Host.Events.NONE).run(Pipeline.of(broker));
 * }
 * }</pre>
 *
 * <p>In another process:
 *
 * <pre>{@code
 * Server server = Broker.server(
 *         Path.of("/run/lanner/broker"), QueueOptions.of("http://+:80/shop/"), ServerOptions.DEFAULT);
 * }</pre>
 *
 * <p>A request belongs to the prefix that fits the scheme and the port of the endpoint where it came in, and host and path as what
 * runs before the broker shows them. So a middleware such as {@link dev.lanner.middleware.ForwardedHeaders} changes the scheme that
 * applications see, and not which of them is asked.
 *
 * <p>When a process ends without a word, as one that is killed, a queue with a name keeps its prefixes, which answer as its
 * {@link Verbosity} says, by default 503, until a process serves it again. A queue without a name is gone with its process: its
 * prefixes answer 404, and whoever may attach can have them. A process that stops in order gives its prefixes back in any case, if
 * it is the last of its queue.
 *
 * <p>The answers that are its own: 404 where nobody has a prefix; what {@link Verbosity} says where a queue is full, late, or not
 * served; 502 where a process does not answer, or answers what is no HTTP; 504 where it is silent for too long. For any number of
 * threads.
 *
 * <p>Content of more than 16 KiB, or of unknown length, is sent to a process when it begins to read it, and not before: so it can
 * hand the request on to another queue ({@link dev.lanner.feature.DelegationFeature}), whose process then gets all of it. Any
 * process may delegate to any queue that has a name, since any may attach to it: the mode of the socket says whom to trust.
 */
public final class Broker implements Handler, AutoCloseable {
    private final BrokerOptions options;
    private final FeatureCollection front;
    private final Deadlines deadlines;
    private final BrokeredQueues queues;
    private final ControlSocket control;

    Broker(BrokerOptions options, FeatureCollection front, Clock clock) throws IOException {
        this.options = options;
        this.front = front;
        this.deadlines = new Deadlines(clock);
        this.queues = new BrokeredQueues(options.queues(), this::requireListening, clock);
        this.control = new ControlSocket(options, queues, deadlines);
        deadlines.everyTick(() -> queues.all().forEach(RequestQueue::tick));
        deadlines.everyTick(control::tick);
        control.start();
        deadlines.start(true);
    }

    /**
     * Opens the socket for processes.
     *
     * @param options where, and for whom
     * @param front the server that runs this broker: prefixes on ports where it does not listen are refused
     * @return the broker, to be closed behind the front
     * @throws IOException if the socket can't be had, with a sentence that says why
     */
    public static Broker open(BrokerOptions options, Server front) throws IOException {
        return new Broker(options, front.features(), Clock.SYSTEM);
    }

    /**
     * A server in a process of its own, for one application. It attaches when it starts, which throws an {@link IOException} with
     * a sentence if there is no broker or that does not want it; when the broker ends, it attaches to the next one as soon as that
     * is there.
     *
     * @param socket the broker's
     * @param queue which requests it gets
     * @param server what it allows besides what the broker does; endpoints and limits of content are of no account
     * @return the server, not started
     */
    public static Server server(Path socket, QueueOptions queue, ServerOptions server) {
        return new AttachedServer(socket.toAbsolutePath(), queue, server, Clock.SYSTEM);
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        RequestFeature request = context.features().require(RequestFeature.class);
        Found<RequestQueue<Attachment>> found = PortApplication.find(queues.table(), context.features(), request);
        if (found == null) {
            Answers.notFound(context);
            return;
        }
        HttpMethod method = request.method();
        // An answer to TRACE would show the client the token.
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT) && !Upgrading.isWebSocket(context)) {
            context.response().status(HttpStatus.NOT_IMPLEMENTED);
            return;
        }
        context.features().set(RequestFeature.class, PortApplication.shown(request, found.base()));
        BrokeredVisit visit = new BrokeredVisit(queues, found.owner(), PortApplication.whenGone(context.features()));
        try {
            new Forwarding(context, visit, deadlines, options.requestTimeout()).run();
        } catch (Unavailable answer) {
            if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
                Answers.unavailable(context, visit.queue().verbosity(), answer.getMessage());
            } else {
                Answers.failed(context, answer.status(), answer.getMessage());
            }
        } finally {
            context.features().set(RequestFeature.class, request);
        }
    }

    /** A prefix where the front does not listen, as far as it tells, would never get a request. */
    private void requireListening(UrlPrefix prefix) {
        ServerAddressesFeature addresses = front.get(ServerAddressesFeature.class);
        List<String> listened = addresses == null
                ? List.of()
                : addresses.addresses().stream()
                        .filter(url -> !url.startsWith("http://unix:"))
                        .toList();
        boolean there = listened.stream()
                .map(url -> URI.create(url.replace("*", "any")))
                .anyMatch(url -> url.getScheme().equals(prefix.scheme()) && url.getPort() == prefix.port());
        if (!there && !listened.isEmpty()) {
            throw new IllegalArgumentException("the broker does not listen where the prefix " + prefix + " is, but on "
                    + String.join(" and ", listened));
        }
    }

    BrokeredQueues queues() {
        return queues;
    }

    /** How many processes are attached. */
    int attached() {
        return control.attached();
    }

    /** Lets go of all processes. Close the front before, so that nobody asks for them any more. */
    @Override
    public void close() throws IOException {
        control.close();
        deadlines.stop();
    }
}
