package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between clients and an application, which answers byte for byte what a test wants. */
class ForwardingTest {
    @TempDir
    static Path folder;

    private static Hosted hosted;
    private LogCapture log;

    @BeforeAll
    static void start() throws IOException {
        hosted = Hosted.start(
                ScriptedApplication.command(),
                options -> options.path("/app")
                        .requestTimeout(Duration.ofSeconds(60))
                        .logFile(folder.resolve("log")));
        hosted.get("/known");
    }

    @AfterAll
    static void stop() {
        hosted.close();
    }

    @BeforeEach
    void listen() {
        log = LogCapture.of("lanner.gateway", Level.WARNING);
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** What the application got. */
    private static String echoed(String request) throws IOException {
        try (RawClient client = hosted.connect()) {
            return client.send(request).read().text();
        }
    }

    @Test
    void contentOfEachFramingPasses() throws Exception {
        assertThat(hosted.get("/known").text()).isEqualTo("hello");
        assertThat(hosted.get("/chunked").text()).isEqualTo("hello");
        assertThat(hosted.get("/until-close").text()).isEqualTo("until the end");
        assertThat(hosted.get("/http10").text()).isEqualTo("old");
        assertThat(hosted.get("/no-content").status()).isEqualTo(204);
        RawClient.Answer unchanged = hosted.get("/not-modified");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.field("etag")).isEqualTo("\"a\"");
    }

    @Test
    void trailersPassBothWays() throws Exception {
        assertThat(hosted.get("/chunked").field("x-sum")).isEqualTo("5");
        String head =
                lines("POST /echo HTTP/1.1", "Host: a", "TE: trailers", "Connection: TE", "Transfer-Encoding: chunked");
        assertThat(echoed(head + "\r\n3\r\nabc\r\n0\r\nX-Check: 7\r\n\r\n"))
                .contains("\r\nTE: trailers\r\n", "\r\nTransfer-Encoding: chunked\r\n")
                .endsWith("3\r\nabc\r\n0\r\nX-Check: 7\r\n\r\n");
    }

