package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that have been idle for a while keep no thread, and nobody can tell. */
class RestingTest {
    private static final Resting AT_ONCE = new Resting(0, Duration.ofMillis(1));

    private final ManualClock clock = new ManualClock();

    private static void handle(HttpContext context) throws IOException {
        Thread thread = Thread.currentThread();
        context.response()
                .text(thread.getName() + " " + thread.getContextClassLoader().getName() + " "
                        + context.request().path());
    }

    private TestServer start(boolean overTls, Resting resting) throws IOException {
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        ServerOptions.Builder options = ServerOptions.builder()
                .limits(Limits.builder()
                        .keepAliveTimeout(Duration.ofHours(3))
                        .connectionAge(Duration.ofDays(1))
                        .build())
                .http2(Http2Limits.builder().pingInterval(Duration.ofHours(2)).build());
        EdgeServer edge = new EdgeServer(
                (overTls
                                ? options.listen(Endpoint.https(
                                        "127.0.0.1", 0, TlsOptions.of(TlsTesting.certificate(clock.instant()))))
                                : options.listen(Endpoint.tcp("127.0.0.1", 0)))
                        .build(),
                clock,
                resting,
                Sharing.DEFAULT);
        edge.start(Pipeline.of(RestingTest::handle));
        return new TestServer(edge);
    }

    private static RawClient connect(TestServer server, boolean overTls) throws IOException {
        return overTls ? RawClient.connectSecured(server.port()) : server.connect();
    }

