package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.Refusal;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Who is let in, and whether each place is given back. */
class AdmissionTest {
    private static final String UPGRADE =
            "GET /echo HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    /** Does whatever its path says. */
    private static void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/echo" -> echo(context);
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/fail-late" -> {
                context.response().body().write(new byte[100_000]);
                throw new IllegalStateException("on purpose");
            }
            case "/large" -> context.response().bytes(new byte[1_000_000]);
            case "/abort" -> context.abort();
            case "/close" ->
                context.features().require(ConnectionLifetimeFeature.class).requestClose();
            case "/watched" ->
                context.features().require(RequestLifetimeFeature.class).aborted();
            default -> context.response().text(context.request().text());
        }
    }

    private static void echo(HttpContext context) throws IOException {
        try (DuplexStream stream =
                context.features().require(UpgradeFeature.class).accept("echo")) {
            byte[] some = new byte[1_000];
            for (int read = stream.input().read(some);
                    read >= 0;
                    read = stream.input().read(some)) {
                stream.output().write(some, 0, read);
                stream.output().flush();
            }
        }
    }

    /** Told so at once, whether it has asked for something or not. */
    private static void assertTurnedAway(RawClient client) throws IOException {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("retry-after")).isEqualTo("1");
        assertThat(answer.field("connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void turnedAwayWithoutAWord() throws Exception {
        try (TestServer server = TestServer.start(
                        limits -> limits.connections(1).refusal(Refusal.CLOSE), AdmissionTest::handle);
                RawClient first = server.connect()) {
            assertThat(first.get("/").read().status()).isEqualTo(200);
            try (RawClient second = server.connect()) {
                assertThat(second.isAtEnd()).isTrue();
            }
            server.awaitEnded(EndReason.TOO_MANY_CONNECTIONS, 1);
        }
    }

    /** Those who are turned away and stay hold a bounded number of threads, for a bounded time. */
    @Test
    void turnedAwayAndStaying() throws Exception {
        ManualClock clock = new ManualClock();
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .limits(Limits.builder().connections(1).build())
                .build();
        List<RawClient> staying = new ArrayList<>();
        try (TestServer server = TestServer.start(options, clock, AdmissionTest::handle);
                RawClient first = server.connect()) {
            assertThat(first.get("/").read().status()).isEqualTo(200);
            for (int i = 0; i < 300; i++) {
                staying.add(server.connect());
            }
            server.awaitEnded(EndReason.TOO_MANY_CONNECTIONS, 300);
            for (int i = 0; i < 256; i++) {
                assertThat(staying.get(i).read().status()).isEqualTo(503);
            }
            for (int i = 256; i < 300; i++) {
                assertThat(staying.get(i).isAtEnd())
                        .as("no answer for number " + i)
                        .isTrue();
            }
            // While they are kept, so is the server's side of their connections: what they send is not answered by a
            // reset.
            assertThat(staying.getFirst().trySend("x")).isTrue();
            clock.advance(Duration.ofSeconds(3));
            server.tick();
            Await.until("there is room again for who is turned away", () -> {
                try (RawClient another = server.connect()) {
                    return another.read().status() == 503;
                } catch (IOException closed) {
                    return false;
                }
            });
        } finally {
            for (RawClient client : staying) {
                client.close();
            }
        }
    }

    @Test
    void noMoreThanTheLimitAreServed() throws Exception {
        try (TestServer server = TestServer.start(limits -> limits.connections(2), AdmissionTest::handle);
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            assertThat(first.get("/").read().status()).isEqualTo(200);
            assertThat(second.get("/").read().status()).isEqualTo(200);

            try (RawClient third = server.connect()) {
                assertTurnedAway(third.get("/"));
            }
            server.awaitEnded(EndReason.TOO_MANY_CONNECTIONS, 1);
            assertThat(first.get("/").read().status())
                    .as("those inside notice nothing")
                    .isEqualTo(200);

            first.hangUp();
            server.awaitEnded(EndReason.CLIENT_CLOSED, 1);
            try (RawClient fourth = server.connect()) {
                assertThat(fourth.get("/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void noMoreThanTheLimitAreServedOfOneAddress() throws Exception {
        InetAddress other = RawClient.address(127, 0, 0, 2);
        Assumptions.assumeTrue(
                NetworkInterface.getByInetAddress(other) != null
                        || System.getProperty("os.name").equals("Linux"),
                "this machine has no 127.0.0.2");
        try (TestServer server = TestServer.start(limits -> limits.connectionsPerAddress(1), AdmissionTest::handle);
                RawClient first = server.connect()) {
            assertThat(first.get("/").read().status()).isEqualTo(200);

            try (RawClient second = server.connect()) {
                assertTurnedAway(second);
            }
            server.awaitEnded(EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS, 1);
            try (RawClient neighbour = RawClient.connectFrom(other, server.port())) {
                assertThat(neighbour.get("/").read().status()).isEqualTo(200);
            }

            first.hangUp();
            server.awaitNoConnections();
            try (RawClient third = server.connect()) {
                assertThat(third.get("/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void upgradedConnectionsHaveALimitOfTheirOwn() throws Exception {
        try (TestServer server = TestServer.start(
                        limits -> limits.connections(1).upgradedConnections(1), AdmissionTest::handle);
                RawClient first = server.connect()) {
            assertThat(first.send(UPGRADE).read().status()).isEqualTo(101);

            try (RawClient second = server.connect()) {
                assertThat(second.get("/").read().status())
                        .as("the upgraded one has given its plain place back")
                        .isEqualTo(200);
                assertThat(second.send(UPGRADE).read().status()).isEqualTo(503);
                assertThat(second.get("/").read().status())
                        .as("it is still an HTTP connection")
                        .isEqualTo(200);
                try (RawClient third = server.connect()) {
                    assertThat(third.read().status())
                            .as("and it has kept its place")
                            .isEqualTo(503);
                }

                assertThat(first.send("abc").exactly(3)).containsExactly('a', 'b', 'c');
                first.hangUp();
                server.awaitEnded(EndReason.UPGRADE_ENDED, 1);
                assertThat(second.send(UPGRADE).read().status()).isEqualTo(101);
                assertThat(server.connections().count()).isEqualTo(1);
            }
            server.awaitNoConnections();
        }
    }

    @Test
    void placeIsGivenBackOnceWhereAnUpgradeFailsAndIsTriedAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.start(limits -> limits.upgradedConnections(1), context -> {
                    context.response().onStarting(() -> {
                        calls.incrementAndGet();
                        throw new IOException("on purpose");
                    });
                    try {
                        context.features()
                                .require(UpgradeFeature.class)
                                .accept("echo")
                                .close();
                    } catch (IOException onPurpose) {
                        echo(context);
                    }
                });
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            assertThat(calls).hasValue(1);
            assertThat(server.connections().count()).isEqualTo(1);
            client.hangUp();
            server.awaitNoConnections();
        }
    }

    @Test
    void eachConnectionEndsForItsReason() throws Exception {
        try (TestServer server = TestServer.start(limits -> limits.requestsPerConnection(2), AdmissionTest::handle)) {
            end(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", EndReason.CLIENT_CLOSED);
            end(server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", EndReason.CLIENT_ASKED_TO_CLOSE);
            end(server, "GET / HTTP/1.0\r\n\r\n", EndReason.CLIENT_ASKED_TO_CLOSE);
            end(server, "GET /close HTTP/1.1\r\nHost: a\r\n\r\n", EndReason.APPLICATION_ASKED_TO_CLOSE);
            end(server, "GET /abort HTTP/1.1\r\nHost: a\r\n\r\n", EndReason.APPLICATION_ABORTED);
            end(server, "GET /fail-late HTTP/1.1\r\nHost: a\r\n\r\n", EndReason.APPLICATION_FAILED);
            end(server, "GET / HTTP/1.1\r\n\r\n", EndReason.PROTOCOL_VIOLATION);
            end(server, "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n", EndReason.REQUEST_TOO_LARGE);
            end(server, "GET / HT", EndReason.CLIENT_GONE);
            end(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", EndReason.CLIENT_GONE);
            end(
                    server,
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                    EndReason.REQUESTS_PER_CONNECTION);
            end(
                    server,
                    "POST /fail HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000),
                    EndReason.UNREAD_BODY_TOO_LONG);
            end(server, UPGRADE, EndReason.UPGRADE_ENDED);
            assertThat(server.edge().ended(EndReason.SERVER_ERROR)).isZero();
        }
    }

    private static void end(TestServer server, String request, EndReason reason) throws IOException {
        long before = server.edge().ended(reason);
        long all = server.ended();
        try (RawClient client = server.connect()) {
            client.send(request);
            client.halfClose();
            assertThat(client.isReset()).isIn(true, false);
        }
        Await.until(
                reason + " after " + request.substring(0, 8),
                () -> server.edge().ended(reason) == before + 1);
        assertThat(server.ended()).as("exactly one reason for each").isEqualTo(all + 1);
    }

    @Test
    void placesAreGivenBackHoweverConnectionsEnd() throws Exception {
        int threads = 50;
        int each = 40;
        try (TestServer server = TestServer.start(
                limits -> limits.connections(threads).connectionsPerAddress(threads), AdmissionTest::handle)) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Random random = new Random(thread);
                clients.add(Await.async(() -> {
                    for (int i = 0; i < each; i++) {
                        live(server, random);
                    }
                    return each;
                }));
            }
            for (Future<Integer> client : clients) {
                assertThat(Await.result(client)).isEqualTo(each);
            }
            Await.until("each has ended for a reason", () -> server.ended() == (long) threads * each);
            server.awaitNoConnections();
            assertThat(server.connections().running()).isZero();
            assertThat(server.edge().ended(EndReason.SERVER_ERROR)).isZero();

            List<RawClient> full = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                RawClient client = server.connect();
                full.add(client);
                assertThat(client.get("/").read().status()).as("place " + i).isEqualTo(200);
            }
            for (RawClient client : full) {
                client.hangUp();
            }
        }
    }

    /** A life of a connection, with an end of some kind. */
    private static void live(TestServer server, Random random) throws IOException {
        try (RawClient client = server.connect()) {
            switch (random.nextInt(12)) {
                case 0 -> client.get("/").read();
                case 1 -> client.send("GET / HT");
                case 2 -> client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
                case 3 -> client.send("nonsense\r\n\r\n").rest();
                case 4 -> client.get("/large").exactly(1_000);
                case 5 -> client.get("/fail").read();
                case 6 -> client.get("/fail-late").exactly(1_000);
                case 7 -> client.get("/abort").isReset();
                case 8 -> client.get("/close").rest();
                case 9 -> client.send(UPGRADE).send("abc");
                case 10 -> client.get("/watched").get("/watched").get("/large");
                default -> client.halfClose();
            }
            if (random.nextBoolean()) {
                client.reset();
            }
        } catch (IOException refusedOrReset) {
            // A place may not be free yet when the one before it is gone for its client.
        }
    }
}
