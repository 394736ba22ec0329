package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.internal.server.RawClient;
import dev.lanner.queue.Broker;
import dev.lanner.queue.QueueOptions;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lanner broker}, as a person runs it: the packaged jar. */
class BrokerIT {
    @TempDir
    private Path folder;

    @Test
    void applicationsAttach() throws Exception {
        Path socket = folder.resolve("b");
        Process process = new PackagedLanner(folder)
                .command(
                        "broker",
                        "--socket",
                        socket.toString(),
                        "--socket-mode",
                        "rw-rw----",
                        "-p",
                        "0",
                        "-p",
                        "0",
                        "--limits.bodyBytes=5",
                        "--max-queues=1",
                        "--max-processes=10",
                        "--request-timeout=60",
                        "--log",
                        "off")
                .start();
        try (var err = process.errorReader()) {
            assertThat(err.readLine()).startsWith("Lanner ").endsWith(" shares");
            String address = err.readLine().strip();
            assertThat(err.readLine()).matches("  http://localhost:\\d+/").doesNotContain(address);
            assertThat(err.readLine()).isEqualTo("  among the applications that attach at " + socket);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            int port = URI.create(address).getPort();
            QueueOptions options = QueueOptions.of("http://+:" + port + "/shop/");
            try (Server server = Broker.server(socket, options, ServerOptions.DEFAULT)) {
                server.start(Pipeline.of(context -> context.response()
                        .text(context.request().pathBase() + " "
                                + context.request().path())));
                try (RawClient client = RawClient.connect(port)) {
                    assertThat(client.get("/shop/cart").read().text()).isEqualTo("/shop /cart");
                    assertThat(client.get("/").read().status()).isEqualTo(404);
                    assertThat(client.post("/shop/", "123456").read().status()).isEqualTo(413);
                }
            }
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(socket).doesNotExist();
            assertThat(folder.resolve("b.d")).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        String help = new PackagedLanner(folder).run("broker", "--help");
        assertThat(help).contains(Command.BROKER.optionWords()).contains(" 130  ");
        assertThat(help.lines()).allMatch(line -> line.length() <= 110);
    }

    private String mistake(String... arguments) throws Exception {
        Process process = new PackagedLanner(folder).command(arguments).start();
        try (var err = process.errorReader()) {
            List<String> told = err.lines().toList();
            assertThat(process.waitFor()).isEqualTo(2);
            assertThat(told).hasSize(1);
            return told.getFirst();
        }
    }

    @Test
    void mistakesAreToldInASentence() throws Exception {
        assertThat(mistake("broker"))
                .isEqualTo("lanner: --socket is missing: the path of a socket at which applications attach.");
        assertThat(mistake("broker", "--socket", "b", "app.jar"))
                .isEqualTo("lanner: lanner broker takes no app.jar; applications attach by themselves, at the socket.");
        assertThat(mistake("broker", "--socket", "b", "--socket-mode", "660"))
                .isEqualTo("lanner: --socket-mode is \"660\"; it must be of the form rw-rw----.");
        assertThat(mistake("broker", "--socket", "b", "--max-queues", "0"))
                .isEqualTo("lanner: --max-queues is \"0\"; it must be a number from 1 to 100000.");
        assertThat(mistake("serve", "--socket", "b"))
                .isEqualTo("lanner: lanner serve has no option --socket. lanner --help lists the options.");
    }
}
