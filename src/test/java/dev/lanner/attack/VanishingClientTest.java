package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that go in the middle of what they asked for, with and without a word. Nothing of them stays. */
class VanishingClientTest {
    private static final int EACH = 50;
    private static final byte[] LARGE = new byte[10_000_000];

    private static void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/upload" -> context.request().bytes();
            case "/download" -> context.response().bytes(LARGE);
            default -> {
                var gone = new CountDownLatch(1);
                context.features().require(RequestLifetimeFeature.class).onAborted(gone::countDown);
                Await.latch(gone);
            }
        }
    }

    private static String request(String path) {
        String length = path.equals("/upload") ? "Content-Length: 10000\r\n" : "";
        return (length.isEmpty() ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: a\r\n" + length + "\r\nx";
    }

    @Test
    void http1() throws Exception {
        try (Siege siege = Siege.of(VanishingClientTest::handle)) {
            for (int i = 0; i < EACH; i++) {
                for (String path : new String[] {"/upload", "/download", "/wait"}) {
                    int before = siege.handled();
                    RawClient attacker = siege.attacker().send(request(path));
                    if (path.equals("/download")) {
                        attacker.exactly(10_000);
                    } else {
                        Await.until("the handler runs", () -> siege.handled() > before);
                    }
                    if (i % 2 == 0) {
                        attacker.reset();
                    } else {
                        attacker.hangUp();
                    }
                }
            }
            siege.over();
            assertThat(siege.handled()).isEqualTo(3 * EACH);
        }
    }

    @Test
    void http2() throws Exception {
        try (Siege siege = Siege.of(VanishingClientTest::handle)) {
            for (int i = 0; i < EACH; i++) {
                Socket socket = new Socket(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                        siege.server().port());
                FrameClient attacker = siege.add(FrameClient.over(socket)).begin();
                attacker.post(1, "/upload")
                        .data(1, "x", false)
                        .get(3, "/download")
                        .get(5, "/wait");
                attacker.send();
                assertThat(attacker.await(FrameClient.DATA).streamId()).isEqualTo(3);
                vanish(socket, i % 2 == 0);
            }
            siege.over();
            assertThat(siege.handled()).isLessThanOrEqualTo(3 * EACH);
        }
    }

    private static void vanish(Socket socket, boolean withReset) throws IOException {
        socket.setSoLinger(withReset, 0);
        socket.close();
    }
}
