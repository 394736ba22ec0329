package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process at a broker that says what it is told, byte for byte. */
final class RawProcess implements Closeable {
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final RawClient control;
    private final ServerSocketChannel listening;

    private RawProcess(RawClient control, ServerSocketChannel listening) {
        this.control = control;
        this.listening = listening;
    }

    /** Makes the queue {@code name} with the prefix {@code /name/}; it has one place, and {@link Verbosity#FULL}. */
    static RawProcess attach(Brokered brokered, String name) throws IOException {
        RawClient control = RawClient.connect(UnixDomainSocketAddress.of(brokered.socket()));
        RawClient.Answer answer = control.send("GET / HTTP/1.1\r\nHost: broker\r\nConnection: Upgrade\r\n"
                        + "Upgrade: lanner-queue\r\nLanner-Queue: " + name + "\r\nLanner-Mode: create\r\n"
                        + "Lanner-Prefix: " + Claim.encoded("http://+:" + brokered.port() + "/" + name + "/") + "\r\n"
                        + "Lanner-Limit: 1\r\nLanner-Timeout-Millis: 60000\r\nLanner-Verbosity: full\r\n"
                        + "Lanner-Requests: 1\r\nLanner-Token: " + TOKEN + "\r\n\r\n")
                .read();
        assertThat(answer.status()).isEqualTo(101);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(Path.of(Claim.decoded(answer.field("lanner-socket")))));
        RawProcess process = new RawProcess(control, listening);
        assertThat(process.ask("ready")).startsWith("serving ");
        return process;
    }

    /** Says a line to the broker; gives its answer. */
    String ask(String line) throws IOException {
        control.send(line + "\n");
        StringBuilder answer = new StringBuilder();
        for (int b = control.in().read(); b != '\n'; b = control.in().read()) {
            assertThat(b).as(answer.toString()).isNotNegative();
            answer.append((char) b);
        }
        return answer.toString();
    }

    /** A connection by which the broker passes requests on. */
    Passed accept() throws IOException {
        SocketChannel channel = listening.accept();
        return new Passed(channel, Channels.newInputStream(channel));
    }

    /** What the broker sends, and what it is answered. */
    record Passed(SocketChannel channel, InputStream in) implements Closeable {
        /** The head of a request, with the empty line. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                assertThat(b).as(head.toString(StandardCharsets.ISO_8859_1)).isNotNegative();
                head.write(b);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        void answer(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Hands the request on, as an attached server does. */
        void delegate(String queue) throws IOException {
            answer("HTTP/1.1 421 Misdirected Request\r\nLanner-Delegate: " + TOKEN + " " + queue
                    + "\r\nContent-Length: 0\r\n\r\n");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        control.close();
    }
}
