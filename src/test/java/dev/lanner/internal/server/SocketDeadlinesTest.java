package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.internal.net.SocketTransport;
import dev.lanner.internal.net.Traffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines and a blocked socket: time passes by a clock that the test turns, the blocking is real. */
class SocketDeadlinesTest {
    private static final int LARGE = 50_000_000;

    private final ManualClock clock = new ManualClock();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @TempDir
    Path folder;

    private interface Action {
        void run(HttpContext context) throws Exception;
    }

    /** A handler that notes how it ended. */
    private Handler noting(Action action) {
        return context -> {
            try {
                action.run(context);
            } catch (IOException | RuntimeException failed) {
                failure.set(failed);
                throw failed;
            } finally {
                done.countDown();
            }
        };
    }

    private void passUntilEnded(TestServer server, EndReason reason) {
        clock.advanceUntil("a connection has ended by " + reason, () -> server.ended() == 1);
        server.awaitEnded(reason, 1);
        server.awaitNoConnections();
    }

    @Test
    void clientThatNeverSendsAnythingIsClosed() throws Exception {
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            passUntilEnded(server, EndReason.REQUEST_HEAD_TIMEOUT);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void halfAHeadIsAnsweredByRequestTimeout() throws Exception {
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Half: ");
            passUntilEnded(server, EndReason.REQUEST_HEAD_TIMEOUT);
            assertThat(client.read().status()).isIn(408);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void drippingAHeadDoesNotHelp() throws Exception {
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n");
            clock.advanceUntil("the drip has ended", () -> {
                try {
                    client.send("X");
                } catch (IOException cut) {
                    return true;
                }
                return server.ended() == 1;
            });
            server.awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
        }
    }

    @Test
    void idleConnectionIsClosed() throws Exception {
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            passUntilEnded(server, EndReason.KEEP_ALIVE_TIMEOUT);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void slowContentIsAnsweredByRequestTimeout() throws Exception {
        try (TestServer server = TestServer.start(
                        clock, noting(context -> context.request().text()));
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nslow");
            passUntilEnded(server, EndReason.REQUEST_BODY_TOO_SLOW);
            assertThat(failure.get()).hasMessageContaining("BODY_TOO_SLOW");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void contentThatNobodyReadsAndThatNeverComesIsGivenUp() throws Exception {
        try (TestServer server =
                        TestServer.start(clock, context -> context.response().text("early"));
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nslow");
            assertThat(client.read().text()).isEqualTo("early");
            passUntilEnded(server, EndReason.DRAIN_TIMEOUT);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void clientThatNeverReadsItsResponseIsReset() throws Exception {
        try (TestServer server = TestServer.start(
                        clock, noting(context -> context.response().bytes(new byte[LARGE])));
                RawClient client = RawClient.connectNarrow(server.port())) {
            client.get("/");
            passUntilEnded(server, EndReason.RESPONSE_TOO_SLOW);
            Await.latch(done);
            assertThat(failure.get()).isInstanceOf(IOException.class);
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void clientThatStopsReadingInTheMiddleOfAFileIsReset() throws Exception {
        Path file = folder.resolve("large");
        try (FileChannel large =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            large.write(java.nio.ByteBuffer.wrap(new byte[1]), LARGE - 1);
            try (TestServer server = TestServer.start(clock, noting(context -> {
                        context.response().contentLength(LARGE);
                        context.features().require(ResponseBodyFeature.class).sendFile(large, 0, LARGE);
                    }));
                    RawClient client = RawClient.connectNarrow(server.port())) {
                client.get("/").exactly(1_000_000);
                passUntilEnded(server, EndReason.RESPONSE_TOO_SLOW);
                Await.latch(done);
                assertThat(failure.get()).isInstanceOf(IOException.class);
                assertThat(client.isReset()).isTrue();
                assertThat(large.isOpen())
                        .as("the application's file is its own to close")
                        .isTrue();
            }
        }
    }

    @Test
    void clientThatPipelinesAndNeverReadsIsReset() throws Exception {
        try (TestServer server =
                        TestServer.start(clock, context -> context.response().bytes(new byte[30_000]));
                RawClient client = RawClient.connectNarrow(server.port())) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.get("/");
                    }
                } catch (IOException cut) {
                    failure.set(cut);
                }
            });
            passUntilEnded(server, EndReason.RESPONSE_TOO_SLOW);
            sender.join();
            assertThat(failure.get()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tunnelWhosePeerNeverReadsIsReset() throws Exception {
        try (TestServer server = TestServer.start(
                        clock,
                        noting(context -> context.features()
                                .require(UpgradeFeature.class)
                                .accept("x")
                                .output()
                                .write(new byte[LARGE])));
                RawClient client = RawClient.connectNarrow(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            passUntilEnded(server, EndReason.RESPONSE_TOO_SLOW);
            Await.latch(done);
            assertThat(failure.get()).isInstanceOf(IOException.class);
        }
    }

    /** The time that passes while the application thinks, or while nothing is owed, is nobody's fault. */
    @Test
    void clientIsNotHeldToTheTimeThatTheApplicationTakes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        try (TestServer server = TestServer.start(clock, context -> {
                    entered.countDown();
                    Await.latch(release);
                    context.response().text("at last");
                });
                RawClient client = server.connect();
                RawClient idle = server.connect()) {
            client.get("/");
            Await.latch(entered);
            clock.advanceUntil("another connection has timed out", () -> server.ended() == 1);
            assertThat(idle.rest()).isEmpty();
            release.countDown();
            assertThat(client.read().text()).isEqualTo("at last");
        }
    }

    @Test
    void helloOfTlsIsAnsweredByAnAlertAtOnce() throws Exception {
        byte[] hello = {0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00};
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            client.send(hello);
            assertThat(client.exactly(7)).as("fatal, protocol_version").containsExactly(21, 3, 3, 0, 2, 2, 70);
            client.halfClose();
            assertThat(client.rest()).isEmpty();
            server.awaitEnded(EndReason.PROTOCOL_VIOLATION, 1);
        }
    }

    /** Half a preface is no request yet, and has as long as a head. */
    @Test
    void halfAPrefaceOfHttp2IsAnsweredByRequestTimeout() throws Exception {
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            client.send("PRI * HT");
            passUntilEnded(server, EndReason.REQUEST_HEAD_TIMEOUT);
            assertThat(client.isAtEnd() || client.rest().startsWith("TTP/1.1 408"))
                    .isTrue();
        }
    }

    @Test
    void prefaceOfHttp2IsAnsweredInItsLanguage() throws Exception {
        byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        try (TestServer server = TestServer.start(clock, context -> {});
                RawClient client = server.connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(settings);
            assertThat(client.exactly(9)[3]).as("the type of the first frame").isEqualTo((byte) 4);
        }
    }

    /** The system copies what it is given, so what it is given must be small, whatever the application's array is. */
    @Test
    void socketIsGivenSmallPieces() throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress(RawClient.V4, 0));
                SocketChannel one = SocketChannel.open(listening.getLocalAddress());
                SocketChannel other = listening.accept()) {
            SocketTransport transport = new SocketTransport(one, one.getLocalAddress(), new Traffic());
            assertThat(transport.write(new byte[LARGE], 0, LARGE)).isBetween(1, 131_072);
            SocketTransport reader = new SocketTransport(other, other.getLocalAddress(), new Traffic());
            byte[] target = new byte[LARGE];
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        transport.write(target, 0, 131_072);
                    }
                    transport.closeOutput();
                } catch (IOException failed) {
                    failure.set(failed);
                }
            });
            for (int read = reader.read(target, 0, LARGE); read >= 0; read = reader.read(target, 0, LARGE)) {
                assertThat(read).isBetween(1, 131_072);
            }
            writer.join();
            assertThat(failure).hasNullValue();
        }
    }
}
