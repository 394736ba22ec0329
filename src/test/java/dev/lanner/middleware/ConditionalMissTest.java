package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.http.HeaderName;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.server.TestServer;
import dev.lanner.testing.MemoryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that may have what they ask for, and nothing is stored yet (RFC 9110 §13, RFC 9111 §4.3). */
class ConditionalMissTest extends CacheFixture {
    private static final String EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT";
    private static final String BEFORE = "Wed, 31 Dec 1969 23:59:59 GMT";

    /** Which conditions the application has seen. */
    private final List<String> seen = new ArrayList<>();

    private void serveSeeing(String... fields) {
        serve(context -> {
            for (HeaderName name : List.of(HeaderName.IF_NONE_MATCH, HeaderName.IF_MODIFIED_SINCE, HeaderName.RANGE)) {
                if (context.request().headers().contains(name)) {
                    seen.add(name.toString());
                }
            }
            for (int i = 0; i < fields.length; i += 2) {
                context.response().headers().add(fields[i], fields[i + 1]);
            }
            context.response().text("call " + calls.get());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "If-None-Match, '\"v1\"', 304",
        "If-None-Match, 'W/\"v0\", W/\"v1\"', 304",
        "If-None-Match, *, 304",
        "If-None-Match, '\"v0\"', 200",
        "If-Modified-Since, " + "'" + EPOCH + "', 304",
        "If-Modified-Since, " + "'" + BEFORE + "', 200",
        "If-Modified-Since, tomorrow, 200"
    })
    void fillsTheCacheAndIsEvaluatedHere(String field, String value, int status) throws Exception {
        serveSeeing("Cache-Control", MINUTE, "ETag", "\"v1\"", "Last-Modified", EPOCH, "X-Own", "1");
        MemoryResponse first = server.send(request("GET", "/", field, value));
        assertThat(first.status()).isEqualTo(status);
        assertThat(first.text()).isEqualTo(status == 304 ? "" : "call 1");
        assertThat(first.header("ETag")).isEqualTo("\"v1\"");
        assertThat(first.header("X-Own")).isEqualTo("1");
        assertThat(first.header("Content-Type")).isEqualTo(status == 304 ? null : "text/plain; charset=utf-8");
        assertThat(first.header("Content-Length")).isEqualTo(status == 304 ? null : "6");
        assertThat(seen).isEmpty();

        MemoryResponse whole = server.send(request("GET", "/"));
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("call 1");
        assertThat(whole.header("Content-Length")).isEqualTo("6");
        assertThat(whole.header("Last-Modified")).isEqualTo(EPOCH);
        assertThat(send("GET", "/", field, value).status()).isEqualTo(status);
        assertThat(calls).hasValue(1);
    }

    @Test
    void tagGoesBeforeDate() throws Exception {
        serveWith("Cache-Control", MINUTE, "ETag", "\"v1\"", "Last-Modified", EPOCH);
        assertThat(send("GET", "/", "If-None-Match", "\"v0\"", "If-Modified-Since", EPOCH)
                        .status())
                .isEqualTo(200);
    }

    /** RFC 9111 §4.3.2: then it is the date of what is stored. */
    @Test
    void dateOfWhatHasNoLastModified() throws Exception {
        serveWith("Cache-Control", MINUTE);
        assertThat(send("GET", "/", "If-Modified-Since", EPOCH).status()).isEqualTo(304);
        assertThat(get("/")).isEqualTo("call 1");
    }

    @Test
    void manyAtOnceRunTheHandlerOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        serve(context -> {
            inside.countDown();
            Await.latch(gate);
            context.response()
                    .header("Cache-Control", MINUTE)
                    .header("ETag", "\"v1\"")
                    .text("call " + calls.get());
        });
        List<Future<Integer>> crowd = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String tag = "\"v" + i % 3 + "\"";
            crowd.add(Await.async(() -> send("GET", "/", "If-None-Match", tag).status()));
            Await.latch(inside);
        }
        Await.until("all are there", () -> cache.waiting() == 8);
        gate.countDown();
        for (int i = 0; i < 9; i++) {
            assertThat(Await.result(crowd.get(i))).isEqualTo(i % 3 == 1 ? 304 : 200);
        }
        assertThat(calls).hasValue(1);
    }

    /** RFC 9110 §13.2.1: conditions count only for what would be 200 without them. */
    @ParameterizedTest
    @ValueSource(ints = {201, 301, 404, 500})
    void otherStatusStays(int status) throws Exception {
        serve(context -> context.response()
                .status(status)
                .header("Cache-Control", MINUTE)
                .header("ETag", "\"v1\"")
                .text("x"));
        MemoryResponse first = server.send(request("GET", "/", "If-None-Match", "\"v1\""));
        assertThat(first.status()).isEqualTo(status);
        assertThat(first.text()).isEqualTo("x");
    }

    /** The client gets its 304 all the same; from then on the application may spare itself the content. */
    @Test
    void whatCanNotBeStoredIsEvaluatedHereOnceAndThenByTheApplication() throws Exception {
        serveSeeing("Cache-Control", "private", "ETag", "\"v1\"", "Set-Cookie", "a=b", "Vary", "Cookie");
        MemoryResponse first = send("GET", "/", "If-None-Match", "\"v1\"");
        assertThat(first.status()).isEqualTo(304);
        assertThat(first.header("Set-Cookie")).isEqualTo("a=b");
        assertThat(first.header("Vary")).isEqualTo("Cookie");
        assertThat(first.header("Content-Type")).isNull();
        assertThat(seen).isEmpty();
        assertThat(send("GET", "/", "If-None-Match", "\"v1\"").status()).isEqualTo(200);
        assertThat(seen).containsExactly("If-None-Match");
        assertThat(cache.bytes()).isZero();
    }

    /** RFC 9110 §13.1.3: it is not known when it was changed. */
    @Test
    void dateOfWhatCanNotBeStoredIsNoCondition() throws Exception {
        serveWith("Date", EPOCH);
        assertThat(send("GET", "/", "If-Modified-Since", EPOCH).status()).isEqualTo(200);
    }

    @Test
    void applicationThatFailsIs500() throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", MINUTE).header("ETag", "\"v1\"");
            context.response().body().write('a');
            throw new IllegalStateException("a failure of the application that the test wants");
        });
        assertThat(send("GET", "/", "If-None-Match", "\"v1\"").status()).isEqualTo(500);
        assertThat(cache.size()).isZero();
        Await.until("the bytes are back", () -> cache.bytes() == 0);
    }

    /** A part is not stored (RFC 9111 §3.3), and whether the whole could be is known too late. */
    @Test
    void rangesGoToTheApplicationAsTheyAre() throws Exception {
        serveSeeing("Cache-Control", MINUTE, "ETag", "\"v1\"");
        get("/", "Range", "bytes=0-0", "If-None-Match", "\"v0\"");
        assertThat(seen).containsExactly("If-None-Match", "Range");
        assertThat(cache.size()).isZero();
    }

    @Test
    void headGoesToTheApplicationAsItIs() throws Exception {
        serveSeeing("Cache-Control", MINUTE, "ETag", "\"v1\"");
        send("HEAD", "/", "If-None-Match", "\"v1\"");
        assertThat(seen).containsExactly("If-None-Match");
        assertThat(cache.size()).isZero();
    }

    /** More than any buffer, stored or not: not a byte of it may come where the next response is expected. */
    @ParameterizedTest
    @ValueSource(strings = {MINUTE, "private"})
    void contentThatTheClientHasStaysHere(String cacheControl) throws Exception {
        cache = ResponseCache.withDefaults();
        Pipeline application = Pipeline.builder().use(cache).handle(context -> {
            context.response().header("Cache-Control", cacheControl).header("ETag", "\"v1\"");
            context.response().bytes(new byte[500_000]);
        });
        try (TestServer edge = TestServer.start(application);
                RawClient client = edge.connect()) {
            RawClient.Answer known = client.send("GET /1 HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n\r\n")
                    .read();
            assertThat(known.status()).isEqualTo(304);
            assertThat(client.get("/1").read().text()).hasSize(500_000);
        }
        try (TestServer edge = TestServer.start(application);
                FrameClient client = FrameClient.connect(edge.port()).begin()) {
            client.get(1, "/2", "if-none-match", "\"v1\"").send();
            FrameClient.Received head = client.await(FrameClient.HEADERS);
            assertThat(head.fields().get(":status")).isEqualTo("304");
            assertThat(head.isEnd()).isTrue();
            client.get(3, "/3").send();
            assertThat(client.await(FrameClient.HEADERS).fields().get(":status"))
                    .isEqualTo("200");
        }
    }
}
