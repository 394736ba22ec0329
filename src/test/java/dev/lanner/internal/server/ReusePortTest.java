package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Replicas that listen on one port. */
class ReusePortTest {
    private static TestServer start(String name, int port, boolean reusePort) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", port))
                .reusePort(reusePort)
                .build();
        return TestServer.start(options, context -> context.response().text(name));
    }

    private static String ask(int port) {
        try (RawClient client = RawClient.connect(port)) {
            return client.get("/").read().text();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void connectionsAreSpreadOverThem() throws Exception {
        try (TestServer first = start("first", 0, true);
                TestServer second = start("second", first.port(), true)) {
            assertThat(second.port()).isEqualTo(first.port());
            Set<String> answers = new TreeSet<>();
            Await.until("both have answered", () -> {
                answers.add(ask(first.port()));
                return answers.size() == 2;
            });
            assertThat(answers).containsExactly("first", "second");
        }
    }

    /** As they are meant to be: processes, of which one may be killed. */
    @Test
    void processesShareAPort() throws Exception {
        try (ChildJvm first = Replica.start(0)) {
            int port = Integer.parseInt(first.line("port "));
            try (ChildJvm second = Replica.start(port)) {
                assertThat(second.line("port ")).isEqualTo("" + port);
                String killed = "" + second.process().pid();
                String left = "" + first.process().pid();
                Set<String> answers = new TreeSet<>();
                Await.until("both have answered", () -> {
                    answers.add(ask(port));
                    return answers.size() == 2;
                });
                assertThat(answers).containsExactlyInAnyOrder(killed, left);
                second.process().destroyForcibly().waitFor();
                for (int i = 0; i < 20; i++) {
                    assertThat(ask(port)).isEqualTo(left);
                }
            }
        }
    }

    @Test
    void othersAreNotLetIn() throws Exception {
        try (TestServer first = start("first", 0, true)) {
            assertThatThrownBy(() -> start("second", first.port(), false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use");
            assertThat(ask(first.port())).isEqualTo("first");
        }
        try (TestServer first = start("first", 0, false)) {
            assertThatThrownBy(() -> start("second", first.port(), true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use");
        }
    }
}
