package dev.lanner.conformance;

import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What {@code tools/referees} attacks: a server in the clear and over TLS, whose limits are short. Of a large response the
 * system takes some megabytes at once, which would buy its client a minute at an ordinary rate.
 */
final class RefereeServer {
    /** Far more than the system buffers for a client that does not read. */
    private static final int MUCH = 16 << 20;

    private RefereeServer() {}

    /** Serves until it is killed; prints both URLs. The argument is a folder for its file. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.write(folder.resolve("file"), new byte[100_000]);
        byte[] much = new byte[MUCH];
        AtomicReference<Server> running = new AtomicReference<>();
        Router router = Router.builder()
                .get("/", context -> context.response().text("Hello"))
                .get("/much", context -> context.response().bytes(much))
                .post("/", context -> {
                    context.request().bytes();
                    context.response().text("Thank you");
                })
                .get("/ended", context -> context.response().text(ended(running.get())))
                .mount("/files", StaticFiles.of(folder))
                .build();
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .listen(Endpoint.https("127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(Instant.now()))))
                .limits(Limits.builder()
                        .tlsHandshakeTimeout(Duration.ofSeconds(4))
                        .requestHeadTimeout(Duration.ofSeconds(4))
                        .keepAliveTimeout(Duration.ofSeconds(4))
                        .requestRate(new DataRate(240, Duration.ofSeconds(2)))
                        .responseRate(new DataRate(1_000_000, Duration.ofSeconds(2)))
                        .build())
                .build();
        Server server = Lanner.start(options, router);
        running.set(server);
        System.out.println(String.join(
                " ", server.features().require(ServerAddressesFeature.class).addresses()));
        Thread.currentThread().join();
    }

    /** How many connections have ended by each reason, a line for each. */
    private static String ended(Server server) {
        StringBuilder lines = new StringBuilder();
        server.features()
                .require(ServerMetricsFeature.class)
                .metrics()
                .ended()
                .forEach((reason, count) ->
                        lines.append(reason).append(' ').append(count).append('\n'));
        return lines.toString();
    }
}
