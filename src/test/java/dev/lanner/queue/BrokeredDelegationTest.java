package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.kit.WebSocketKey;
import dev.lanner.server.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that nobody has touched goes to another process's queue: two servers behind one broker, as if in two processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokeredDelegationTest {
    private static final String LARGE = "0123456789abcdef".repeat(65_536);

    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final Semaphore arrived = new Semaphore(0);
    private Brokered brokered;
    private Server first;
    private Server second;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        brokered = Brokered.start(folder.resolve("b"));
        first = brokered.attach(brokered.queue("first", "/first/").build(), this::first);
        second = brokered.attach(brokered.queue("second", "/second/").build(), this::second);
    }

    @AfterAll
    void stop() throws IOException {
        first.stop(Duration.ZERO);
        second.stop(Duration.ZERO);
        brokered.close();
    }

    private void first(HttpContext context) throws Exception {
        DelegationFeature delegation = context.features().require(DelegationFeature.class);
        context.response().status(299).header("X-First", "1");
        switch (context.request().path()) {
            case "/read" -> context.request().bytes();
            case "/written" -> context.response().body().write('a');
            case "/unknown" -> {
                for (String name : new String[] {"third", "nameless 1", "", "x".repeat(10_000)}) {
                    assertThatThrownBy(() -> delegation.delegate(name))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("there is no queue \"" + name + "\" to delegate to");
                }
                context.response().text("not delegated");
                return;
            }
            case "/forged" -> {
                context.response()
                        .status(421)
                        .header("Lanner-Delegate", "second")
                        .text("own");
                return;
            }
            case "/answers-first" -> {
                answerFirst(context);
                return;
            }
            case "/shown" -> {
                context.response()
                        .text(context.request().text().length() + " "
                                + context.request().headers());
                return;
            }
            default -> assertThat(delegation.isPossible()).isTrue();
        }
        try {
            delegation.delegate("second");
        } catch (IllegalStateException touched) {
            problems.add(touched.getMessage());
            return;
        }
        assertThat(delegation.isPossible()).as("once is enough").isFalse();
        if (context.request().path().equals("/goes-on")) {
            context.response().text("goes on");
        }
    }

    /** The head before the content is read: it has not asked for that, and waits for it. */
    private static void answerFirst(HttpContext context) throws IOException {
        context.response().body().write('a');
        context.response().body().flush();
        InputStream content = context.request().body();
        context.response().body().write(("" + content.readAllBytes().length).getBytes(StandardCharsets.US_ASCII));
    }

    private void second(HttpContext context) throws Exception {
        DelegationFeature delegation = context.features().require(DelegationFeature.class);
        if (context.request().pathBase().equals("/second")) {
            assertThat(delegation.isPossible()).isTrue();
            context.response().text("not delegated");
            return;
        }
        assertThatThrownBy(() -> delegation.delegate("first"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("or it was delegated before");
        switch (context.request().path()) {
            case "/refuses" -> context.response().status(403).text("no");
            case "/waits" -> {
                arrived.release();
                Await.latch(reading);
                context.response().text(context.request().text());
            }
            case "/socket" -> {
                String key = context.request().header("Sec-WebSocket-Key");
                context.response().header("Sec-WebSocket-Accept", WebSocketKey.accepted(key));
                echo(context, "websocket");
            }
            case "/switches" -> echo(context, "echo");
            default -> {
                String text = context.request().text();
                String trailers = context.features()
                        .require(RequestTrailersFeature.class)
                        .trailers()
                        .toString();
                context.response()
                        .text("second " + context.request().pathBase() + " "
                                + context.request().path() + " "
                                + (text.length() > 100 ? text.equals(LARGE) : text) + " " + trailers);
            }
        }
    }

    private static void echo(HttpContext context, String protocol) throws IOException {
        try (DuplexStream stream =
                context.features().require(UpgradeFeature.class).accept(protocol)) {
            stream.output().write(stream.input().readNBytes(3));
            stream.output().flush();
        }
    }

    private RawClient.Answer send(String target, String content) throws IOException {
        try (RawClient client = brokered.connect()) {
            return client.post(target, content).read();
        }
    }

    @Test
    void otherProcessAnswers() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer = send("/first/x", "content");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).startsWith("second /first /x content ");
            assertThat(answer.fields()).doesNotContainKeys("x-first", "lanner-delegate");
            assertThat(brokered.get("/first/x?y")).startsWith("200 second /first /x  ");
        }
        assertThat(brokered.get("/second/x")).isEqualTo("200 not delegated");
    }

    @Test
    void largeContentComesWhole() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(send("/first/x", LARGE).text()).startsWith("second /first /x true ");
        }
    }

    @Test
    void chunksAndTrailersComeWhole() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.send("POST /first/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("7\r\ncontent\r\n0\r\nX-Sum: 5\r\n\r\n");
            assertThat(client.read().text())
                    .startsWith("second /first /x content ")
                    .contains("X-Sum: 5");
        }
    }

    @Test
    void clientIsAskedWhenSomebodyReads() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.send("POST /first/waits HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            arrived.acquire();
            assertThat(client.in().available()).as("nobody reads").isZero();
            reading.countDown();
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("asked").read().text()).isEqualTo("asked");
        }
    }

    @Test
    void clientIsNotAskedForWhatNobodyReads() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.send("POST /first/refuses HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(403);
        }
    }

    /** What broker and process say to each other about content is not seen. */
    @Test
    void expectationIsShownAsTheClientHadIt() throws Exception {
        assertThat(send("/first/shown", LARGE).text()).startsWith("1048576 ").doesNotContain("Expect", "Lanner");
        try (RawClient client = brokered.connect()) {
            String forged = "Lanner-Withheld: 1\r\nLanner-Delegable: 1\r\nLanner-Delegate: second\r\n";
            client.send("POST /first/shown HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n"
                    + forged + "\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("asked").read().text())
                    .startsWith("5 ")
                    .contains("Expect: 100-continue")
                    .doesNotContain("Lanner");
        }
    }

    /** Who answers before it reads can't ask any more, and gets the content all the same. */
    @Test
    void contentComesToWhoAnswersFirst() throws Exception {
        assertThat(send("/first/answers-first", LARGE).text()).isEqualTo("a1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/read", "/written"})
    void touchedRequestStaysWhereItIs(String path) throws Exception {
        problems.clear();
        assertThat(send("/first" + path, "content").status()).isEqualTo(299);
        assertThat(send("/first" + path, LARGE).status()).isEqualTo(299);
        String problem = "the request can't be delegated: its content was read, its response begun,"
                + " or it was delegated before";
        assertThat(problems).containsExactly(problem, problem);
    }

    @Test
    void unknownQueue() throws Exception {
        assertThat(send("/first/unknown", "").text()).isEqualTo("not delegated");
    }

    @Test
    void applicationThatGoesOnAllTheSame() throws Exception {
        assertThat(send("/first/goes-on", "").status()).isEqualTo(500);
    }

    @Test
    void applicationThatSetsTheFieldItself() throws Exception {
        RawClient.Answer answer = send("/first/forged", "");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.text()).isEqualTo("own");
        assertThat(answer.fields()).doesNotContainKey("lanner-delegate");
    }

    @Test
    void upgrades() throws Exception {
        try (RawClient client = brokered.connect()) {
            client.send("GET /first/switches HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(new String(client.send("abc").exactly(3), StandardCharsets.US_ASCII))
                    .isEqualTo("abc");
        }
    }

    @Test
    void webSocketsOverHttp2() throws Exception {
        try (FrameClient client = FrameClient.connect(brokered.port()).begin()) {
            client.connect(1, "websocket", "/first/socket").send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(200);
            client.data(1, "abc", false).send();
            assertThat(client.await(FrameClient.DATA).text()).isEqualTo("abc");
        }
    }

    @Test
    void overHttp2() throws Exception {
        try (FrameClient client = FrameClient.connect(brokered.port()).begin()) {
            client.post(1, "/first/x")
                    .data(1, "content", false)
                    .trailers(1, "x-sum", "5")
                    .send();
            assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(200);
            assertThat(client.await(FrameClient.DATA).text())
                    .startsWith("second /first /x content ")
                    .containsIgnoringCase("x-sum: 5");
        }
    }
}
