package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many requests at once, many responses, slow clients: who runs the application, who waits, and how many bytes there are. */
class ResponseCacheLoadTest extends CacheFixture {
    // ---- many at once ----------------------------------------------------------------------------------------------

    /** What the first response waits for. */
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Opens when the first request is in the handler. */
    private final CountDownLatch inside = new CountDownLatch(1);

    /** Many requests for one thing, all of them there before the first is answered. */
    private List<Future<String>> crowd(int size) throws Exception {
        List<Future<String>> crowd = new ArrayList<>();
        crowd.add(Await.async(() -> get("/")));
        Await.latch(inside);
        for (int i = 1; i < size; i++) {
            crowd.add(Await.async(() -> get("/")));
        }
        Await.until("all are there", () -> cache.waiting() == size - 1);
        gate.countDown();
        return crowd;
    }

    @Test
    void manyMissesRunTheHandlerOnce() throws Exception {
        serve(context -> {
            inside.countDown();
            Await.latch(gate);
            context.response().header("Cache-Control", MINUTE).text("call " + calls.get());
        });
        for (Future<String> each : crowd(50)) {
            assertThat(Await.result(each)).isEqualTo("call 1");
        }
        assertThat(calls).hasValue(1);
    }

    /** All others are in the handler at once: did they take turns, the latch would never open. */
    @Test
    void othersGoOnTogetherIfTheFirstCanNotBeStored() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        serve(context -> {
            inside.countDown();
            all.countDown();
            Await.latch(calls.get() == 1 ? gate : all);
            context.response().text("call");
        });
        for (Future<String> each : crowd(20)) {
            assertThat(Await.result(each)).isEqualTo("call");
        }
        assertThat(calls).hasValue(20);
    }

    @Test
    void firstOneThatFailsDoesNotFailTheOthers() throws Exception {
        List<Future<String>> crowd = crowdWhoseFirst(context -> {
            throw new IllegalStateException("a failure of the application that the test wants");
        });
        assertThat(Await.result(crowd.getFirst())).isEmpty();
        assertOthersAreAnswered(crowd);
    }

    @Test
    void firstOneThatIsCancelledDoesNotFailTheOthers() throws Exception {
        List<Future<String>> crowd = crowdWhoseFirst(HttpContext::abort);
        assertThatThrownBy(() -> Await.result(crowd.getFirst())).hasCauseInstanceOf(IOException.class);
        assertOthersAreAnswered(crowd);
    }

    private List<Future<String>> crowdWhoseFirst(Handler first) throws Exception {
        serve(context -> {
            int call = calls.get();
            inside.countDown();
            Await.latch(gate);
            if (call == 1) {
                first.handle(context);
            }
            context.response().header("Cache-Control", MINUTE).text("well");
        });
        return crowd(20);
    }

    private static void assertOthersAreAnswered(List<Future<String>> crowd) throws Exception {
        for (Future<String> each : crowd.subList(1, crowd.size())) {
            assertThat(Await.result(each)).isEqualTo("well");
        }
    }

    /** Otherwise everybody would wait for the slowest of those who ask for what can't be stored. */
    @Test
    void nobodyWaitsForWhatCouldNotBeStoredLately() throws Exception {
        serve(context -> {
            if (calls.get() == 2) {
                inside.countDown();
                Await.latch(gate);
            }
            context.response().text("call " + calls.get());
        });
        get("/");
        Future<String> slow = Await.async(() -> get("/"));
        Await.latch(inside);
        assertThat(get("/")).isEqualTo("call 3");
        gate.countDown();
        Await.result(slow);
    }

    private CountDownLatch[] firstOneStays(Duration waitTimeout) {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        serve(ResponseCache.builder().waitTimeout(waitTimeout), context -> {
            int call = calls.get();
            if (call == 1) {
                inside.countDown();
                Await.latch(gate);
            }
            context.response().header("Cache-Control", MINUTE).text("call " + call);
        });
        return new CountDownLatch[] {gate, inside};
    }

    /** Who waits goes on by himself while the first one is still at work; what that brings is stored all the same. */
    @Test
    void nobodyWaitsForever() throws Exception {
        CountDownLatch[] first = firstOneStays(Duration.ofMillis(1));
        Future<String> slow = Await.async(() -> get("/"));
        Await.latch(first[1]);
        Future<String> waiting = Await.async(() -> get("/"));
        assertThat(Await.result(waiting)).isEqualTo("call 2");
        assertThat(slow.isDone()).isFalse();
        first[0].countDown();
        assertThat(Await.result(slow)).isEqualTo("call 1");
        assertThat(get("/")).isEqualTo("call 1");
    }

    /** The time counts from when the first one began: nobody waits for one that takes too long already. */
    @Test
    void nobodyBeginsToWaitForWhatTakesTooLong() throws Exception {
        CountDownLatch[] first = firstOneStays(Duration.ofDays(1));
        Future<String> slow = Await.async(() -> get("/"));
        Await.latch(first[1]);
        clock.advance(Duration.ofDays(1));
        assertThat(Await.result(Await.async(() -> get("/")))).isEqualTo("call 2");
        first[0].countDown();
        assertThat(Await.result(slow)).isEqualTo("call 1");
    }

    /** Those who wait are answered although the first client takes nothing of its own answer. */
    @Test
    void slowFirstClientHoldsUpNobody() throws Exception {
        try (TestServer edge = large(50_000_000);
                RawClient slow = edge.connect().get("/1")) {
            Await.until("it is stored", () -> cache.size() == 1);
            assertThat(readAll(edge, "/1")).isEqualTo(LARGE);
            assertThat(calls).hasValue(1);
            assertThat(slow.isAtEnd()).isFalse();
        }
    }

    /** More than the buffers of a socket take. */
    private static final int LARGE = 20_000_000;

    private TestServer large(long bytes) throws IOException {
        cache = ResponseCache.builder().bytes(bytes).contentBytes(LARGE).build();
        return TestServer.start(Pipeline.builder().use(cache).handle(context -> {
            calls.incrementAndGet();
            context.response().header("Cache-Control", MINUTE).bytes(new byte[LARGE]);
        }));
    }

    private static int readAll(TestServer edge, String target) throws IOException {
        try (RawClient client = edge.connect().get(target)) {
            return client.read().text().length();
        }
    }

    @Test
    void answersOverHttp2() throws Exception {
        cache = ResponseCache.withDefaults();
        Pipeline application = Pipeline.builder()
                .use(cache)
                .handle(context ->
                        context.response().header("Cache-Control", MINUTE).text("call " + calls.incrementAndGet()));
        try (TestServer edge = TestServer.start(application);
                FrameClient client = FrameClient.connect(edge.port()).begin()) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.get(stream, "/").send();
                FrameClient.Received head = client.await(FrameClient.HEADERS);
                assertThat(head.fields().get("age")).isEqualTo(stream == 1 ? null : "0");
                assertThat(client.await(FrameClient.DATA).text()).isEqualTo("call 1");
            }
        }
        assertThat(calls).hasValue(1);
        assertThat(cache.hits()).isEqualTo(9);
    }

    // ---- limits ----------------------------------------------------------------------------------------------------

    @Test
    void moreContentThanTheLimitIsSentAndNotStored() throws Exception {
        serve(
                ResponseCache.builder().contentBytes(1_000),
                context -> context.response()
                        .header("Cache-Control", MINUTE)
                        .bytes(
                                new byte
                                        [Integer.parseInt(
                                                context.request().path().substring(1))]));
        assertThat(server.send(request("GET", "/1001")).bytes()).hasSize(1_001);
        assertThat(cache.size()).isZero();
        assertThat(cache.bytes()).isZero();
        assertThat(server.send(request("GET", "/1000")).bytes()).hasSize(1_000);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void contentThatGrowsBeyondTheLimitIsWhole() throws Exception {
        serve(ResponseCache.builder().contentBytes(1_000), context -> {
            context.response().header("Cache-Control", MINUTE);
            for (int i = 0; i < 150_000; i++) {
                context.response().body().write('a' + i % 26);
            }
        });
        byte[] content = server.send(request("GET", "/")).bytes();
        assertThat(content).hasSize(150_000);
        assertThat(content[149_999]).isEqualTo((byte) ('a' + 149_999 % 26));
        assertThat(cache.bytes()).isZero();
    }

    private static void thousand(HttpContext context) throws IOException {
        context.response().header("Cache-Control", MINUTE).bytes(new byte[1_000]);
    }

    @Test
    void leastRecentlyUsedIsEvicted() throws Exception {
        serve(ResponseCache.builder().bytes(7_000), ResponseCacheLoadTest::thousand);
        get("/1");
        get("/2");
        get("/3");
        assertThat(cache.size()).isEqualTo(3);
        get("/1");
        get("/4");
        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.bytes()).isLessThanOrEqualTo(7_000);
        get("/1");
        assertThat(calls).hasValue(4);
        get("/2");
        assertThat(calls).hasValue(5);
    }

    @Test
    void manyResponsesStayWithinTheBytes() throws Exception {
        serve(ResponseCache.builder().bytes(50_000), ResponseCacheLoadTest::thousand);
        for (int i = 0; i < 200; i++) {
            get("/" + i);
            assertThat(cache.bytes()).isLessThanOrEqualTo(50_000);
        }
        assertThat(cache.size()).isBetween(10, 50);
        cache.clear();
        assertThat(cache.bytes()).isZero();
    }

    /** Evicted, but still being sent to a client that takes nothing: its bytes are not given away twice. */
    @Test
    void bytesOfWhatIsStillBeingSentCount() throws Exception {
        try (TestServer edge = large(30_000_000)) {
            try (RawClient slow = edge.connect().get("/1")) {
                Await.until("it is stored", () -> cache.size() == 1);
                assertThat(readAll(edge, "/2")).isEqualTo(LARGE);
                assertThat(readAll(edge, "/2")).isEqualTo(LARGE);
                assertThat(calls).hasValue(3);
                assertThat(cache.bytes()).isBetween((long) LARGE, 30_000_000L);
                slow.reset();
            }
            Await.until("the bytes are back", () -> cache.bytes() == 0);
            readAll(edge, "/2");
            readAll(edge, "/2");
            assertThat(calls).hasValue(4);
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> ResponseCache.builder().bytes(4_095)).hasMessageContaining("4096");
        assertThatThrownBy(() -> ResponseCache.builder().contentBytes(-1)).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> ResponseCache.builder().waitTimeout(Duration.ofNanos(-1)))
                .hasMessageContaining("from 0 to one day");
        assertThatThrownBy(() -> ResponseCache.builder().waitTimeout(Duration.ofDays(2)))
                .hasMessageContaining("from 0 to one day");
    }
}
