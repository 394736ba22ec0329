package dev.lanner.internal.server;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a {@link ChildJvm} runs: a server with one thing about it. */
final class Child {
    private static final PrintStream OUT = System.out;
    private static final Handler HANDLER = context -> context.response().text("child");

    private Child() {}

    public static void main(String... arguments) throws Exception {
        switch (arguments[0]) {
            case "inherited" -> inherited();
            case "daemon" -> daemon(true);
            case "no-daemon" -> daemon(false);
            case "descriptors" -> descriptors();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** On the socket that is standard input. */
    private static void inherited() {
        EdgeServer edge = new EdgeServer(
                ServerOptions.builder().listen(Endpoint.inherited()).build());
        try {
            edge.start(Pipeline.of(HANDLER));
            OUT.println("bound " + TestServer.addresses(edge).getFirst());
        } catch (IOException failed) {
            OUT.println("failed " + failed.getMessage());
        }
    }

    /** Starts a server and leaves {@code main}; stops it when told to. */
    private static void daemon(boolean daemon) throws IOException {
        EdgeServer edge = start(daemon);
        OUT.println("port " + TestServer.port(edge));
        if (!daemon) {
            Thread.ofPlatform().daemon().start(() -> {
                awaitLine();
                edge.stop(Duration.ZERO);
            });
        }
    }

    private static EdgeServer start(boolean daemon) throws IOException {
        EdgeServer edge = new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .daemon(daemon)
                .build());
        edge.start(Pipeline.of(HANDLER));
        return edge;
    }

    /** Takes all file descriptors but a few, and gives them back when told to. */
    private static void descriptors() throws IOException {
        EdgeServer edge = start(false);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OUT.println("port " + TestServer.port(edge));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<InputStream> taken = take();
            OUT.println("taken " + taken.size());
            in.readLine();
            for (InputStream each : taken) {
                each.close();
            }
            OUT.println("given " + taken.size());
        }
        edge.stop(Duration.ZERO);
    }

    private static List<InputStream> take() {
        List<InputStream> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(Files.newInputStream(Path.of("/dev/null")));
            }
        } catch (IOException noMore) {
            return taken;
        }
    }

    private static void awaitLine() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            in.readLine();
        } catch (IOException gone) {
            Runtime.getRuntime().halt(1);
        }
    }
}