    @Test
    void headHasTheLengthAndNoContent() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("HEAD /known HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).contains("Content-Length: 5\r\n").endsWith("\r\n\r\n");
        }
    }

    @Test
    void reasonPasses() throws Exception {
        try (RawClient client = hosted.connect()) {
            assertThat(client.get("/reason").line()).isEqualTo("HTTP/1.1 299 As It Likes");
        }
    }

    @Test
    void informationalResponsesPass() throws Exception {
        try (RawClient client = hosted.connect()) {
            RawClient.Answer hints = client.get("/hints").read();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(client.read().text()).isEqualTo("ok");
        }
    }

    /** The client is asked for its content when the application asks, and the application gets it then. */
    @Test
    void continuePasses() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("POST /asks HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
    }

    @Test
    void refusalComesInPlaceOfContinue() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("big");
        }
    }

    @Test
    void answerThatComesBeforeTheContentIsWhole() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("POST /early HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void largeContentPassesBothWays() throws Exception {
        String content = "0123456789".repeat(100_000);
        assertThat(echoed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + content))
                .contains("\r\nContent-Length: 1000000\r\n")
                .endsWith("\r\n\r\n" + content);
    }

    /** The first line is there while the application waits with the next one. */
    @Test
    void responsesPassWhileTheyCome() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.get("/late");
            while (!client.line().isEmpty()) {}
            assertThat(client.line()).isEqualTo("6");
            assertThat(new String(client.exactly(6), StandardCharsets.US_ASCII)).isEqualTo("first\n");
        }
    }

    @Test
    void upgradedConnectionsAreRelayed() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("GET /switch HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("upgrade")).isEqualTo("echo");
            assertThat(answer.field("x-mine")).isEqualTo("1");
            assertThat(client.send("ping").exactly(4)).isEqualTo("ping".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.halfClose().rest()).isEqualTo("bye");
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        String[] first = hosted.get("/connection").text().split(" ");
        String[] second = hosted.get("/connection").text().split(" ");
        assertThat(second[0]).isEqualTo(first[0]);
        assertThat(Integer.parseInt(second[1])).isEqualTo(Integer.parseInt(first[1]) + 1);
    }

    @Test
    void fieldsOfAConnectionStayThere() throws Exception {
        String sent = echoed(lines(
                "GET /echo HTTP/1.1",
                "Host: a",
                "Connection: X-Mine, keep-alive",
                "Keep-Alive: 5",
                "X-Mine: 1",
                "Proxy-Authorization: x",
                "Upgrade: h2c",
                "X-Yours: 2",
                ""));
        assertThat(sent)
                .contains("\r\nX-Yours: 2\r\n")
                .doesNotContain("X-Mine", "Keep-Alive", "Proxy-Authorization", "Upgrade", "Connection");
        RawClient.Answer answer = hosted.get("/hop-by-hop");
        assertThat(answer.field("x-yours")).isEqualTo("2");
        assertThat(answer.fields()).doesNotContainKeys("x-mine", "keep-alive", "proxy-connection", "upgrade");
    }

    @Test
    void applicationIsToldOfTheClient() throws Exception {
        assertThat(echoed(lines(
                        "GET /echo HTTP/1.1",
                        "Host: shop.example:81",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "Via: 1.1 cdn",
                        "")))
                .contains("\r\nHost: shop.example:81\r\n")
                .contains("\r\nVia: 1.1 cdn, 1.1 lanner\r\n")
                .contains("\r\nX-Forwarded-Proto: https, http\r\n")
                .containsPattern("\r\nX-Forwarded-For: 192\\.0\\.2\\.7, 127\\.0\\.0\\.1:\\d+\r\n")
                .containsPattern("\r\nMS-ASPNETCORE-TOKEN: [0-9a-f]{32}\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/echo/x, /echo/x",
        "/a/../echo?q=%20[]|, /echo?q=%20[]|",
        "/echo/./%2e%2E/echo/, /echo/",
        "/echo/%61%2Fb%252Fc%25d%20%c3%a4;=, /echo/a%2Fb%252Fc%25d%20%C3%A4;=",
        "http://a/echo/y?, /echo/y?",
    })
    void targetsAreWrittenAnew(String sent, String received) throws Exception {
        assertThat(echoed("GET " + sent + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("GET " + received + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/cut-head", "/no-http", "/uninvited-switch", "/many-hints", "/endless-head"})
    void whatIsNoAnswerIs502(String path) throws Exception {
        RawClient.Answer answer;
        try (RawClient client = hosted.connect()) {
            answer = client.get(path).read();
            while (answer.status() < 200) {
                answer = client.read();
            }
        }
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).isEqualTo("502 Bad Gateway: the application did not answer\n");
        assertThat(log.texts()).hasSize(1).allMatch(line -> line.startsWith("a request was not answered"));
        assertThat(log.records()).allMatch(line -> line.getThrown() == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cut", "/cut-chunked"})
    void responseThatBreaksOffBreaksOffForTheClient(String path) throws Exception {
        try (RawClient client = hosted.connect()) {
            client.get(path);
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.isReset()).isTrue();
        }
        assertThat(log.texts()).hasSize(1).allMatch(line -> line.startsWith("a response of the application broke off"));
    }

    @Test
    void silenceIs504() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.get("/silent");
            hosted.clock()
                    .advanceUntil(
                            "the application is given up", () -> !log.records().isEmpty());
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).isEqualTo("504 Gateway Timeout: the application did not answer in time\n");
        }
    }

    @Test
    void silenceWithinAResponseCutsIt() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.get("/silent-within");
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            hosted.clock()
                    .advanceUntil("the response is cut", () -> !log.records().isEmpty());
            assertThat(client.isReset()).isTrue();
        }
    }

    /** It has died while nobody looked: the request goes to another one, without anybody noticing. */
    @Test
    void requestOnAConnectionThatDiesIsSentAgainOnce() throws Exception {
        hosted.get("/known");
        assertThat(hosted.get("/dies-once").text()).isEqualTo("asked 2");
        int before = Integer.parseInt(hosted.get("/asked-nothing").text());
        assertThat(hosted.get("/nothing").status()).isEqualTo(502);
        assertThat(Integer.parseInt(hosted.get("/asked-nothing").text())).isEqualTo(before + 2);
    }

    @Test
    void requestThatMayChangeSomethingIsNotSentAgain() throws Exception {
        int before = Integer.parseInt(hosted.get("/asked-nothing").text());
        try (RawClient client = hosted.connect()) {
            assertThat(client.post("/nothing", "x").read().status()).isEqualTo(502);
        }
        assertThat(Integer.parseInt(hosted.get("/asked-nothing").text())).isEqualTo(before + 1);
    }

    @Test
    void clientThatVanishesWithItsContentIsNotServed() throws Exception {
        try (RawClient client = hosted.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nonly this")
                    .reset();
        }
        assertThat(hosted.get("/known").text()).isEqualTo("hello");
        assertThat(log.records()).isEmpty();
    }

    /** As long as content comes, the application is not silent. */
    @Test
    void slowUploadMayTakeLongerThanTheTimeout() throws Exception {
        try (RawClient client = hosted.connect()) {
            int before = Integer.parseInt(hosted.get("/received").text());
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");
            for (int part = 1; part <= 4; part++) {
                client.send("x".repeat(5_000));
                int expected = before + part * 5_000;
                Await.until("it has come", () -> count("/received") >= expected);
                hosted.clock().pass(Duration.ofSeconds(part < 4 ? 40 : 1));
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private static int count(String path) {
        try {
            return Integer.parseInt(hosted.get(path).text());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The application need not work for nobody. */
    @Test
    void clientOfHttp2ThatGivesUpIsNoticed() throws Exception {
        int before = count("/given-up");
        int asked = count("/asked-silent");
        try (FrameClient client = FrameClient.connect(hosted.server().port()).begin()) {
            client.get(1, "/silent").send();
            Await.until("the application has been asked", () -> count("/asked-silent") > asked);
            client.rstStream(1, ErrorCode.CANCEL).send();
            Await.until("the application is told", () -> count("/given-up") > before);
        }
    }
}
