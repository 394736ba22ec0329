package dev.lanner.internal.server;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/** An edge server on a free port of the IPv4 loopback address, stopped without grace at the end of the test. */
public record TestServer(EdgeServer edge) implements AutoCloseable {
    public static TestServer start(Handler handler) throws IOException {
        return start(Limits.DEFAULT, handler);
    }

    public static TestServer start(UnaryOperator<Limits.Builder> limits, Handler handler) throws IOException {
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

    public static TestServer start(ServerOptions options, Handler handler) throws IOException {
        EdgeServer edge = new EdgeServer(options);
        edge.start(Pipeline.of(handler));
        return new TestServer(edge);
    }

    /** With the default limits, and a clock that the test turns. */
    public static TestServer start(ManualClock clock, Handler handler) throws IOException {
        return start(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build(), clock, handler);
    }

    public static TestServer start(ServerOptions options, ManualClock clock, Handler handler) throws IOException {
        EdgeServer edge = new EdgeServer(options, clock);
        edge.start(Pipeline.of(handler));
        return new TestServer(edge);
    }

    /** What is bound, or, before the start, what was asked for. */
    static List<String> addresses(EdgeServer edge) {
        return edge.features().require(ServerAddressesFeature.class).addresses();
    }

    public static int port(EdgeServer edge) {
        return portOf(addresses(edge).getFirst());
    }

    public static int portOf(String url) {
        return URI.create(url.replace("*", "any")).getPort();
    }

    public int port() {
        return port(edge);
    }

    public RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    Connections connections() {
        return edge.connections();
    }

    /** Begins to stop, and returns when every connection has been told, and the stop waits for those that are left. */
    static Future<StopReport> stopping(EdgeServer edge, Duration grace) {
        CompletableFuture<StopReport> report = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                report.complete(edge.stop(grace));
            } catch (RuntimeException | Error failed) {
                report.completeExceptionally(failed);
            }
        });
        Await.until("the stop waits", () -> report.isDone() || thread.getState() == Thread.State.WAITING);
        return report;
    }

    /** Has the server look at a clock that the test has turned, before its own ticker does. */
    public void tick() {
        edge.deadlines().tick();
    }

    /** How many TLS handshakes are in flight. */
    public int handshakes() {
        return edge.handshakes().count();
    }

    /** How many connections have a place. */
    public int open() {
        return edge.connections().count();
    }

    /** Waits until every connection has ended and given its place back. */
    public void awaitNoConnections() {
        Await.until("all connections have ended", () -> edge.connections().count() == 0);
    }

    /** Waits until {@code count} connections have ended for that reason, and checks that there are no more. */
    public void awaitEnded(EndReason reason, long count) {
        Await.until(count + " have ended by " + reason, () -> edge.ended(reason) >= count);
        if (edge.ended(reason) > count) {
            throw new AssertionError(edge.ended(reason) + " instead of " + count + " have ended by " + reason);
        }
    }

    /** How many connections have ended, for whatever reason. */
    public long ended() {
        return Arrays.stream(EndReason.values()).mapToLong(edge::ended).sum();
    }

    @Override
    public void close() {
        edge.stop(Duration.ZERO);
    }
}
