package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.feature.RequestLifetimeFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Nothing of one request is seen in the response of another, whatever applications do. */
class CrossTalkTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String marker(HttpContext context) {
        return context.request().queryString();
    }

    /** What a handler can be like; each one's response begins with the request's marker, if it has content. */
    private static void handle(HttpContext context) throws Exception {
        String marker = marker(context);
        context.response().header("X-Marker", marker);
        switch (context.request().path()) {
            case "/plain" -> context.response().text(marker);
            case "/body" -> context.response().text(marker + context.request().text());
            case "/unread" -> context.response().text(marker);
            case "/some" -> {
                assertThat(context.request().body().read()).isPositive();
                context.response().text(marker);
            }
            case "/chunks" -> {
                OutputStream body = context.response().body();
                for (int i = 0; i < 5; i++) {
                    body.write(ascii(marker));
                    body.flush();
                }
            }
            case "/close-early" -> {
                context.response().body().write(ascii(marker));
                context.response().complete();
                context.response().body().close();
            }
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/interrupt" -> {
                context.response().text(marker);
                Thread.currentThread().interrupt();
            }
            case "/watch" -> {
                context.features().require(RequestLifetimeFeature.class).onAborted(() -> {});
                context.response().text(marker);
            }
            default -> context.response().noContent();
        }
    }

    private static String expected(String path, String marker, String content) {
        return switch (path) {
            case "/body" -> marker + content;
            case "/chunks" -> marker.repeat(5);
            case "/fail", "/empty" -> "";
            default -> marker;
        };
    }

    @Test
    void pipelinesOfEveryKindGetTheirOwnAnswersInOrder() throws Exception {
        String[] paths = {
            "/plain", "/body", "/unread", "/some", "/chunks", "/close-early", "/fail", "/interrupt", "/watch", "/empty"
        };
        try (TestServer server = TestServer.start(CrossTalkTest::handle)) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                int mine = seed;
                clients.add(Await.async(() -> pipeline(server, paths, mine)));
            }
            for (Future<Integer> client : clients) {
                assertThat(Await.result(client)).isEqualTo(1_000);
            }
            assertThat(server.ended())
                    .as("no connection was lost by any of them")
                    .isLessThanOrEqualTo(8);
        }
    }

    private static int pipeline(TestServer server, String[] paths, int seed) throws Exception {
        Random random = new Random(seed);
        int count = 1_000;
        List<String> expected = new ArrayList<>();
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String path = paths[random.nextInt(paths.length)];
            String marker = "m" + seed + "-" + i + "-";
            String content = marker.repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 2_000 : 20));
            boolean chunked = random.nextBoolean();
            boolean post =
                    path.equals("/body") || path.equals("/unread") || path.equals("/some") || random.nextBoolean();
            expected.add(expected(path, marker, content));
            requests.add(ascii(request(path + "?" + marker, post ? content : null, chunked)));
        }
        try (RawClient client = server.connect()) {
            Future<Integer> sender = Await.async(() -> {
                for (byte[] request : requests) {
                    client.send(request);
                }
                return count;
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.read().text()).as("answer " + i).isEqualTo(expected.get(i));
            }
            return Await.result(sender);
        }
    }

    private static String request(String target, String content, boolean chunked) {
        if (content == null) {
            return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
        }
        String head = "POST " + target + " HTTP/1.1\r\nHost: a\r\n";
        return chunked
                ? head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(content.length()) + "\r\n" + content
                        + "\r\n0\r\n\r\n"
                : head + "Content-Length: " + content.length() + "\r\n\r\n" + content;
    }

    @Test
    void writerThatIsLeftBehindCostsItsConnectionOnly() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch noticed = new CountDownLatch(1);
        Handler handler = context -> {
            if (!context.request().path().equals("/left")) {
                context.response().text("fine");
                return;
            }
            OutputStream body = context.response().body();
            body.write(ascii("begun"));
            body.flush();
            Thread.ofVirtual().start(() -> {
                try {
                    Await.latch(ended);
                    while (true) {
                        body.write(new byte[10_000]);
                    }
                } catch (InterruptedException | IOException | RuntimeException refused) {
                    thrown.set(refused);
                    noticed.countDown();
                }
            });
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/left");
            assertThat(client.read().text()).isEqualTo("begun");
            ended.countDown();
            Await.latch(noticed);
            assertThat(client.get("/").read().text()).isEqualTo("fine");
            // The second one if the response was being completed in that very moment.
            assertThat(thrown.get()).isInstanceOfAny(IOException.class, IllegalStateException.class);
        }
    }

    /** A write that is blocked while its handler returns can't be told from one that is about to go on. */
    @Test
    void writeThatIsUnderWayWhenItsHandlerReturnsCutsTheConnection() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Handler handler = context -> {
            OutputStream body = context.response().body();
            body.write(ascii("begun"));
            body.flush();
            CountDownLatch writing = new CountDownLatch(1);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    writing.countDown();
                    body.write(new byte[50_000_000]);
                } catch (IOException | RuntimeException refused) {
                    thrown.set(refused);
                } finally {
                    written.countDown();
                }
            });
            Await.latch(writing);
            Await.until(
                    "the writer is blocked",
                    () -> writer.getState() == Thread.State.WAITING
                            || writer.getState() == Thread.State.TIMED_WAITING
                            || written.getCount() == 0);
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = RawClient.connectNarrow(server.port())) {
            client.get("/").get("/");
            Await.latch(written);
            assertThat(thrown.get()).isNotNull();
            assertThat(client.isReset()).isTrue();
            server.awaitNoConnections();
        }
    }

    @Test
    void interruptsDoNotOutliveTheirRequest() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        Handler handler = context -> {
            if (Thread.currentThread().isInterrupted()) {
                seen.incrementAndGet();
            }
            switch (context.request().path()) {
                case "/text" -> context.response().text("text");
                case "/large" -> context.response().body().write(new byte[30_000]);
                case "/throw" -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("on purpose");
                }
                default -> {}
            }
            Thread.currentThread().interrupt();
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/text").read().text()).isEqualTo("text");
                assertThat(client.get("/large").read().text()).hasSize(30_000);
                assertThat(client.get("/throw").read().status()).isEqualTo(500);
                assertThat(client.get("/nothing").read().status()).isEqualTo(200);
                assertThat(client.post("/text", "unread").read().status()).isEqualTo(200);
            }
            assertThat(seen).hasValue(0);
        }
    }
}
