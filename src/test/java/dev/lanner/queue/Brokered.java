package dev.lanner.queue;

import dev.lanner.Handler;
import dev.lanner.Middleware;
import dev.lanner.Pipeline;
import dev.lanner.internal.net.Clock;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A broker and the server before it, on a free port. */
record Brokered(Path socket, Broker broker, EdgeServer front) implements AutoCloseable {
    static Brokered start(Path socket) throws IOException {
        return start(socket, Clock.SYSTEM, options -> options);
    }

    static Brokered start(Path socket, Clock clock, UnaryOperator<BrokerOptions.Builder> options) throws IOException {
        return start(socket, 0, clock, options);
    }

    static Brokered start(Path socket, int port, Clock clock, UnaryOperator<BrokerOptions.Builder> options)
            throws IOException {
        return start(socket, port, clock, options, Pipeline.builder());
    }

    /** With something before the broker. */
    static Brokered start(Path socket, Middleware before) throws IOException {
        return start(
                socket, 0, Clock.SYSTEM, options -> options, Pipeline.builder().use(before));
    }

    private static Brokered start(
            Path socket, int port, Clock clock, UnaryOperator<BrokerOptions.Builder> options, Pipeline.Builder pipeline)
            throws IOException {
        EdgeServer front = new EdgeServer(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", port)).build());
        Broker broker = new Broker(options.apply(BrokerOptions.builder(socket)).build(), front.features(), clock);
        front.start(pipeline.handle(broker));
        return new Brokered(socket, broker, front);
    }

    int port() {
        return TestServer.port(front);
    }

    /** Options for a queue with one prefix. */
    QueueOptions.Builder queue(String name, String path) {
        return QueueOptions.builder().name(name).prefix("http://+:" + port() + path);
    }

    /** A server in this process that gets its requests by the broker, as if it were in another. */
    Server attach(QueueOptions options, Handler handler) throws IOException {
        Server server = Broker.server(socket, options, ServerOptions.DEFAULT);
        server.start(Pipeline.of(handler));
        return server;
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    /** The status, and the text behind it, of a GET by a connection of its own. */
    String get(String target) throws IOException {
        try (RawClient client = connect()) {
            RawClient.Answer answer = client.get(target).read();
            return answer.status() + " " + answer.text();
        }
    }

    @Override
    public void close() throws IOException {
        front.stop(Duration.ZERO);
        broker.close();
    }
}
