package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket can do that a {@link MemoryTransport} can't. */
class SocketTransportTest {
    /** From parts smaller and larger than what goes at once, with whatever room the socket has. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 131_071, 131_072, 200_000})
    void partsComeOneBehindTheOther(int firstLength) throws Exception {
        byte[] content = random(3_000_000);
        ByteBuffer[] parts = {
            ByteBuffer.wrap(new byte[5]), // is not looked at
            ByteBuffer.wrap(content, 5, firstLength),
            ByteBuffer.wrap(content, 5 + firstLength, 9),
            ByteBuffer.wrap(content, 14 + firstLength, 16_384),
            ByteBuffer.wrap(content, 16_398 + firstLength, content.length - 16_398 - firstLength)
        };
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(any);
                SocketChannel client = SocketChannel.open(listening.getLocalAddress())) {
            Traffic traffic = new Traffic();
            SocketTransport transport = new SocketTransport(listening.accept(), listening.getLocalAddress(), traffic);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int first = 1; first < parts.length; ) {
                        int before = remaining(parts);
                        assertThat(transport.write(parts, first)).isPositive().isEqualTo(before - remaining(parts));
                        while (first < parts.length && !parts[first].hasRemaining()) {
                            first++;
                        }
                    }
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
                transport.close();
            });
            byte[] received = client.socket().getInputStream().readAllBytes();
            writer.join();
            assertThat(received).isEqualTo(Arrays.copyOfRange(content, 5, content.length));
            assertThat(traffic.sent()).isEqualTo(received.length);
            assertThat(parts[0].remaining()).isEqualTo(5);
        }
    }

    private static int remaining(ByteBuffer[] parts) {
        return Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** An interrupt is the application's; the channel would close itself for it. */
    @Test
    void readsIntoAnyBufferWhileInterrupted() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(any);
                SocketChannel client = SocketChannel.open(listening.getLocalAddress())) {
            Traffic traffic = new Traffic();
            Transport transport = new ReplayTransport(
                    new byte[] {'a', 'b', 'c'},
                    new SocketTransport(listening.accept(), listening.getLocalAddress(), traffic));
            client.write(ByteBuffer.wrap(new byte[] {'d', 'e', 'f', 'g', 'h'}));
            ByteBuffer direct = ByteBuffer.allocateDirect(8).position(1).limit(3);
            assertThat(transport.read(direct)).isEqualTo(2); // what was read before
            Thread.currentThread().interrupt();
            assertThat(transport.read(direct.limit(6))).isEqualTo(1);
            assertThat(transport.read(direct)).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
            byte[] got = new byte[5];
            direct.flip().position(1).get(got);
            assertThat(new String(got, StandardCharsets.US_ASCII)).isEqualTo("abcde");
            ByteBuffer part = ByteBuffer.allocate(9).slice(2, 2);
            assertThat(transport.read(part)).isEqualTo(2);
            assertThat(part.array()[3]).isEqualTo((byte) 'g');
            assertThat(traffic.received()).isEqualTo(4);
            client.shutdownOutput();
            assertThat(transport.read(direct.limit(7))).isEqualTo(1);
            assertThat(transport.read(direct.limit(8))).isEqualTo(-1);
            transport.close();
        }
    }

    @Test
    void sendsFilesItself(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "0123456789");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(any);
                SocketChannel client = SocketChannel.open(listening.getLocalAddress());
                FileChannel channel = FileChannel.open(file)) {
            Traffic traffic = new Traffic();
            SocketTransport transport = new SocketTransport(listening.accept(), listening.getLocalAddress(), traffic);

            assertThat(transport.writeFile(channel, 2, 5)).isEqualTo(5);
            assertThat(channel.position()).isZero();
            assertThat(traffic.sent()).isEqualTo(5);

            transport.close();
            ByteBuffer received = ByteBuffer.allocate(100);
            for (int read = 0; read >= 0; read = client.read(received)) {}
            assertThat(new String(received.array(), 0, received.position(), StandardCharsets.US_ASCII))
                    .isEqualTo("23456");
        }
    }
}
