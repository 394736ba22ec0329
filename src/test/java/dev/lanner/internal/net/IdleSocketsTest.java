package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket that rests, without a server around it. */
class IdleSocketsTest {
    private static final int MUCH = 20_000_000;

    private final IdleSockets idle = new IdleSockets(() -> true, Duration.ofMillis(1));
    private final AtomicInteger ended = new AtomicInteger();
    private SocketChannel client;
    private SocketTransport transport;

    @BeforeEach
    void connect() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(any)) {
            client = SocketChannel.open(listening.getLocalAddress());
            transport = new SocketTransport(listening.accept(), listening.getLocalAddress(), new Traffic(), idle);
        }
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        transport.close();
        idle.close();
    }

    private boolean rest() {
        return transport.rest(ended::incrementAndGet);
    }

    private void awaitEnd() {
        Await.until("the rest has ended", () -> ended.get() == 1);
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(call)).isInstanceOf(IOException.class);
    }

    @Test
    void whatComesEndsARestOnce() throws Exception {
        byte[] target = new byte[10];
        assertThat(transport.readUnlessIdle(target, 0, 10, true)).isZero();
        assertThat(rest()).isTrue();
        assertThat(idle.count()).isEqualTo(1);
        client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        awaitEnd();
        assertThat(transport.readUnlessIdle(target, 0, 10, true)).isEqualTo(3);
        assertThat(transport.readUnlessIdle(target, 0, 10, true)).isZero();
        assertThat(idle.count()).isZero();
        assertThat(ended).hasValue(1);
    }

    @Test
    void theEndOfThePeerEndsIt() throws Exception {
        rest();
        client.close();
        awaitEnd();
        assertThat(transport.readUnlessIdle(new byte[1], 0, 1, true)).isEqualTo(-1);
    }

    @Test
    void whatWakesAReaderEndsIt() throws Exception {
        rest();
        transport.closeInput();
        awaitEnd();
        assertThat(transport.readUnlessIdle(new byte[1], 0, 1, true)).isEqualTo(-1);
        assertThat(transport.write(new byte[1], 0, 1)).isEqualTo(1);
    }

    @Test
    void closingEndsIt() {
        rest();
        transport.close();
        awaitEnd();
        assertClosed(() -> transport.read(new byte[1], 0, 1));
    }

    @Test
    void resettingEndsIt() {
        rest();
        transport.reset();
        awaitEnd();
        assertClosed(() -> client.read(ByteBuffer.allocate(1)));
    }

    @Test
    void aClosedSocketDoesNotRest() {
        transport.close();
        assertThat(rest()).isFalse();
        assertThat(ended).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesGoOnMeanwhileAndWaitForRoom(boolean inParts) throws Exception {
        rest();
        transport.write(new byte[1], 0, 1);
        assertThat(ended).hasValue(0);
        byte[] much = new byte[MUCH];
        CountDownLatch written = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                for (int at = 0; at < MUCH; ) {
                    at += inParts
                            ? transport.write(new ByteBuffer[] {ByteBuffer.wrap(much, at, MUCH - at)}, 0)
                            : transport.write(much, at, MUCH - at);
                }
                written.countDown();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        awaitEnd();
        ByteBuffer received = ByteBuffer.allocate(MUCH + 1);
        while (received.hasRemaining() && client.read(received) >= 0) {}
        Await.latch(written);
        assertThat(received.position()).isEqualTo(MUCH + 1);
    }

    @Test
    void theEndOfAllEndsEachAndAllowsNoMore() throws Exception {
        rest();
        idle.close();
        awaitEnd();
        assertThat(rest()).isFalse();
        client.write(ByteBuffer.wrap(new byte[] {7}));
        byte[] target = new byte[1];
        assertThat(transport.read(target, 0, 1)).isEqualTo(1);
        assertThat(target[0]).isEqualTo((byte) 7);
        assertThat(ended).hasValue(1);
    }

    @Test
    void withoutAPlaceItReadsForEver() throws Exception {
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel other = SocketChannel.open(listening.getLocalAddress())) {
            SocketTransport plain = new SocketTransport(listening.accept(), listening.getLocalAddress(), new Traffic());
            assertThat(plain.rest(ended::incrementAndGet)).isFalse();
            other.shutdownOutput();
            assertThat(plain.readUnlessIdle(new byte[1], 0, 1, true)).isEqualTo(-1);
            plain.close();
        }
    }

    @Test
    void manyRestsAndEndsAtOnceLoseNobody() throws Exception {
        for (int i = 1; i <= 2_000; i++) {
            int round = i;
            assertThat(rest()).isTrue();
            Thread other = Thread.ofVirtual().start(() -> {
                if (round % 2 == 0) {
                    transport.endRest();
                }
            });
            if (round % 2 == 1 || round % 3 == 0) {
                client.write(ByteBuffer.wrap(new byte[] {1}));
            }
            Await.until("round " + round, () -> ended.get() == round);
            other.join();
            if (round % 2 == 1 || round % 3 == 0) {
                assertThat(transport.read(new byte[1], 0, 1)).isEqualTo(1);
            }
        }
        assertThat(idle.count()).isZero();
    }

    @Test
    void closingAtAnyMomentEndsIt() throws Exception {
        for (int i = 1; i <= 500; i++) {
            close();
            connect();
            int before = ended.get();
            SocketTransport mine = transport;
            Thread other = Thread.ofVirtual().start(mine::close);
            boolean rests = rest();
            other.join();
            if (rests) {
                Await.until("the rest has ended", () -> ended.get() == before + 1);
            }
            assertThat(ended).hasValue(before + (rests ? 1 : 0));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> mine.read(new byte[1], 0, 1)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }
}
