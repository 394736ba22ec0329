package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.tls.RecordClient;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection among a few has a platform thread, and nobody can tell but by asking for it. */
class ThreadKindTest {
    /** After so many the kind may change. */
    private static final int REQUESTS = 64;

    /** More than are few, on any machine. */
    private static final int MANY = 9;

    /** More than sockets hold. */
    private static final byte[] LARGE = large();

    private final ManualClock clock = new ManualClock();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private static byte[] large() {
        byte[] content = new byte[16 << 20];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 251);
        }
        return content;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException forced) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpContext context) throws IOException {
        Thread thread = Thread.currentThread();
        switch (context.request().path()) {
            case "/large" -> context.response().bytes(LARGE);
            case "/wait" -> {
                waiting.countDown();
                await(new CountDownLatch(1));
            }
            default -> {
                if (context.request().path().equals("/held")) {
                    waiting.countDown();
                    await(released);
                }
                context.response()
                        .text((thread.isVirtual() ? "virtual " : "platform ")
                                + thread.getName()
                                + (thread.isDaemon() ? " " : " lasting ")
                                + context.request().path());
            }
        }
    }

    private TestServer start(boolean overTls) throws IOException {
        return start(new EdgeServer(options(overTls), clock));
    }

    private TestServer start(EdgeServer edge) throws IOException {
        edge.start(Pipeline.of(this::handle));
        return new TestServer(edge);
    }

    private ServerOptions options(boolean overTls) {
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        return ServerOptions.builder()
                .limits(Limits.builder()
                        .keepAliveTimeout(Duration.ofHours(3))
                        .connectionAge(Duration.ofDays(1))
                        .build())
                .listen(
                        overTls
                                ? Endpoint.https("127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(clock.instant())))
                                : Endpoint.tcp("127.0.0.1", 0))
                .build();
    }

    private static RawClient connect(TestServer server, boolean overTls) throws IOException {
        return overTls ? RawClient.connectSecured(server.port()) : server.connect();
    }

    /** Asks {@value #REQUESTS} times; the answers up to the path, each as often as it comes in a row. */
    private static List<String> ask(RawClient client) throws IOException {
        List<String> threads = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String answer = client.get("/" + i).read().text();
            assertThat(answer).endsWith(" /" + i);
            String thread = answer.substring(0, answer.lastIndexOf(' '));
            if (threads.isEmpty() || !threads.getLast().equals(thread)) {
                threads.add(thread);
            }
        }
        return threads;
    }

    /** One that has got a platform thread. */
    private static RawClient settled(TestServer server, boolean overTls) throws IOException {
        RawClient client = connect(server, overTls);
        assertThat(ask(client)).containsExactly("virtual c1");
        assertThat(client.get("/").read().text()).isEqualTo("platform c1 /");
        return client;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesWhereFewAreConnectedAndBackWhereManyAre(boolean overTls) throws Exception {
        List<RawClient> others = new ArrayList<>();
        try (TestServer server = start(overTls);
                RawClient client = connect(server, overTls)) {
            assertThat(ask(client)).containsExactly("virtual c1");
            assertThat(ask(client)).containsExactly("platform c1");
            assertThat(ask(client)).containsExactly("platform c1");
            while (others.size() < MANY) {
                RawClient other = connect(server, overTls);
                others.add(other);
                other.get("/").read();
            }
            assertThat(ask(client)).containsExactly("platform c1");
            assertThat(ask(client)).containsExactly("virtual c1");
            assertThat(ask(others.getLast())).containsExactly("virtual c10");
            assertThat(others.getLast().get("/").read().text()).isEqualTo("virtual c10 /");
        } finally {
            for (RawClient other : others) {
                other.close();
            }
        }
    }

    @Test
    void losesNothingOfWhatIsPipelined() throws Exception {
        try (TestServer server = start(false);
                RawClient client = server.connect()) {
            for (int more : new int[] {0, 1, 63, 64, 65, 128, 200}) {
                client.send(requests(0, REQUESTS + more));
                for (int i = 0; i < REQUESTS + more; i++) {
                    assertThat(client.read().text()).endsWith(" c1 /" + i);
                }
            }
        }
    }

    private static String requests(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "GET /" + i + " HTTP/1.1\r\nHost: test\r\n\r\n")
                .collect(Collectors.joining());
    }

    /** The last request before the change is still being answered when the next ones come. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingOfWhatComesMeanwhile(boolean overTls) throws Exception {
        try (TestServer server = start(overTls);
                RawClient client = connect(server, overTls)) {
            client.send(requests(0, REQUESTS - 1) + "GET /held HTTP/1.1\r\nHost: test\r\n\r\n");
            waiting.await();
            client.send(requests(REQUESTS, REQUESTS + 10));
            released.countDown();
            for (int i = 0; i < REQUESTS - 1; i++) {
                assertThat(client.read().text()).isEqualTo("virtual c1 /" + i);
            }
            assertThat(client.read().text()).isEqualTo("virtual c1 /held");
            for (int i = REQUESTS; i < REQUESTS + 10; i++) {
                assertThat(client.read().text()).isEqualTo("platform c1 /" + i);
            }
        }
    }

    @Test
    void handsDownWhatAThreadInherits() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        ClassLoader loader = new ClassLoader("own", null) {};
        EdgeServer edge = new EdgeServer(options(false), clock);
        edge.start(Pipeline.of(context -> {
            Thread thread = Thread.currentThread();
            if (context.request().path().equals("/0")) {
                thread.setContextClassLoader(loader);
                inherited.set("handed down");
            }
            context.response()
                    .text(thread.getContextClassLoader().getName() + " " + inherited.get() + " /"
                            + context.request().path().substring(1));
        }));
        try (TestServer server = new TestServer(edge);
                RawClient client = server.connect()) {
            assertThat(ask(client)).containsExactly("own handed down");
            assertThat(ask(client)).containsExactly("own handed down");
        }
    }

    @Test
    void endsTlsInOrder() throws Exception {
        try (TestServer server = start(true);
                RecordClient client = RecordClient.connect(server.port()).handshake()) {
            for (int i = 0; i < REQUESTS; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: " + RecordClient.NAME + "\r\n\r\n");
            }
            client.send("GET / HTTP/1.1\r\nHost: " + RecordClient.NAME + "\r\nConnection: close\r\n\r\n");
            StringBuilder answers = new StringBuilder();
            RecordClient.Received received = client.read();
            while (received.type() != RecordClient.ALERT) {
                if (received.type() == RecordClient.DATA) {
                    answers.append(new String(received.content(), StandardCharsets.ISO_8859_1));
                }
                received = client.read();
            }
            assertThat(answers.toString()).endsWith(" c1 /");
            assertThat(received.content()).as("close_notify").isEqualTo(new byte[] {1, 0});
            server.awaitEnded(EndReason.CLIENT_ASKED_TO_CLOSE, 1);
        }
    }

    @Test
    void leavesRequestsThatHaveTheirOwnThreadsAlone() throws Exception {
        try (TestServer server = start(EdgeServer.withThreadPerRequest(options(false)));
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client)).containsExactly("virtual c1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noticesAClientThatGoes(boolean overTls) throws Exception {
        try (TestServer server = start(overTls)) {
            settled(server, overTls).close();
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
            server.awaitNoConnections();
        }
    }

    @Test
    void noticesAClientThatResets() throws Exception {
        try (TestServer server = start(false);
                RawClient client = settled(server, false)) {
            client.reset();
            server.awaitEnded(EndReason.CLIENT_GONE, 1);
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isClosedInOrderWhenItsTimeIsOver(boolean overTls) throws Exception {
        try (TestServer server = start(overTls);
                RawClient client = settled(server, overTls)) {
            Await.until("it has ended", () -> {
                clock.advance(Duration.ofMinutes(1));
                return server.ended() > 0;
            });
            assertThat(client.rest()).isEmpty();
            server.awaitEnded(EndReason.KEEP_ALIVE_TIMEOUT, 1);
            server.awaitNoConnections();
        }
    }

    @Test
    void givesAHeadThatHasBegunItsTimeAndNoMore() throws Exception {
        try (TestServer server = start(false);
                RawClient client = settled(server, false)) {
            client.send("GET / HT");
            Await.until("it has ended", () -> {
                clock.advance(Duration.ofSeconds(1));
                return server.ended() > 0;
            });
            assertThat(client.read().status()).isEqualTo(408);
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stopEndsOneThatWaitsInOrder(boolean overTls) throws Exception {
        try (TestServer server = start(overTls);
                RawClient client = settled(server, overTls)) {
            Future<StopReport> report = TestServer.stopping(server.edge(), Duration.ofDays(1));
            assertThat(client.rest()).isEmpty();
            assertThat(report.get().aborted()).isZero();
            server.awaitEnded(EndReason.SERVER_STOPPING, 1);
        }
    }

    @Test
    void forceWakesItsApplication() throws Exception {
        try (TestServer server = start(false);
                RawClient client = settled(server, false)) {
            client.get("/wait");
            waiting.await();
            assertThat(server.edge().stop(Duration.ZERO).aborted()).isEqualTo(1);
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsMoreThanTheSocketHolds(boolean overTls) throws Exception {
        try (TestServer server = start(overTls);
                RawClient client = settled(server, overTls)) {
            client.get("/large");
            while (!client.line().isEmpty()) {
                // the head
            }
            byte[] content = new byte[LARGE.length];
            for (int from = 0; from < content.length; from += 1 << 16) {
                System.arraycopy(client.exactly(1 << 16), 0, content, from, 1 << 16);
            }
            assertThat(Arrays.equals(content, LARGE)).isTrue();
            assertThat(client.get("/").read().text()).isEqualTo("platform c1 /");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsAClientThatDoesNotRead(boolean overTls) throws Exception {
        try (TestServer server = start(overTls);
                RawClient client = settled(server, overTls)) {
            for (int i = 0; i < 8; i++) {
                client.get("/large");
            }
            Await.until("it has ended", () -> {
                clock.advance(Duration.ofSeconds(10));
                return server.edge().ended(EndReason.RESPONSE_TOO_SLOW) > 0;
            });
            server.awaitNoConnections();
        }
    }
}
