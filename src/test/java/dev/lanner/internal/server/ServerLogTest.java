package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says of itself: where it listens, and where it has failed. */
class ServerLogTest {
    private static final Handler HELLO = context -> context.response().text("hello");

    @Test
    void oneLineForEachEndpoint() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .listen(Endpoint.localhost(0))
                .build();
        try (LogCapture log = LogCapture.of("lanner.server", Level.INFO);
                TestServer server = TestServer.start(options, HELLO)) {
            assertThat(log.texts())
                    .containsExactlyElementsOf(TestServer.addresses(server.edge()).stream()
                            .map(url -> "listening on " + url)
                            .toList());
            assertThat(log.records()).extracting(LogRecord::getLevel).containsOnly(Level.INFO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "0.0.0.0", "::"})
    void everyAddressIsNamedSoThatItCanBeClicked(String host) throws Exception {
        ServerOptions options =
                ServerOptions.builder().listen(Endpoint.tcp(host, 0)).build();
        try (LogCapture log = LogCapture.of("lanner.server", Level.INFO);
                TestServer server = TestServer.start(options, HELLO)) {
            String url = TestServer.addresses(server.edge()).getFirst();
            assertThat(log.texts())
                    .containsExactly("listening on " + url + ", here http://localhost:"
                            + url.substring(url.lastIndexOf(':') + 1));
        }
    }

    /** A start that fails leaves nothing open, also where the log is to blame, which comes last. */
    @Test
    void aLogThatFailsMakesTheStartFailAndClosesWhatWasOpened() {
        Logger logger = Logger.getLogger("lanner.server");
        BrokenHandler broken = new BrokenHandler();
        EdgeServer edge = new EdgeServer(
                ServerOptions.builder().listen(Endpoint.tcp("127.0.0.1", 0)).build());
        logger.addHandler(broken);
        try {
            assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no room for the line");
        } finally {
            logger.removeHandler(broken);
        }
        int port = URI.create(TestServer.addresses(edge).getFirst()).getPort();
        Await.until("the port is closed", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return !socket.isConnected();
            } catch (IOException refused) {
                return true;
            }
        });
        assertThatThrownBy(() -> edge.start(Pipeline.of(HELLO)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the server was closed");
    }

    /** One that can't write. */
    private static final class BrokenHandler extends java.util.logging.Handler {
        @Override
        public void publish(LogRecord logged) {
            throw new IllegalStateException("no room for the line");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void ownFaultEndsItsConnectionAndShowsItsStackTrace() {
        EdgeServer edge = new EdgeServer(ServerOptions.DEFAULT);
        Faulty transport = new Faulty();
        try (LogCapture log = LogCapture.of("lanner.server", Level.INFO)) {
            assertThat(edge.connections().admit(transport.remoteAddress())).isNull();
            new Connection(edge, new SharedThreads(Sharing.DEFAULT), transport, "c1", NOWHERE).run(Pipeline.of(HELLO));

            LogRecord line = log.records().getFirst();
            assertThat(log.texts()).containsExactly("c1: the server failed");
            assertThat(line.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(line.getThrown()).isSameAs(transport.fault);
        }
        assertThat(edge.ended(EndReason.SERVER_ERROR)).isEqualTo(1);
        assertThat(edge.connections().count()).isZero();
        assertThat(transport.closed).isTrue();
    }

    /** Where a connection in the clear comes from. */
    private static final Listening NOWHERE = new Listening(
            Endpoint.localhost(0),
            new Binding("http://localhost:0", List.of(), null, null, null),
            (accepted, from) -> {});

    /** Our mistake, wherever it is made. */
    private static final class Faulty implements Transport {
        private final RuntimeException fault = new IllegalStateException("a bug");
        private boolean closed;

        @Override
        public int read(byte[] target, int from, int length) {
            throw fault;
        }

        @Override
        public int write(byte[] source, int from, int length) throws IOException {
            throw new IOException("nothing is to be written");
        }

        @Override
        public long writeFile(FileChannel file, long position, long count) {
            return 0;
        }

        @Override
        public void closeOutput() {}

        @Override
        public void closeInput() {}

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void reset() {}

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress(RawClient.V4, 80);
        }

        @Override
        public SocketAddress remoteAddress() {
            return new InetSocketAddress(RawClient.V4, 40_000);
        }
    }
}
