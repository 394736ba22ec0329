package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of other languages. Each script checks by itself, says what was wrong, and ends with {@code ok}. */
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "clients");

    private static void run(String program, String script, String part) throws Exception {
        String path = Command.require(program).toString();
        try (ClientServer server = ClientServer.start()) {
            ProcessBuilder builder =
                    new ProcessBuilder(path, SCRIPTS.resolve(script).toString(), server.port(), part);
            builder.environment().put("no_proxy", "*");
            assertThat(Command.run(builder)).isEqualTo(new Command.Result(0, "ok\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"keep_alive", "head", "upload", "chunked", "early_hints", "cut", "urllib", "http10", "many"})
    void python(String part) throws Exception {
        run("python3", "client.py", part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepAlive", "upload", "trailers", "hints", "expectContinue", "upgrade", "cut", "many"})
    void node(String part) throws Exception {
        run("node", "client.js", part);
    }
}
