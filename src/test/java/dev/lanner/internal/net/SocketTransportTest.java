package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a socket can do that a {@link MemoryTransport} can't. */
class SocketTransportTest {
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
