package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.build.Command;
import dev.lanner.build.LogCapture;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When processes begin and end. Each is a real one. */
class ProcessesTest {
    @TempDir
    Path folder;

    private Hosted hosted;
    private LogCapture log;

    @BeforeEach
    void listen() {
        log = LogCapture.of("lanner.gateway", Level.INFO);
    }

    @AfterEach
    void end() {
        if (hosted != null) {
            hosted.close();
        }
        log.close();
    }

    private void host(List<String> command, UnaryOperator<GatewayOptions.Builder> options) throws IOException {
        hosted = Hosted.start(
                command, builder -> options.apply(builder.folder(folder).logFile(folder.resolve("log"))));
    }

    private void host(UnaryOperator<GatewayOptions.Builder> options) throws IOException {
        host(HostedApplication.command(), options);
    }

    private long pid() throws IOException {
        RawClient.Answer answer = hosted.get("/pid");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Long.parseLong(answer.text());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void awaitEnd(long pid) {
        Await.until("process " + pid + " has ended", () -> !isAlive(pid));
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        awaitEnd(pid);
    }

    @Test
    void thereIsNoProcessBeforeTheFirstRequest() throws Exception {
        host(options -> options);
        assertThat(hosted.gateway().pids()).isEmpty();
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info()
                                .arguments()
                                .map(arguments -> List.of(arguments).contains(HostedApplication.class.getName()))
                                .orElse(false)))
                .isEmpty();
        long pid = pid();
        assertThat(hosted.gateway().pids()).containsExactly(pid);
    }

    @Test
    void processIsStartedAtOnceIfWanted() throws Exception {
        host(options -> options.startAtOnce(true));
        Await.until("there is a process", () -> !hosted.gateway().pids().isEmpty());
    }

    @Test
    void fiftyFirstRequestsStartOneProcess() throws Exception {
        host(options -> options);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(Await.async(this::pid));
        }
        Set<Long> pids = new HashSet<>();
        for (Future<Long> answer : answers) {
            pids.add(Await.result(answer));
        }
        assertThat(pids).hasSize(1);
        assertThat(words().lines().filter("started"::equals)).hasSize(1);
    }

    @Test
    void killedProcessIsReplacedByTheNextRequest() throws Exception {
        host(options -> options);
        long first = pid();
        kill(first);
        long second = pid();
        assertThat(second).isNotEqualTo(first);
        assertThat(log.texts()).anyMatch(line -> line.startsWith("process " + first + " has ended with exit code 137"));
    }

    @Test
    void processThatEndsWithinARequestIs502AndReplaced() throws Exception {
        host(options -> options);
        long first = pid();
        assertThat(hosted.get("/exit").status()).isEqualTo(502);
        awaitEnd(first);
        assertThat(pid()).isNotEqualTo(first);
    }

    @Test
    void severalProcessesTakeTurns() throws Exception {
        host(options -> options.processes(3));
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pids.add(pid());
        }
        assertThat(new HashSet<>(pids)).hasSize(3);
        assertThat(pids.subList(3, 6)).isEqualTo(pids.subList(0, 3));
    }

    @Test
    void environmentIsThatOfTheAspNetCoreModuleToo() throws Exception {
        host(options -> options.path("/app")
                .environment(Map.of("MINE", "1", "LANNER_PORT", "1"))
                .httpsPort(8443));
        Map<String, String> variables = new TreeMap<>();
        hosted.get("/app/environment").text().lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            variables.put(parts[0], parts.length == 1 ? "" : parts[1]);
        });
        String port = variables.get("LANNER_PORT");
        assertThat(Integer.parseInt(port)).isBetween(10_000, 32_767);
        String token = variables.get("LANNER_TOKEN");
        assertThat(token).matches("[0-9a-f]{32}");
        assertThat(variables)
                .containsAllEntriesOf(new TreeMap<>(Map.of(
                        "MINE",
                        "1",
                        "PORT",
                        port,
                        "LANNER_APPL_PATH",
                        "/app",
                        "ASPNETCORE_PORT",
                        port,
                        "ASPNETCORE_APPL_PATH",
                        "/app",
                        "ASPNETCORE_TOKEN",
                        token,
                        "ASPNETCORE_URLS",
                        "http://127.0.0.1:" + port,
                        "ASPNETCORE_IIS_PHYSICAL_PATH",
                        folder.toString(),
                        "ASPNETCORE_ANCM_HTTPS_PORT",
                        "8443")))
                .containsEntry("ASPNETCORE_IIS_HTTPAUTH", "anonymous;")
                .containsEntry("ASPNETCORE_IIS_WEBSOCKETS_SUPPORTED", "true")
                .containsEntry("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "Microsoft.AspNetCore.Server.IISIntegration")
                .doesNotContainKey("LANNER_UNIX_SOCKET");
    }

    @Test
    void everyProcessHasATokenOfItsOwn() throws Exception {
        host(options -> options.processes(2));
        assertThat(token(hosted.get("/environment").text()))
                .isNotEqualTo(token(hosted.get("/environment").text()));
    }

    private static String token(String environment) {
        return environment
                .lines()
                .filter(line -> line.startsWith("LANNER_TOKEN="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void unixSocketIsListenedOn() throws Exception {
        host(options -> options.unixSocket(true));
        String environment = hosted.get("/environment").text();
        assertThat(environment).contains("LANNER_UNIX_SOCKET=/").doesNotContain("\nLANNER_PORT=", "\nPORT=");
        Path socket = Path.of(environment
                .lines()
                .filter(line -> line.startsWith("LANNER_UNIX_SOCKET="))
                .findFirst()
                .orElseThrow()
                .substring("LANNER_UNIX_SOCKET=".length()));
        assertThat(Files.getPosixFilePermissions(socket.getParent())).hasSize(3);
        hosted.close();
        Await.until("the socket is gone", () -> !Files.exists(socket.getParent()));
    }

    @Test
    void processThatDoesNotStartIs502AndTheLogSaysWhy() throws Exception {
        host(List.of("sh", "-c", "echo no database; exit 7"), options -> options);
        RawClient.Answer answer = hosted.get("/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).isEqualTo("502 Bad Gateway: the application did not start\n");
        assertThat(log.texts())
                .contains(
                        "the application did not start: it ended with exit code 7 before it listened; its last words: no"
                                + " database");
    }

    @Test
    void programThatIsNotThereIs502() throws Exception {
        host(List.of("no-such-program"), options -> options);
        assertThat(hosted.get("/").status()).isEqualTo(502);
        assertThat(log.texts())
                .contains("the application did not start: there is no program no-such-program on the PATH");
    }

    @Test
    void processThatDoesNotListenIsKilledAtTheLimit() throws Exception {
        host(
                List.of("sh", "-c", "echo $$; exec sleep 1000"),
                options -> options.startLimit(Duration.ofSeconds(60)).rapidFailsPerMinute(0));
        Future<RawClient.Answer> answer = Await.async(() -> hosted.get("/"));
        Await.until("it runs", () -> !words().isEmpty());
        long pid = Long.parseLong(words().strip());
        hosted.clock().advanceUntil("it is given up", answer::isDone);
        assertThat(Await.result(answer).status()).isEqualTo(502);
        awaitEnd(pid);
        assertThat(log.texts())
                .contains("the application did not start: it did not listen within 60 s, and was killed");
    }

    private String words() {
        try {
            return Files.exists(folder.resolve("log")) ? Files.readString(folder.resolve("log")) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Two attempts for a request, three failures at most, and then none until a minute has passed. */
    @Test
    void applicationThatFailsTooOftenIsLeftAloneForAMinute() throws Exception {
        host(List.of("sh", "-c", "echo attempt; exit 1"), options -> options.rapidFailsPerMinute(3));
        for (int i = 0; i < 5; i++) {
            assertThat(hosted.get("/").status()).isEqualTo(502);
        }
        assertThat(words().lines()).hasSize(4);
        assertThat(hosted.get("/").text())
                .isEqualTo(
                        "502 Bad Gateway: the application failed too often, and is not started again until a minute has"
                                + " passed\n");
        assertThat(log.texts())
                .containsOnlyOnce("it failed too often: it is not started again until a minute has passed");
        hosted.clock().advance(Duration.ofSeconds(59));
        hosted.get("/");
        assertThat(words().lines()).hasSize(4);
        hosted.clock().advance(Duration.ofSeconds(1));
        hosted.get("/");
        assertThat(words().lines()).hasSize(6);
    }

    @Test
    void applicationIsOfflineWhileTheFileIsThere() throws Exception {
        host(options -> options);
        long first = pid();
        Path file = folder.resolve("app_offline.htm");
        Files.writeString(folder.resolve("page"), "<p>back soon");
        Files.move(folder.resolve("page"), file);
        awaitEnd(first);
        RawClient.Answer answer = hosted.get("/pid");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("content-type")).isEqualTo("text/html");
        assertThat(answer.text()).isEqualTo("<p>back soon");
        Files.delete(file);
        Await.until("it is online again", () -> {
            try {
                return hosted.get("/pid").status() == 200;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        assertThat(pid()).isNotEqualTo(first);
        assertThat(log.texts())
                .as("it was asked, and ended by itself")
                .contains("process " + first + " has ended with exit code 0");
    }

    /** It gets no more requests, and ends when those that it has are finished. */
    @Test
    void recycledProcessFinishesItsRequests() throws Exception {
        host(options -> options);
        long first = pid();
        try (RawClient held = hosted.connect()) {
            held.get("/hold");
            Await.until("it is held", () -> Files.exists(folder.resolve("holding")));
            hosted.gateway().recycle();
            long second = pid();
            assertThat(second).isNotEqualTo(first);
            assertThat(hosted.gateway().pids()).containsExactly(second);
            assertThat(isAlive(first)).isTrue();
            Files.createFile(folder.resolve("release"));
            assertThat(held.read().text()).isEqualTo("held\nreleased\n");
        }
        awaitEnd(first);
    }

    @Test
    void oldProcessGoesOnIfTheNewOneDoesNotStart() throws Exception {
        host(options -> options);
        long first = pid();
        Files.createFile(folder.resolve("broken"));
        assertThatThrownBy(() -> hosted.gateway().recycle())
                .hasMessageStartingWith(
                        "the new process did not start, so the old one goes on: it ended with exit code 9");
        assertThat(pid()).isEqualTo(first);
    }

    @Test
    void processThatIgnoresTheSignalIsKilledAtTheLimit() throws Exception {
        Command.require("python3");
        host(List.of("python3", "-c", """
                        import http.server, os, signal
                        signal.signal(signal.SIGTERM, signal.SIG_IGN)
                        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])),
                                               http.server.SimpleHTTPRequestHandler).serve_forever()
                        """), options -> options.stopLimit(Duration.ofMillis(200)));
        assertThat(hosted.get("/").status()).isEqualTo(200);
        long pid = hosted.gateway().pids().getFirst();
        hosted.close();
        assertThat(isAlive(pid)).isFalse();
        assertThat(log.texts()).anyMatch(line -> line.endsWith("after it was told to, and is killed"));
    }

    @Test
    void stoppedApplicationHasEnded() throws Exception {
        host(options -> options.processes(2));
        long first = pid();
        long second = pid();
        hosted.close();
        assertThat(isAlive(first)).isFalse();
        assertThat(isAlive(second)).isFalse();
        assertThat(log.texts()).noneMatch(line -> line.contains("nobody told it to"));
    }
}
