package dev.lanner.internal.server;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** An edge server on a free port of the IPv4 loopback address, stopped without grace at the end of the test. */
record TestServer(EdgeServer edge) implements AutoCloseable {
    static TestServer start(Handler handler) throws IOException {
        return start(Limits.DEFAULT, handler);
    }

    static TestServer start(UnaryOperator<Limits.Builder> limits, Handler handler) throws IOException {
        return start(limits.apply(Limits.builder()).build(), handler);
    }

    private static TestServer start(Limits limits, Handler handler) throws IOException {
        return start(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .limits(limits)
                        .build(),
                handler);
    }

    static TestServer start(ServerOptions options, Handler handler) throws IOException {
        EdgeServer edge = new EdgeServer(options);
        edge.start(Pipeline.of(handler));
        return new TestServer(edge);
    }

    /** With the default limits, and a clock that the test turns. */
    static TestServer start(ManualClock clock, Handler handler) throws IOException {
        EdgeServer edge = new EdgeServer(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build(), clock);
        edge.start(Pipeline.of(handler));
        return new TestServer(edge);
    }

    /** What is bound, or, before the start, what was asked for. */
    static List<String> addresses(EdgeServer edge) {
        return edge.features().require(ServerAddressesFeature.class).addresses();
    }

    static int port(EdgeServer edge) {
        return portOf(addresses(edge).getFirst());
    }

    static int portOf(String url) {
        return URI.create(url.replace("*", "any")).getPort();
    }

    int port() {
        return port(edge);
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    Connections connections() {
        return edge.connections();
    }

    /** Waits until every connection has ended and given its place back. */
    void awaitNoConnections() {
        Await.until("all connections have ended", () -> edge.connections().count() == 0);
    }

    /** Waits until {@code count} connections have ended for that reason, and checks that there are no more. */
    void awaitEnded(EndReason reason, long count) {
        Await.until(count + " have ended by " + reason, () -> edge.ended(reason) >= count);
        if (edge.ended(reason) > count) {
            throw new AssertionError(edge.ended(reason) + " instead of " + count + " have ended by " + reason);
        }
    }

    /** How many connections have ended, for whatever reason. */
    long ended() {
        return Arrays.stream(EndReason.values()).mapToLong(edge::ended).sum();
    }

    @Override
    public void close() {
        edge.stop(Duration.ZERO);
    }
}
