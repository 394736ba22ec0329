package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.ApplicationRule;
import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerMetrics;
import dev.lanner.feature.ServerMetricsFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.hpack.HpackRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.Http2Rule;
import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.internal.tls.TlsRule;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.Rule;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells about itself in figures, by what real connections make it do. */
class MetricsTest {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    /** Does whatever its path says. */
    private void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/wait" -> {
                waiting.incrementAndGet();
                Await.latch(goOn);
                context.response().text("waited");
            }
            case "/upgrade" -> {
                try (var stream =
                        context.features().require(UpgradeFeature.class).accept("echo")) {
                    stream.input().read();
                }
            }
            case "/rule" ->
                throw new BadRequestException(new MadeUp(context.request().query("name")), 400);
            default -> context.response().text(context.request().text());
        }
    }

    /** A rule as an application should not make them: a new one each time. */
    private record MadeUp(String name) implements Rule {
        @Override
        public String section() {
            return "nowhere";
        }
    }

    private static ServerMetrics metrics(TestServer server) {
        return server.edge().features().require(ServerMetricsFeature.class).metrics();
    }

    private static void await(String what, TestServer server, Predicate<ServerMetrics> condition) {
        Await.until(what, () -> condition.test(metrics(server)));
    }

    @Test
    void newServerHasDoneNothing() throws Exception {
        try (TestServer server = TestServer.start(this::handle)) {
            ServerMetrics metrics = metrics(server);

            assertThat(metrics.connections()).isEqualTo(new ServerMetrics.Connections(0, 0, 0, 0, 0));
            assertThat(metrics.requests()).isEqualTo(new ServerMetrics.Requests(0, 0, 0, 0));
            assertThat(metrics.http1()).isEqualTo(metrics.http2()).isEqualTo(new ServerMetrics.Protocol(0, 0, 0));
            assertThat(metrics.traffic()).isEqualTo(new ServerMetrics.Traffic(0, 0));
            assertThat(metrics.ended()).containsOnlyKeys(EndReason.values()).containsValue(0L);
            assertThat(metrics.faults()).isEmpty();
            assertThat(metrics.uselessWork()).isZero();
        }
    }

    @Test
    void connectionsAndRequestsByProtocol() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient http1 = server.connect();
                FrameClient http2 = FrameClient.connect(server.port()).begin()) {
            http1.get("/").read();
            http1.get("/").read();
            http1.get("/wait");
            http2.get(1, "/").get(3, "/wait").get(5, "/wait").send();
            ServerMetrics.Requests threeWait = new ServerMetrics.Requests(6, 3, 0, 0);
            await(
                    "three requests wait for the application",
                    server,
                    now -> now.requests().equals(threeWait));

            ServerMetrics now = metrics(server);
            assertThat(now.connections()).isEqualTo(new ServerMetrics.Connections(2, 2, 0, 0, 0));
            assertThat(now.http1()).isEqualTo(new ServerMetrics.Protocol(1, 1, 3));
            assertThat(now.http2()).isEqualTo(new ServerMetrics.Protocol(1, 1, 3));

            goOn.countDown();
            http1.read();
            http1.hangUp();
            await("they have been answered", server, later -> later.requests().active() == 0);
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
            ServerMetrics after = metrics(server);
            assertThat(after.connections().active()).isEqualTo(1);
            assertThat(after.http1()).isEqualTo(new ServerMetrics.Protocol(1, 0, 3));
            assertThat(after.http2()).isEqualTo(new ServerMetrics.Protocol(1, 1, 3));
            assertThat(after.ended()).containsEntry(EndReason.CLIENT_CLOSED, 1L);
        }
    }

    @Test
    void requestsThatWaitAndThoseThatAreRefused() throws Exception {
        try (TestServer server = TestServer.start(limits -> limits.requests(1).waitingRequests(1), this::handle);
                RawClient first = server.connect();
                RawClient second = server.connect();
                FrameClient third = FrameClient.connect(server.port()).begin()) {
            first.get("/wait");
            await("one runs", server, now -> now.requests().active() == 1);
            second.get("/wait");
            await("one waits", server, now -> now.requests().queued() == 1);
            third.get(1, "/").send();
            assertThat(third.await(FrameClient.HEADERS).status()).isEqualTo(503);

            assertThat(metrics(server).requests()).isEqualTo(new ServerMetrics.Requests(3, 1, 1, 1));
            goOn.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
        }
    }

    @Test
    void upgradedConnectionIsActiveAndItsRequestIsNot() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.send("GET /upgrade HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(101);

            assertThat(metrics(server).connections()).isEqualTo(new ServerMetrics.Connections(1, 1, 1, 0, 0));
            assertThat(metrics(server).requests()).isEqualTo(new ServerMetrics.Requests(1, 0, 0, 0));
            client.hangUp();
            server.awaitNoConnections();
            assertThat(metrics(server).connections()).isEqualTo(new ServerMetrics.Connections(1, 0, 0, 0, 0));
        }
    }

    @Test
    void whoIsTurnedAwayWasNotAccepted() throws Exception {
        try (TestServer server = TestServer.start(limits -> limits.connections(1), this::handle);
                RawClient first = server.connect()) {
            first.get("/").read();
            try (RawClient second = server.connect()) {
                assertThat(second.read().status()).isEqualTo(503);
            }

            assertThat(metrics(server).connections().accepted()).isEqualTo(1);
            assertThat(metrics(server).ended()).containsEntry(EndReason.TOO_MANY_CONNECTIONS, 1L);
        }
    }

    @Test
    void faultsByRuleInBothProtocols() throws Exception {
        try (TestServer server = TestServer.start(this::handle)) {
            for (int i = 0; i < 2; i++) {
                try (RawClient client = server.connect()) {
                    client.send("GET / HTTP/1.1\r\n\r\n").read();
                }
            }
            try (FrameClient client = FrameClient.connect(server.port()).begin()) {
                client.windowUpdate(0, 0).send();
                client.await(FrameClient.GOAWAY);
            }
            server.awaitEnded(EndReason.PROTOCOL_VIOLATION, 3);

            assertThat(metrics(server).faults())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("HOST_MISSING", 2L, "WINDOW_UPDATE_ZERO", 1L));
            assertThat(metrics(server).requests().started()).isZero();
        }
    }

    /** What is kept for each rule must not grow with what clients send. */
    @Test
    void rulesThatAnApplicationMakesUpAreOne() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/rule?name=R" + i).read().status()).isEqualTo(400);
            }

            assertThat(metrics(server).faults()).isEqualTo(Map.of("OTHER", 10L));
        }
    }

    @Test
    void namesOfRulesAreUnique() {
        List<String> names = Stream.of(
                        HttpRule.values(),
                        Http1Rule.values(),
                        Http2Rule.values(),
                        HpackRule.values(),
                        TlsRule.values(),
                        ApplicationRule.values())
                .flatMap(Arrays::stream)
                .map(Enum::name)
                .toList();

        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    }

    @Test
    void pointsOfTheBudgetAndWhomItCost() throws Exception {
        try (TestServer server = TestServer.start(this::handle);
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.ping(false, new byte[8]).send();
            client.await(FrameClient.PING);
            assertThat(metrics(server).uselessWork())
                    .as("the acknowledgement of our SETTINGS, and PING")
                    .isEqualTo(2);

            for (int i = 0; i < 5_000; i++) {
                client.ping(false, new byte[8]);
            }
            client.send();
            server.awaitEnded(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(metrics(server).uselessWork()).isGreaterThan(1_000);
            assertThat(metrics(server).faults()).isEqualTo(Map.of("TOO_MUCH_USELESS_WORK", 1L));
        }
    }

    @Test
    void everyByteOnTheWire() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";
        try (TestServer server = TestServer.start(this::handle);
                RawClient client = server.connect()) {
            client.send(request + request).halfClose();
            String answers = client.rest();

            assertThat(metrics(server).traffic())
                    .isEqualTo(new ServerMetrics.Traffic(2L * request.length(), answers.length()));
        }
    }

    @Test
    void handshakesAndTheirFaults(@TempDir Path folder) throws Exception {
        OpenSsl openssl = OpenSsl.in(folder).certificate("a", "a.test");
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.https(
                        "127.0.0.1",
                        0,
                        TlsOptions.of(CertificateSource.pem(openssl.file("a.pem"), openssl.file("a.key")))))
                .limits(Limits.DEFAULT)
                .build();
        try (TestServer server = TestServer.start(options, this::handle);
                RawClient silent = server.connect()) {
            await("one shakes hands", server, now -> now.connections().activeTlsHandshakes() == 1);
            silent.send("neither TLS nor HTTP\r\n").isAtEnd();
            server.awaitEnded(EndReason.TLS_HANDSHAKE_FAILED, 1);
            try (SSLSocket socket = secured(server)) {
                ServerMetrics now = metrics(server);
                assertThat(now.connections()).isEqualTo(new ServerMetrics.Connections(2, 1, 0, 0, 0));
                assertThat(now.faults()).isEqualTo(Map.of("NOT_TLS", 1L));
                assertThat(now.traffic().received()).isGreaterThan(100);
                socket.setSoLinger(true, 0);
            }
        }
    }

    private static SSLSocket secured(TestServer server) throws IOException {
        var socket = (SSLSocket) TlsTesting.trustingAll().getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        Await.until(
                "the server has its last message", () -> metrics(server).http1().activeConnections() == 1);
        return socket;
    }

    /** Whatever becomes of connections, each one that was accepted has ended for one reason or is active. */
    @Test
    void everyConnectionHasItsEnd() throws Exception {
        try (TestServer server = TestServer.start(this::handle)) {
            for (int i = 0; i < 50; i++) {
                try (RawClient client = server.connect()) {
                    switch (i % 5) {
                        case 0 -> client.get("/").read();
                        case 1 -> client.send("GET / HT");
                        case 2 -> client.send("nonsense\r\n\r\n").isAtEnd();
                        case 3 -> client.reset();
                        default -> client.post("/", "content").halfClose().rest();
                    }
                }
            }
            try (RawClient open = server.connect()) {
                open.get("/").read();
                await(
                        "the others have ended",
                        server,
                        now -> now.connections().accepted() == 51
                                && now.connections().active() == 1);
                ServerMetrics now = metrics(server);
                long ended =
                        now.ended().values().stream().mapToLong(Long::longValue).sum();
                assertThat(now.connections().accepted()).isEqualTo(ended + 1);
            }
        }
    }
}
