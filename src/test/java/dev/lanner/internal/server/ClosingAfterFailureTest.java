package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.build.LogCapture;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/**
 * What has failed can be closed: try-with-resources adds what {@code close} throws to what was thrown before, and Java can't
 * add an exception to itself. A client that goes is then no failure of the application, and is not logged.
 */
class ClosingAfterFailureTest {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    /** As most people write it. */
    private static void echo(HttpContext context) throws IOException {
        try (OutputStream out = context.response().body()) {
            out.flush();
            context.request().body().transferTo(out);
        }
    }

    private static void sendBack(DuplexStream duplex) throws IOException {
        try (duplex) {
            duplex.output().flush();
            duplex.input().transferTo(duplex.output());
        }
    }

    private Handler observed(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Throwable failure) {
                thrown.set(failure);
                throw failure;
            } finally {
                ended.countDown();
            }
        };
    }

    /** What a client does that has got the head. */
    private interface Going<C> {
        void go(C client) throws IOException;
    }

    private void assertQuiet(TestServer server, LogCapture log) throws InterruptedException {
        Await.latch(ended);
        assertThat(thrown.get()).isInstanceOf(IOException.class);
        server.awaitNoConnections();
        assertThat(log.texts()).isEmpty();
    }

    private void http1(String request, Handler handler) throws Exception {
        try (LogCapture log = LogCapture.of("lanner.app", Level.INFO);
                TestServer server = TestServer.start(observed(handler));
                RawClient client = server.connect()) {
            client.send(request);
            client.line();
            client.reset();
            assertQuiet(server, log);
        }
    }

    private void http2(Going<FrameClient> asking, Handler handler, Going<FrameClient> going) throws Exception {
        try (LogCapture log = LogCapture.of("lanner.app", Level.INFO);
                TestServer server = TestServer.start(observed(handler));
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            asking.go(client);
            client.send().await(FrameClient.HEADERS);
            going.go(client);
            Await.latch(ended);
            client.hangUp();
            assertQuiet(server, log);
        }
    }

    @Test
    void contentOfHttp1() throws Exception {
        http1("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", ClosingAfterFailureTest::echo);
    }

    @Test
    void upgrade() throws Exception {
        http1(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
                context -> sendBack(
                        context.features().require(UpgradeFeature.class).accept("echo")));
    }

    @Test
    void contentOfAStreamThatIsReset() throws Exception {
        http2(
                client -> client.post(1, "/"),
                ClosingAfterFailureTest::echo,
                client -> client.rstStream(1, ErrorCode.CANCEL).send());
    }

    @Test
    void contentOfAConnectionThatEnds() throws Exception {
        http2(client -> client.post(1, "/"), ClosingAfterFailureTest::echo, FrameClient::hangUp);
    }

    @Test
    void tunnelThatIsReset() throws Exception {
        http2(
                client -> client.connect(1, "echo", "/"),
                context -> sendBack(
                        context.features().require(ConnectFeature.class).accept()),
                client -> client.rstStream(1, ErrorCode.CANCEL).send());
    }
}
