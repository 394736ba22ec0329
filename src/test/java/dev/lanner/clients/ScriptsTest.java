package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Router;
import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.server.StopReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of other languages. Each script checks by itself, says what was wrong, and ends with {@code ok}. */
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "clients");
    private static final Command.Result OK = new Command.Result(0, "ok\n");

    @TempDir
    Path folder;

    private static Command.Result run(ClientServer server, Way way, String program, String script, String part)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Command.require(program).toString(),
                SCRIPTS.resolve(script).toString(),
                server.url(way, ""),
                server.certificateFile().toString(),
                part);
        builder.environment().put("no_proxy", "*");
        return Command.run(builder);
    }

    private void run(Way way, String program, String script, String part) throws Exception {
        try (ClientServer server = ClientServer.start(folder)) {
            assertThat(run(server, way, program, script, part)).isEqualTo(OK);
        }
    }

    private static Stream<Arguments> each(boolean http2, String... parts) {
        return Arrays.stream(Way.values())
                .filter(way -> way.isHttp2() == http2)
                .flatMap(way -> Arrays.stream(parts).map(part -> Arguments.of(way, part)));
    }

    static Stream<Arguments> pythonParts() {
        return each(false, "keep_alive", "head", "upload", "chunked", "early_hints", "cut", "urllib", "http10", "many");
    }

    @ParameterizedTest
    @MethodSource("pythonParts")
    void python(Way way, String part) throws Exception {
        run(way, "python3", "client.py", part);
    }

    static Stream<Arguments> nodeParts() {
        return each(false, "keepAlive", "upload", "trailers", "hints", "expectContinue", "upgrade", "cut", "many");
    }

    @ParameterizedTest
    @MethodSource("nodeParts")
    void node(Way way, String part) throws Exception {
        run(way, "node", "client.js", part);
    }

    static Stream<Arguments> nodeHttp2Parts() {
        return each(
                true,
                "get",
                "many",
                "upload",
                "download",
                "trailers",
                "hints",
                "expectContinue",
                "early",
                "leaves",
                "isReset",
                "pings",
                "settings",
                "tunnel");
    }

    @ParameterizedTest
    @MethodSource("nodeHttp2Parts")
    void nodeHttp2(Way way, String part) throws Exception {
        run(way, "node", "http2.js", part);
    }

    @ParameterizedTest
    @MethodSource("dev.lanner.clients.Way#http2")
    void nodeSeesThatTheServerStops(Way way) throws Exception {
        try (ClientServer server = ClientServer.start(folder)) {
            Router.Builder release = Router.builder()
                    .post("/release", context -> server.application().releaseHeld());
            Future<Command.Result> script = Await.async(() -> run(server, way, "node", "http2.js", "stop"));
            server.application().awaitHeld();
            Future<StopReport> stop = server.beginToStop();
            try (ClientServer next = server.next(release)) {
                assertThat(next.url(way, "")).isEqualTo(server.url(way, ""));
                assertThat(Await.result(script)).isEqualTo(OK);
            }
            assertThat(Await.result(stop).finished()).isEqualTo(1);
            assertThat(Await.result(stop).aborted()).isZero();
        }
    }
}
