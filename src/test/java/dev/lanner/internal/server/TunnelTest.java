package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Connections that HTTP has left. */
class TunnelTest {
    private static final String UPGRADE =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: other, echo\r\n\r\n";
    private static final int MUCH = 10_000_000;

    private static DuplexStream upgrade(HttpContext context) throws IOException {
        return context.features().require(UpgradeFeature.class).accept("echo");
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[MUCH];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void echoes() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    context.response().header("X-Tunnel", "1");
                    try (DuplexStream stream = upgrade(context)) {
                        for (int b = stream.input().read();
                                b >= 0;
                                b = stream.input().read()) {
                            stream.output().write(b);
                            stream.output().flush();
                        }
                    }
                });
                RawClient client = server.connect()) {
            RawClient.Answer answer = client.send(UPGRADE).read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("upgrade")).isEqualTo("echo");
            assertThat(answer.field("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(answer.field("x-tunnel")).isEqualTo("1");
            assertThat(answer.fields()).doesNotContainKeys("content-length", "transfer-encoding");
            for (int i = 0; i < 10; i++) {
                assertThat(client.send("ping " + i).exactly(6)).asString().isEqualTo("ping " + i);
            }
            assertThat(client.halfClose().rest()).isEmpty();
            server.awaitEnded(EndReason.UPGRADE_ENDED, 1);
        }
    }

    @Test
    void bytesThatCameWithTheRequestAreTheFirstOfTheTunnel() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    try (DuplexStream stream = upgrade(context)) {
                        stream.input().transferTo(stream.output());
                    }
                });
                RawClient client = server.connect()) {
            client.send(UPGRADE + "GET / HTTP/1.1\r\n\r\n").halfClose();
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.rest()).isEqualTo("GET / HTTP/1.1\r\n\r\n");
        }
    }

    /** The application had asked whether the client still waits, so somebody reads ahead when it takes over. */
    @Test
    void bytesThatWereReadAheadAreTheFirstOfTheTunnel() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        byte[] much = random(3);
        try (TestServer server = TestServer.start(context -> {
                    context.features().require(RequestLifetimeFeature.class).onAborted(() -> {});
                    asked.countDown();
                    Await.latch(sent);
                    try (DuplexStream stream = upgrade(context)) {
                        byte[] all = stream.input().readAllBytes();
                        stream.output().write(hash(all).getBytes(StandardCharsets.US_ASCII));
                    }
                });
                RawClient client = server.connect()) {
            client.send(UPGRADE);
            Await.latch(asked);
            client.send(java.util.Arrays.copyOf(much, 1_000));
            sent.countDown();
            client.send(java.util.Arrays.copyOfRange(much, 1_000, MUCH)).halfClose();
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.rest()).isEqualTo(hash(much));
        }
    }

    @Test
    void carriesMuchBothWaysAtOnce() throws Exception {
        byte[] up = random(1);
        byte[] down = random(2);
        AtomicReference<String> received = new AtomicReference<>();
        try (TestServer server = TestServer.start(context -> {
                    try (DuplexStream stream = upgrade(context)) {
                        Future<Integer> writer = Await.async(() -> {
                            for (int from = 0; from < MUCH; from += 7_919) {
                                stream.output().write(down, from, Math.min(7_919, MUCH - from));
                            }
                            stream.output().close();
                            return MUCH;
                        });
                        received.set(hash(stream.input().readAllBytes()));
                        Await.result(writer);
                    }
                });
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            Future<RawClient> sender = Await.async(() -> client.send(up).halfClose());
            byte[] got = client.in().readAllBytes();
            Await.result(sender);
            assertThat(hash(got)).isEqualTo(hash(down));
            server.awaitEnded(EndReason.UPGRADE_ENDED, 1);
            assertThat(received).hasValue(hash(up));
        }
    }

    @Test
    void connectIsATunnel() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    ConnectFeature connect = context.features().require(ConnectFeature.class);
                    assertThat(connect.isConnect()).isTrue();
                    String authority = context.request().authority();
                    try (DuplexStream stream = connect.accept()) {
                        stream.output().write((authority + "|").getBytes(StandardCharsets.US_ASCII));
                        stream.input().transferTo(stream.output());
                    }
                });
                RawClient client = server.connect()) {
            client.send("CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\n\r\n");
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).doesNotStartWith("Content-Length").doesNotStartWith("Transfer-Encoding");
            }
            assertThat(client.send("bytes").halfClose().rest()).isEqualTo("far.example:443|bytes");
        }
    }

    @Test
    void connectThatIsNotAcceptedIsAnOrdinaryRequest() throws Exception {
        try (TestServer server = TestServer.start(context -> context.response().status(405));
                RawClient client = server.connect()) {
            client.send("CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(405);
            assertThat(client.get("/").read().status()).isEqualTo(405);
        }
    }

    @Test
    void offerThatIsNotTakenIsIgnored() throws Exception {
        try (TestServer server = TestServer.start(context -> context.response()
                        .text(String.valueOf(
                                context.features().require(UpgradeFeature.class).isUpgradable())));
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().text()).isEqualTo("true");
            assertThat(client.get("/").read().text()).isEqualTo("false");
        }
    }

    @Test
    void onlyWhatWasOfferedCanBeTaken() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    UpgradeFeature upgrade = context.features().require(UpgradeFeature.class);
                    if (context.request().headers().contains(HeaderName.UPGRADE)) {
                        assertThatThrownBy(() -> upgrade.accept("unasked").close())
                                .isInstanceOf(IllegalArgumentException.class);
                    } else {
                        assertThatThrownBy(() -> upgrade.accept("echo").close())
                                .isInstanceOf(IllegalStateException.class);
                    }
                    context.response().text("fine");
                });
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().text()).isEqualTo("fine");
            assertThat(client.get("/").read().text()).isEqualTo("fine");
        }
    }

    @Test
    void applicationThatFailsInItsTunnelEndsIt() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    upgrade(context).output().write('x');
                    throw new IllegalStateException("on purpose");
                });
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            assertThat(client.rest()).isIn("x", "");
            server.awaitNoConnections();
        }
    }

    @Test
    void tunnelIsOfNoUseOnceItsRequestHasEnded() throws Exception {
        AtomicReference<DuplexStream> kept = new AtomicReference<>();
        try (TestServer server = TestServer.start(context -> kept.set(upgrade(context)));
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            assertThat(client.rest()).isEmpty();
            server.awaitNoConnections();
            assertThatThrownBy(() -> {
                        kept.get().output().write(new byte[100_000]);
                        kept.get().output().flush();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    /** What a client does to its connection is no failure of the application, which lets it pass. */
    @Test
    void clientThatResetsItsTunnelIsNotLogged() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        try (LogCapture log = LogCapture.of("lanner.app", Level.INFO);
                TestServer server = TestServer.start(context -> {
                    try (DuplexStream stream = upgrade(context)) {
                        stream.output().write(1);
                        stream.output().flush();
                        Await.latch(reset);
                        stream.input().readAllBytes();
                    }
                });
                TestServer writing = TestServer.start(context -> {
                    DuplexStream stream = upgrade(context);
                    while (true) {
                        stream.output().write(new byte[10_000]);
                    }
                })) {
            RawClient client = server.connect().send(UPGRADE);
            client.read();
            client.exactly(1);
            client.reset();
            reset.countDown();
            server.awaitNoConnections();

            RawClient reader = writing.connect().send(UPGRADE);
            reader.read();
            reader.reset();
            writing.awaitNoConnections();

            assertThat(log.texts()).isEmpty();
        }
    }

    @Test
    void failureOfTheApplicationInATunnelIsLogged() throws Exception {
        try (LogCapture log = LogCapture.of("lanner.app", Level.INFO);
                TestServer server = TestServer.start(context -> {
                    upgrade(context);
                    throw new IOException("its own");
                });
                RawClient client = server.connect()) {
            client.send(UPGRADE).read();
            assertThat(client.isAtEnd()).isTrue();
            server.awaitNoConnections();

            assertThat(log.texts()).containsExactly("c1-1: the application failed");
        }
    }
}
