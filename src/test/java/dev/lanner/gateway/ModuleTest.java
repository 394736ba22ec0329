package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of Lanner under the module: what it sees, and whom it refuses. */
class ModuleTest {
    @TempDir
    static Path folder;

    private static Hosted hosted;
    private static int port;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        hosted = host("log");
        port = Integer.parseInt(variable("LANNER_PORT"));
        token = variable("LANNER_TOKEN");
    }

    private static Hosted host(String log) throws IOException {
        return Hosted.start(
                HostedApplication.command(),
                options -> options.path("/app").folder(folder).logFile(folder.resolve(log)));
    }

    private static String variable(String name) throws IOException {
        return hosted.get("/app/environment")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        hosted.close();
    }

    private static RawClient.Answer direct(String fields) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.send("GET /app/request HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n")
                    .read();
        }
    }

    @Test
    void requestsThatBypassTheModuleAreRefused() throws Exception {
        String wrong = token.substring(1) + (token.charAt(0) == '0' ? '1' : '0');
        for (String fields : new String[] {
            "",
            "MS-ASPNETCORE-TOKEN: \r\n",
            "MS-ASPNETCORE-TOKEN: " + wrong + "\r\n",
            "MS-ASPNETCORE-TOKEN: " + token.substring(1) + "\r\n",
            "MS-ASPNETCORE-TOKEN: " + token + "\r\nMS-ASPNETCORE-TOKEN: " + token + "\r\n",
        }) {
            RawClient.Answer answer = direct(fields);
            assertThat(answer.status()).as(fields).isEqualTo(400);
            assertThat(answer.text()).isEmpty();
        }
        assertThat(direct("MS-ASPNETCORE-TOKEN: " + token + "\r\n").status()).isEqualTo(200);
    }

    @Test
    void requestIsSeenAsItCameToTheModule() throws Exception {
        try (RawClient client = hosted.connect()) {
            String seen = client.send("GET /app/request HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n")
                    .read()
                    .text();
            assertThat(seen)
                    .contains("scheme http\n", "base /app\n", "path /request\n", "certificate none")
                    .containsPattern("client /127\\.0\\.0\\.1:\\d+\n")
                    .contains("X-Forwarded-For: 192.0.2.7")
                    .doesNotContain("MS-ASPNETCORE", token);
        }
    }

    @Test
    void listensWhereTheModuleSaysAndTheLogSaysSo() throws Exception {
        assertThat(Files.readString(folder.resolve("log")))
                .contains("http://localhost:0 is not listened on: the module that has started this process wants"
                        + " http://127.0.0.1:" + port + " alone");
    }

    @Test
    void tokenIsNotLogged() throws Exception {
        direct("MS-ASPNETCORE-TOKEN: 0\r\n");
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain(token);
        assertThat(new PairingToken("secret").toString()).doesNotContain("secret");
    }

    @Test
    void http2OutsideIsHttp1Inside() throws Exception {
        try (FrameClient client = FrameClient.connect(hosted.server().port()).begin()) {
            client.get(1, "/app/request").send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(200);
            assertThat(client.await(FrameClient.DATA).text())
                    .contains("version HTTP/1.1\n", "Via: 2 lanner", "scheme http\n");
        }
    }

    /** Browsers open them so (RFC 8441). */
    @Test
    void webSocketOfHttp2IsAnUpgradeInside() throws Exception {
        try (FrameClient client = FrameClient.connect(hosted.server().port()).begin()) {
            client.connect(1, "websocket", "/app/websocket").send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(200);
            client.data(1, "ping", false).send();
            assertThat(client.await(FrameClient.DATA).text()).isEqualTo("ping");
            client.data(1, "", true).send();
            assertThat(client.await(FrameClient.DATA).isEnd()).isTrue();
        }
    }

    /** 200 would tell the client that it has a WebSocket. */
    @Test
    void webSocketWhereThereIsNoneIsNotOpened() throws Exception {
        try (FrameClient client = FrameClient.connect(hosted.server().port()).begin()) {
            client.connect(1, "websocket", "/app/request").send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(502);
        }
    }

    @Test
    void applicationIsStoppedByTheModulesWord() throws Exception {
        try (Hosted other = host("other.log")) {
            other.get("/app/pid");
            AppWords words = AppWords.of(other);
            assertThat(words.say("restart").status())
                    .as("another event is the application's")
                    .isEqualTo(404);
            assertThat(words.say("Shutdown").status()).isEqualTo(202);
            Await.until("it has ended", () -> other.gateway().pids().isEmpty());
        }
    }

    /** Where there is no shell to do it, the application watches the pipe that its module holds. */
    @Test
    void applicationEndsWithItsLifeline() throws Exception {
        ProcessBuilder command = new ProcessBuilder(HostedApplication.command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("lifeline.log").toFile());
        command.environment()
                .putAll(Map.of(
                        "LANNER_UNIX_SOCKET", folder.resolve("socket").toString(),
                        "LANNER_APPL_PATH", "/",
                        "LANNER_TOKEN", "secret",
                        "LANNER_LIFELINE", "stdin"));
        Process application = command.start();
        try {
            Await.until("it listens", () -> Files.exists(folder.resolve("socket")));
            assertThat(application.isAlive()).isTrue();
            application.getOutputStream().close();
            Await.until("it has ended", () -> !application.isAlive());
            assertThat(application.exitValue()).isZero();
        } finally {
            application.destroyForcibly();
        }
    }

    /** What the module says to an application. */
    private record AppWords(int port, String token) {
        static AppWords of(Hosted hosted) throws IOException {
            String text = hosted.get("/app/environment").text();
            return new AppWords(Integer.parseInt(value(text, "LANNER_PORT")), value(text, "LANNER_TOKEN"));
        }

        private static String value(String environment, String name) {
            int from = environment.indexOf("\n" + name + "=") + name.length() + 2;
            return environment.substring(from, environment.indexOf('\n', from));
        }

        RawClient.Answer say(String event) throws IOException {
            try (RawClient client = RawClient.connect(port)) {
                return client.send("POST /app/iisintegration HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                                + "MS-ASPNETCORE-TOKEN: " + token + "\r\nMS-ASPNETCORE-EVENT: " + event + "\r\n\r\n")
                        .read();
            }
        }
    }
}