    private static void awaitResting(TestServer server, int count) {
        Await.until(count + " rest", () -> server.edge().resting() == count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servesWhoeverComesBack(boolean overTls) throws Exception {
        try (TestServer server = start(overTls, AT_ONCE);
                RawClient client = connect(server, overTls)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i).read().text()).isEqualTo("c1 app /" + i);
                awaitResting(server, 1);
            }
            assertThat(client.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\nGET /b HTTP/1.1\r\nHost: test\r\n\r\n")
                            .read()
                            .text())
                    .isEqualTo("c1 app /a");
            assertThat(client.read().text()).isEqualTo("c1 app /b");
        }
    }

    @Test
    void handsDownWhatTheStartingThreadHandsDown() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader("own", new URL[0], before)) {
            thread.setContextClassLoader(own);
            TestServer server = start(false, AT_ONCE);
            thread.setContextClassLoader(before);
            try (server;
                    RawClient client = server.connect()) {
                assertThat(client.get("/").read().text()).isEqualTo("c1 own /");
                awaitResting(server, 1);
                assertThat(client.get("/").read().text()).isEqualTo("c1 own /");
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noticesAClientThatGoes(boolean overTls) throws Exception {
        try (TestServer server = start(overTls, AT_ONCE)) {
            try (RawClient client = connect(server, overTls)) {
                client.get("/").read();
                awaitResting(server, 1);
            }
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
            server.awaitNoConnections();
            assertThat(server.edge().resting()).isZero();
        }
    }

    @Test
    void noticesAClientThatResets() throws Exception {
        try (TestServer server = start(false, AT_ONCE)) {
            try (RawClient client = server.connect()) {
                client.get("/").read();
                awaitResting(server, 1);
                client.reset();
            }
            server.awaitEnded(EndReason.CLIENT_GONE, 1);
            server.awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isClosedInOrderWhenItsTimeIsOver(boolean overTls) throws Exception {
        try (TestServer server = start(overTls, AT_ONCE);
                RawClient client = connect(server, overTls)) {
            client.get("/").read();
            awaitResting(server, 1);
            clock.advance(Duration.ofHours(3).plusSeconds(1));
            assertThat(client.rest()).isEmpty();
            server.awaitEnded(EndReason.KEEP_ALIVE_TIMEOUT, 1);
            server.awaitNoConnections();
        }
    }

    @Test
    void givesAHeadThatHasBegunItsTimeAndNoMore() throws Exception {
        try (TestServer server = start(false, AT_ONCE);
                RawClient client = server.connect()) {
            client.get("/").read();
            awaitResting(server, 1);
            client.send("GET / HT");
            Await.until("the head has begun", () -> server.edge().resting() == 0);
            client.send("TP/1.1\r\nHost: test\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            awaitResting(server, 1);
            client.send("GET / HT");
            Await.until("the head has begun", () -> server.edge().resting() == 0);
            clock.advance(Duration.ofHours(1));
            assertThat(client.read().status()).isEqualTo(408);
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stopEndsAllRestsInOrder(boolean overTls) throws Exception {
        List<Closeable> clients = new ArrayList<>();
        try (TestServer server = start(overTls, AT_ONCE)) {
            for (int i = 0; i < 30; i++) {
                RawClient client = connect(server, overTls);
                clients.add(client);
                client.get("/").read();
            }
            awaitResting(server, 30);
            Future<StopReport> report = TestServer.stopping(server.edge(), Duration.ofDays(1));
            for (Closeable client : clients) {
                assertThat(((RawClient) client).rest()).isEmpty();
            }
            assertThat(report.get().aborted()).isZero();
            server.awaitEnded(EndReason.SERVER_STOPPING, 30);
        } finally {
            for (Closeable client : clients) {
                client.close();
            }
        }
    }

    @Test
    void staysAsItIsWhereThereAreFewConnections() throws Exception {
        try (TestServer server = start(false, new Resting(1, Duration.ofMillis(1)));
                RawClient first = server.connect()) {
            first.get("/").read();
            try (RawClient second = server.connect()) {
                second.get("/").read();
                Await.until("the second rests", () -> server.edge().resting() > 0);
                first.get("/").read();
                awaitResting(server, 2);
            }
            Await.until("one is left", () -> server.open() == 1);
            first.get("/").read();
            Await.until("it waits with a thread", () -> server.edge().resting() == 0);
        }
    }

    // ---- HTTP/2 ---------------------------------------------------------------------------------------------------

    private static void ask(FrameClient client, int streamId) throws IOException {
        client.get(streamId, "/" + streamId).send();
        assertThat(client.await(FrameClient.HEADERS).status()).isEqualTo(200);
        Received content = client.await(FrameClient.DATA);
        while (!content.isEnd()) {
            content = client.await(FrameClient.DATA);
        }
    }

    private static FrameClient connectHttp2(TestServer server, boolean overTls) throws IOException {
        if (!overTls) {
            return FrameClient.connect(server.port()).begin();
        }
        SSLSocket socket =
                (SSLSocket) TlsTesting.trustingAll().getSocketFactory().createSocket("127.0.0.1", server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return FrameClient.over(socket).begin();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servesStreamAfterStream(boolean overTls) throws Exception {
        try (TestServer server = start(overTls, AT_ONCE);
                FrameClient client = connectHttp2(server, overTls)) {
            for (int streamId = 1; streamId < 40; streamId += 2) {
                ask(client, streamId);
                awaitResting(server, 1);
            }
        }
    }

    @Test
    void asksAClientThatRestsWhetherItIsThere() throws Exception {
        try (TestServer server = start(false, AT_ONCE);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            ask(client, 1);
            awaitResting(server, 1);
            clock.advance(Duration.ofHours(2).plusSeconds(1));
            Received ping = client.await(FrameClient.PING);
            assertThat(ping.isAck()).isFalse();
            client.ping(true, ping.payload()).send();
            ask(client, 3);
            awaitResting(server, 1);
            clock.advance(Duration.ofMinutes(59)); // the other one ran on
            ask(client, 5);
            awaitResting(server, 1);
            clock.advance(Duration.ofHours(2).plusSeconds(1));
            client.await(FrameClient.PING);
            clock.advance(Duration.ofMinutes(10));
            server.awaitEnded(EndReason.PING_UNANSWERED, 1);
            server.awaitNoConnections();
        }
    }

    @Test
    void endsInThreeStepsFromARest() throws Exception {
        try (TestServer server = start(false, AT_ONCE);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            ask(client, 1);
            awaitResting(server, 1);
            Future<StopReport> report = TestServer.stopping(server.edge(), Duration.ofDays(1));
            assertThat(client.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.NO_ERROR);
            Received ping = client.await(FrameClient.PING);
            client.ping(true, ping.payload()).send();
            assertThat(client.await(FrameClient.GOAWAY).lastStreamId()).isEqualTo(1);
            client.hangUp();
            assertThat(report.get().aborted()).isZero();
            server.awaitEnded(EndReason.SERVER_STOPPING, 1);
        }
    }
}
