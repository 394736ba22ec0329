package dev.lanner.server;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ServerMetrics;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.TestServer;
import dev.lanner.internal.tls.TlsTesting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Java machine with a server in it and nothing else, so that what its heap has is the server's. Its handlers hold on to
 * what they have; its limits are the default ones, but that it has patience.
 */
final class MemoryChild {
    static final ServerOptions OPTIONS = ServerOptions.builder()
            .listen(Endpoint.tcp("127.0.0.1", 0))
            .limits(Limits.builder()
                    .requestRate(DataRate.NONE)
                    .responseRate(DataRate.NONE)
                    .build())
            .build();

    private static final PrintStream OUT = System.out;
    private static final AtomicInteger HOLDING = new AtomicInteger();
    private static final CountDownLatch END = new CountDownLatch(1);

    private MemoryChild() {}

    /** @param arguments {@code tls}, or nothing */
    public static void main(String... arguments) throws Exception {
        EdgeServer edge = new EdgeServer(arguments[0].equals("tls") ? overTls() : OPTIONS);
        edge.start(Pipeline.of(MemoryChild::handle));
        OUT.println("port " + TestServer.port(edge));
        ServerMetricsFeature metrics = edge.features().require(ServerMetricsFeature.class);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ServerMetrics now = metrics.metrics();
            switch (line) {
                case "holding" -> OUT.println("holding " + HOLDING.get());
                case "sent" -> OUT.println("sent " + now.traffic().sent());
                case "open" -> OUT.println("open " + now.connections().active());
                case "heap" -> OUT.println("heap " + heap());
                default -> throw new IllegalArgumentException(line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    static ServerOptions overTls() {
        TlsOptions tls = TlsOptions.of(TlsTesting.certificate(Instant.now()));
        return ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0).withTls(tls))
                .limits(OPTIONS.limits())
                .build();
    }

    private static void handle(HttpContext context) throws Exception {
        OutputStream body = context.response().body();
        byte[] piece = new byte[1_024];
        switch (context.request().path().split("/", 3)[1]) {
            // Everything that can be held before the response begins.
            case "hold" -> {
                context.request().body().skipNBytes(1);
                while (context.request().body().read(piece) >= 0) {}
                hold(context, body, piece);
            }
            // The same with content that waits to be read.
            case "leave" -> hold(context, body, piece);
            // A response that the client does not take.
            case "pour" -> {
                HOLDING.incrementAndGet();
                while (END.getCount() > 0) {
                    body.write(piece);
                }
            }
            default -> context.response().text("warm");
        }
    }

    private static void hold(HttpContext context, OutputStream body, byte[] piece) throws Exception {
        context.features().require(RequestLifetimeFeature.class).onAborted(() -> {});
        for (int held = 0; held < OPTIONS.limits().responseBufferBytes(); held += piece.length) {
            body.write(piece);
        }
        HOLDING.incrementAndGet();
        END.await();
    }

    /** What is in use after collections; the first one lets references be cleared, and what they refer to then goes. */
    private static long heap() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
