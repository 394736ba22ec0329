package dev.lanner.hostings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Lanner;
import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import dev.lanner.internal.server.RawClient;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TrustedPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of docs/systemd, and what systemd does with them: it hands a socket over, and is told of start and end. */
class SystemdIT {
    /** What systemd hears, a line for each message. */
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print('bound', flush=True)
            while True:
                message = s.recv(4096).decode().strip()
                if message != 'BARRIER=1':
                    print(message, flush=True)
            """;

    @TempDir
    Path folder;

    /** The application. */
    static final class Application {
        private Application() {}

        public static void main(String[] args) throws IOException {
            Lanner.run(
                    ServerOptions.builder().listen(Endpoint.inherited()).build(),
                    context -> context.response().text("Hello"));
        }
    }

    @Test
    void unitsAreWellFormed() throws Exception {
        String analyze = Command.require("systemd-analyze").toString();
        String service = Files.readString(Path.of("docs", "systemd", "lanner.service"));
        assertThat(service).contains("ExecStart=/usr/bin/java -jar /opt/lanner/app.jar");
        Path unit = Files.writeString(
                folder.resolve("lanner.service"),
                service.replace("/usr/bin/java -jar /opt/lanner/app.jar", "/bin/true"));
        Path socket = Files.copy(Path.of("docs", "systemd", "lanner.socket"), folder.resolve("lanner.socket"));
        Command.Result result = Command.run(analyze, "verify", "--man=no", socket.toString(), unit.toString());
        assertThat(result.output()).doesNotContain("lanner.service:", "lanner.socket:");
        assertThat(result.exit()).as(result.output()).isZero();
    }

    @Test
    void socketIsHandedOverAndSystemdIsTold() throws Exception {
        String activate = Command.require("systemd-socket-activate").toString();
        Command.require("systemd-notify");
        Path notify = folder.resolve("notify");
        Process listener =
                new ProcessBuilder(Command.require("python3").toString(), "-c", LISTENER, notify.toString()).start();
        BufferedReader told = listener.inputReader();
        assertThat(told.readLine()).isEqualTo("bound");
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String address = "127." + random.nextInt(64, 250) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
        List<String> command =
                new ArrayList<>(List.of(activate, "--inetd", "-l", address + ":5000", "-E", "NOTIFY_SOCKET=" + notify));
        command.addAll(ChildJvm.command(Application.class));
        Process systemd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            Await.until("systemd listens", () -> isAnswered(address));
            assertThat(told.readLine()).isEqualTo("READY=1");
            systemd.destroy();
            assertThat(told.readLine()).isEqualTo("STOPPING=1");
            assertThat(systemd.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            systemd.destroyForcibly();
            listener.destroyForcibly();
        }
    }

    /** The request is there before the application is: it waits in the socket's queue. */
    private static boolean isAnswered(String address) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(TrustedPeers.literal(address), 5_000));
        } catch (IOException notYet) {
            return false;
        }
        try (RawClient client = RawClient.over(socket)) {
            return client.get("/").read().text().equals("Hello");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
