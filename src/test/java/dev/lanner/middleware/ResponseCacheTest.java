package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.server.Await;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, what it answers, and when it is forgotten (RFC 9111). */
class ResponseCacheTest extends CacheFixture {
    // ---- what is stored (RFC 9111 §3) ------------------------------------------------------------------------------

    @Test
    void secondGetIsAnsweredWithoutTheApplication() throws Exception {
        serveWith("Cache-Control", MINUTE, "X-Own", "1", "X-Own", "2");
        assertThat(get("/a?b")).isEqualTo("call 1");
        MemoryResponse again = server.send(request("GET", "/a?b"));

        assertThat(again.text()).isEqualTo("call 1");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(again.header("Content-Length")).isEqualTo("6");
        assertThat(again.headers().all(HeaderName.of("X-Own"))).containsExactly("1", "2");
        assertThat(calls).hasValue(1);
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60",
                "public",
                "public, max-age=0",
                "public, max-age=x",
                "public, max-age=60, max-age=61",
                "public, max-age=60, s-maxage=0",
                "public, max-age=60, no-store",
                "public, max-age=60, no-cache",
                "public, max-age=60, No-Cache=\"x, y\"",
                "public, max-age=60, private",
                "public, max-age=60, private=\"set-cookie\"",
                "public, max-age=60, must-understand",
                "public, max-age",
                "public, max-age=60, x=\"oops, no-store",
                "public, max-age=60, x=a\"b, no-store, y=\"",
                "public, max-age=60, \"x\\\", no-store",
                "public, max-age=60, x=",
                "public; max-age=60, public",
                "x=\"public\", max-age=60"
            })
    void responsesThatDoNotAskForItAreNotStored(String cacheControl) throws Exception {
        serveWith("Cache-Control", cacheControl);
        get("/");
        assertThat(get("/")).isEqualTo("call 2");
        assertThat(cache.size()).isZero();
        assertThat(cache.bytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Set-Cookie", "Vary", "Pragma", "Trailer"})
    void responsesForOneClientOrForSomeAreNotStored(String field) throws Exception {
        serveWith("Cache-Control", MINUTE, field, "x");
        get("/");
        assertThat(get("/")).isEqualTo("call 2");
    }

    @Test
    void cookieThatIsSetAtTheLastMomentCounts() throws Exception {
        serve(context -> {
            context.response().onStarting(() -> context.response().header("Set-Cookie", "a=b"));
            context.response().header("Cache-Control", MINUTE).text("call " + calls.get());
        });
        get("/");
        assertThat(get("/")).isEqualTo("call 2");
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "203, 1", "301, 1", "404, 1", "410, 1", "299, 1", "206, 2", "304, 2"})
    void statusCodes(int status, int expected) throws Exception {
        serve(context -> context.response().status(status).header("Cache-Control", MINUTE));
        send("GET", "/");
        assertThat(send("GET", "/").status()).isEqualTo(status);
        assertThat(calls).hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'public, max-age=10', , 9, 10",
        "'public, max-age=\"10\"', , 9, 10",
        "'public, max-age=10, s-maxage=20', , 19, 20",
        "'public, max-age=20, s-maxage=10', , 9, 10",
        "'public', 'Thu, 01 Jan 1970 00:00:10 GMT', 9, 10",
        "'public, max-age=20', 'Thu, 01 Jan 1970 00:00:10 GMT', 19, 20",
        "'public, max-age=99999999999999999999', , 2147483647, 2147483648"
    })
    void freshness(String cacheControl, String expires, int fresh, long stale) throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", cacheControl);
            if (expires != null) {
                context.response().header("Expires", expires);
            }
            context.response().text("call " + calls.get());
        });
        get("/");
        pass(fresh);
        MemoryResponse last = server.send(request("GET", "/"));
        assertThat(last.text()).isEqualTo("call 1");
        assertThat(last.header("Age")).isEqualTo(Integer.toString(fresh));
        clock.advance(Duration.ofSeconds(stale - fresh));
        assertThat(get("/")).isEqualTo("call 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "Thu, 01 Jan 1970 00:00:00 GMT", "tomorrow"})
    void datesThatArePastOrNoneAreStale(String expires) throws Exception {
        serveWith("Cache-Control", "public", "Expires", expires);
        get("/");
        assertThat(get("/")).isEqualTo("call 2");
    }

    @Test
    void ageOfWhatCameFromElsewhereCounts() throws Exception {
        serve(context -> {
            pass(3);
            context.response()
                    .header("Cache-Control", MINUTE)
                    .header("Age", "50")
                    .text("call " + calls.get());
        });
        get("/");
        pass(6);
        MemoryResponse old = server.send(request("GET", "/"));
        assertThat(old.header("Age")).isEqualTo("59");
        assertThat(old.text()).isEqualTo("call 1");
        pass(1);
        assertThat(get("/")).isEqualTo("call 2");
    }

    @Test
    void dateIsThatOfTheFirstAnswer() throws Exception {
        serveWith("Cache-Control", MINUTE);
        pass(1);
        get("/");
        pass(30);
        assertThat(send("GET", "/").header("Date")).isEqualTo("Thu, 01 Jan 1970 00:00:01 GMT");
    }

    /** RFC 9110 §6.6.1: what is no date is replaced by the time at which it came. */
    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "Thu, 01 Jan 1970 00:00:00 GMT, Thu, 01 Jan 1970 00:00:00 GMT"})
    void dateThatIsNoneIsReplaced(String date) throws Exception {
        serveWith("Cache-Control", MINUTE, "Date", date);
        pass(2);
        get("/");
        assertThat(send("GET", "/", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:01 GMT")
                        .status())
                .isEqualTo(200);
        MemoryResponse same = send("GET", "/", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:02 GMT");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.headers().all(HeaderName.DATE)).containsExactly("Thu, 01 Jan 1970 00:00:02 GMT");
        assertThat(calls).hasValue(1);
    }

    @Test
    void connectionFieldsAreNotStored() throws Exception {
        serveWith(
                "Cache-Control", MINUTE, "Connection", "X-Hop", "X-Hop", "1", "Keep-Alive", "timeout=5", "X-End", "2");
        get("/");
        MemoryResponse stored = send("GET", "/");
        assertThat(stored.header("X-End")).isEqualTo("2");
        assertThat(stored.header("X-Hop")).isNull();
        assertThat(stored.header("Keep-Alive")).isNull();
        assertThat(stored.header("Connection")).isNull();
    }

    @Test
    void fieldsOfTheMiddlewareBeforeAreItsOwnEachTime() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        cache = ResponseCache.builder().clock(clock::instant, clock::nanos).build();
        server = MemoryServer.of(Pipeline.builder()
                .use((context, next) -> {
                    context.response().header("X-Number", "" + requests.incrementAndGet());
                    next.handle(context);
                })
                .use(cache)
                .handle(context ->
                        context.response().header("Cache-Control", MINUTE).text("call " + calls.incrementAndGet())));
        get("/");
        MemoryResponse stored = server.send(request("GET", "/"));
        assertThat(stored.header("X-Number")).isEqualTo("2");
        assertThat(stored.text()).isEqualTo("call 1");
    }

    @Test
    void fieldsThatTheApplicationRemovesStayAway() throws Exception {
        cache = ResponseCache.builder().clock(clock::instant, clock::nanos).build();
        server = MemoryServer.of(Pipeline.builder()
                .use((context, next) -> {
                    context.response().header("X-Frame-Options", "DENY");
                    next.handle(context);
                })
                .use(cache)
                .handle(context -> {
                    context.response().headers().remove(HeaderName.of("X-Frame-Options"));
                    context.response().header("Cache-Control", MINUTE).text("call " + calls.incrementAndGet());
                }));
        assertThat(send("GET", "/").header("X-Frame-Options")).isNull();
        assertThat(send("GET", "/").header("X-Frame-Options")).isNull();
        assertThat(send("GET", "/", "If-None-Match", "*").header("X-Frame-Options"))
                .isNull();
        assertThat(calls).hasValue(1);
    }

    // ---- incomplete responses (RFC 9111 §3.3) ----------------------------------------------------------------------

    @Test
    void failureIsNotStored() throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", MINUTE).body().write('a');
            throw new IllegalStateException("a failure of the application that the test wants");
        });
        assertThat(send("GET", "/").status()).isEqualTo(500);
        assertThat(send("GET", "/").status()).isEqualTo(500);
        assertThat(calls).hasValue(2);
        Await.until("the bytes are back", () -> cache.bytes() == 0);
    }

    @Test
    void lessThanDeclaredIsNotStored() throws Exception {
        serve(context -> context.response()
                .header("Cache-Control", MINUTE)
                .contentLength(10)
                .body()
                .write('a'));
        assertThat(send("GET", "/").status()).isEqualTo(500);
        assertThat(send("GET", "/").status()).isEqualTo(500);
        assertThat(cache.size()).isZero();
        Await.until("the bytes are back", () -> cache.bytes() == 0);
    }

    @Test
    void whatIsFlushedBeforeItIsWholeIsNotStored() throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", MINUTE).body().write('a');
            context.response().body().flush();
            context.response().body().write('b');
        });
        assertThat(get("/")).isEqualTo("ab");
        assertThat(get("/")).isEqualTo("ab");
        assertThat(calls).hasValue(2);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void whatIsCompletedBeforeTheHandlerEndsIsStored() throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", MINUTE).body().write('a');
            context.response().complete();
        });
        assertThat(get("/")).isEqualTo("a");
        assertThat(get("/")).isEqualTo("a");
        assertThat(calls).hasValue(1);
    }

    @Test
    void fileIsStored(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "0123456789");
        serve(context -> {
            context.response().header("Cache-Control", MINUTE).file(file);
        });
        assertThat(get("/")).isEqualTo("0123456789");
        assertThat(get("/")).isEqualTo("0123456789");
        assertThat(calls).hasValue(1);
    }

    @Test
    void contentInPiecesIsStoredWhole() throws Exception {
        serve(context -> {
            context.response().header("Cache-Control", MINUTE);
            for (int i = 0; i < 200_000; i++) {
                context.response().body().write('a' + i % 26);
            }
        });
        byte[] first = server.send(request("GET", "/")).bytes();
        byte[] second = server.send(request("GET", "/")).bytes();
        assertThat(first).hasSize(200_000).isEqualTo(second);
        assertThat(calls).hasValue(1);
    }

    // ---- requests (RFC 9111 §4, §5.2.1) ----------------------------------------------------------------------------

    @Test
    void headIsAnsweredFromAGet() throws Exception {
        serveWith("Cache-Control", MINUTE);
        send("HEAD", "/");
        get("/");
        MemoryResponse head = send("HEAD", "/");
        assertThat(calls).hasValue(2);
        assertThat(head.header("Content-Length")).isEqualTo("6");
        assertThat(head.header("Age")).isEqualTo("0");
        assertThat(head.text()).isEmpty();
    }

    @Test
    void keyIsSchemeAuthorityPathAndQueryAsSent() throws Exception {
        serveWith("Cache-Control", MINUTE);
        get("/a");
        get("/a?");
        get("/a?b");
        get("/%61");
        get("/a", "Host", "other");
        server.send(MemoryRequest.builder("GET", "/a").scheme("https").build()).text();
        assertThat(calls).hasValue(6);
        assertThat(get("/a")).isEqualTo("call 1");
        assertThat(get("/a", "Host", "other")).isEqualTo("call 5");
        assertThat(get("http://other/a")).isEqualTo("call 5");
    }

    @ParameterizedTest
    @CsvSource({
        "Cache-Control, no-store, false",
        "Cache-Control, no-cache, true",
        "Pragma, no-cache, true",
        "Cache-Control, max-age=0, true",
        "Cache-Control, max-age=9, true",
        "Cache-Control, max-age=x, true",
        "Cache-Control, min-fresh=51, true",
        "Cache-Control, 'x=\"oops, no-store', false",
        "Authorization, Basic YTpi, false",
        "If-Match, *, false",
        "If-Unmodified-Since, 'Thu, 01 Jan 1970 00:00:01 GMT', false",
        "Content-Length, 1, false"
    })
    void requestsThatGoToTheApplication(String field, String value, boolean isStored) throws Exception {
        serveWith("Cache-Control", MINUTE);
        get("/");
        pass(10);
        MemoryRequest.Builder builder = MemoryRequest.builder("GET", "/").header(field, value);
        MemoryRequest special = (field.equals("Content-Length") ? builder.content("x") : builder).build();
        assertThat(server.send(special).text()).isEqualTo("call 2");
        assertThat(get("/")).isEqualTo(isStored ? "call 2" : "call 1");
    }

    @ParameterizedTest
    @CsvSource({
        "Cache-Control, max-age=10",
        "Cache-Control, min-fresh=50",
        "Cache-Control, max-stale",
        "Cache-Control, only-if-cached",
        "Cookie, a=b",
        "Accept-Language, de",
        "Range, bytes=x"
    })
    void requestsThatAreAnswered(String field, String value) throws Exception {
        serveWith("Cache-Control", MINUTE);
        get("/");
        pass(10);
        assertThat(get("/", field, value)).isEqualTo("call 1");
    }

    @Test
    void onlyIfCachedIs504IfItIsNot() throws Exception {
        serveWith("Cache-Control", MINUTE);
        assertThat(send("GET", "/", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        assertThat(send("HEAD", "/", "Cache-Control", "only-if-cached").status())
                .isEqualTo(504);
        assertThat(send("GET", "/", "Cache-Control", "only-if-cached, no-store").status())
                .isEqualTo(504);
        assertThat(calls).hasValue(0);
    }

    @Test
    void conditionsAreEvaluatedOnWhatIsStored() throws Exception {
        serveWith(
                "Cache-Control", MINUTE,
                "ETag", "W/\"v1\"",
                "Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT",
                "X-Own", "1");
        get("/");
        MemoryResponse same = send("GET", "/", "If-None-Match", "\"v0\", \"v1\"");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo("W/\"v1\"");
        assertThat(same.header("Cache-Control")).isEqualTo(MINUTE);
        assertThat(same.header("Age")).isEqualTo("0");
        assertThat(same.header("X-Own")).isEqualTo("1");
        assertThat(same.header("Content-Type")).isNull();
        assertThat(same.header("Last-Modified")).as("the tag is there").isNull();
        assertThat(same.text()).isEmpty();
        assertThat(send("HEAD", "/", "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(send("GET", "/", "If-None-Match", "\"v2\"").status()).isEqualTo(200);
        assertThat(send("GET", "/", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")
                        .status())
                .isEqualTo(304);
        assertThat(send("GET", "/", "If-Modified-Since", "Wed, 31 Dec 1969 23:59:59 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(calls).hasValue(1);
    }

    @Test
    void rangesAreCutOfWhatIsStored() throws Exception {
        serve(context -> context.response()
                .header("Cache-Control", MINUTE)
                .header("ETag", "\"v1\"")
                .text("0123456789"));
        get("/");
        MemoryResponse part = server.send(request("GET", "/", "Range", "bytes=2-4"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(part.text()).isEqualTo("234");
        assertThat(get("/", "Range", "bytes=2-4", "If-Range", "\"v1\"")).isEqualTo("234");
        assertThat(get("/", "Range", "bytes=2-4", "If-Range", "\"v2\"")).isEqualTo("0123456789");
        assertThat(get("/", "Range", "bytes=2-4, 7-8")).isEqualTo("0123456789");
        MemoryResponse beyond = server.send(request("GET", "/", "Range", "bytes=10-"));
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("Cache-Control"))
                .as("no cache keeps it for others")
                .isNull();
        assertThat(beyond.header("ETag")).isNull();
        assertThat(beyond.header("Age")).isNull();
        assertThat(send("HEAD", "/", "Range", "bytes=2-4").header("Content-Length"))
                .isEqualTo("10");
        assertThat(calls).hasValue(1);
    }

    @Test
    void watchedFieldsTellWhoLooks() {
        List<String> looked = new ArrayList<>();
        Headers watched = new Headers().add("A", "1").add("B", "2").watched(name -> looked.add(name.toString()));
        watched.first("C");
        assertThat(looked).isEmpty();
        watched.copy().first("a");
        assertThat(looked).containsExactly("A");
        watched.forEach((name, value) -> {});
        assertThat(looked).containsExactly("A", "A", "B");
    }
}
