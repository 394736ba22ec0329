package dev.lanner.gateway;

import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.feature.TlsFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.kit.Echo;
import dev.lanner.kit.WebSocketKey;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** An application of Lanner, which knows nothing of modules: its {@code main} listens where it likes. */
public final class HostedApplication {
    private HostedApplication() {}

    /** The command that starts it. */
    public static List<String> command() {
        return ChildJvm.command(HostedApplication.class);
    }

    public static void main(String[] args) throws IOException {
        System.out.println("started");
        if (Files.exists(Path.of("broken"))) {
            Runtime.getRuntime().halt(9);
        }
        ServerOptions options =
                ServerOptions.builder().listen(Endpoint.localhost(0)).build();
        Lanner.run(
                options,
                Router.builder()
                        .get(
                                "/pid",
                                context -> context.response()
                                        .text("" + ProcessHandle.current().pid()))
                        .get("/environment", HostedApplication::environment)
                        .get("/request", HostedApplication::request)
                        .get("/hold", HostedApplication::hold)
                        .get("/exit", context -> Runtime.getRuntime().halt(3))
                        .get("/websocket", HostedApplication::upgrade)
                        .build());
    }

    private static void environment(HttpContext context) throws IOException {
        context.response()
                .text(System.getenv().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .collect(Collectors.joining("\n")));
    }

    /** The request as it looks from in here. */
    private static void request(HttpContext context) throws IOException {
        HttpRequest request = context.request();
        TlsFeature tls = context.features().get(TlsFeature.class);
        context.response()
                .text(String.join(
                        "\n",
                        "version " + request.version(),
                        "scheme " + request.scheme(),
                        "base " + request.pathBase(),
                        "path " + request.path(),
                        "client " + context.connection().remoteAddress(),
                        "certificate "
                                + (tls == null
                                        ? "none"
                                        : tls.clientCertificates()
                                                .getFirst()
                                                .getSubjectX500Principal()
                                                .getName()),
                        "fields " + request.headers()));
    }

    /** Answers to the end once there is a file {@code release} in its folder. */
    private static void hold(HttpContext context) throws Exception {
        OutputStream body = context.response().body();
        body.write("held\n".getBytes(StandardCharsets.US_ASCII));
        body.flush();
        Files.createFile(Path.of("holding"));
        while (!Files.exists(Path.of("release"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        body.write("released\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void upgrade(HttpContext context) throws IOException {
        UpgradeFeature upgrade = context.features().require(UpgradeFeature.class);
        context.response()
                .header(
                        "Sec-WebSocket-Accept",
                        WebSocketKey.accepted(context.request().header("Sec-WebSocket-Key")));
        Echo.all(upgrade.accept("websocket"));
    }
}
