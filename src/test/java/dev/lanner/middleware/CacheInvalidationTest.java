package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.internal.server.Await;
import dev.lanner.testing.MemoryServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is forgotten when something changes (RFC 9111 §4.4). */
class CacheInvalidationTest extends CacheFixture {
    @ParameterizedTest
    @CsvSource({
        "POST, 200, true",
        "PUT, 204, true",
        "DELETE, 303, true",
        "FROB, 200, true",
        "POST, 400, false",
        "POST, 500, false",
        "OPTIONS, 200, false"
    })
    void unsafeMethodsThatSucceedInvalidate(String method, int status, boolean invalidates) throws Exception {
        serve(context -> context.response()
                .header("Cache-Control", MINUTE)
                .status(context.request().method().name().equals("GET") ? 200 : status));
        send("GET", "/");
        send(method, "/");
        send("GET", "/");
        assertThat(calls).hasValue(invalidates ? 3 : 2);
    }

    @Test
    void whatTheAnswerNamesIsInvalidatedIfItIsOfTheSameOrigin() throws Exception {
        serve(context -> {
            if (context.request().method().name().equals("POST")) {
                context.response()
                        .status(201)
                        .header("Location", "/new?x")
                        .header("Content-Location", "http://b/other");
            } else {
                context.response().header("Cache-Control", MINUTE);
            }
        });
        send("GET", "/new?x", "Host", "a");
        send("GET", "/other", "Host", "b");
        send("POST", "/list", "Host", "a");
        assertThat(cache.size()).isEqualTo(1);
        send("GET", "/other", "Host", "b");
        assertThat(calls).hasValue(3);
    }

    /**
     * Behind a proxy that takes a prefix from the path, alone or with more that is taken here, links have the prefix and what comes
     * here has not.
     */
    @ParameterizedTest
    @CsvSource({
        "/items, /items/1, Location, /shop/items, true",
        "/items, /items/1, Content-Location, http://a/shop/items, true",
        "/items, /items/1, Location, ../items, true",
        "/items, /items/1, Location, /items, true",
        "/, /items, Location, /shop, true",
        "/?x, /items, Location, /shop?x, true",
        "/app/items, /app/items/1, Location, /shop/app/items, true",
        "/app/items, /app/items/1, Location, /shop/items, false",
        "/items, /items/1, Location, /shopping/items, false",
        "/items, /items/1, Location, /other/items, false",
        "/items, /items/1, Location, http://b/shop/items, false"
    })
    void prefixThatAProxyTookIsInWhatTheAnswerNames(
            String stored, String changed, String field, String place, boolean invalidates) throws Exception {
        cache = ResponseCache.builder().clock(clock::instant, clock::nanos).build();
        server = MemoryServer.of(Pipeline.builder()
                .use(ForwardedHeaders.of(ForwardedHeaders.Field.PREFIX))
                .use(new PathBase("/app"))
                .use(cache)
                .handle(context -> {
                    if (context.request().method().name().equals("POST")) {
                        context.response().status(303).header(field, place);
                    } else {
                        context.response().header("Cache-Control", MINUTE).text("call " + calls.incrementAndGet());
                    }
                }));
        String[] proxy = {"Host", "a", "X-Forwarded-Prefix", "/shop"};
        assertThat(get(stored, proxy)).isEqualTo("call 1");
        assertThat(get(stored, proxy)).isEqualTo("call 1");
        send("POST", changed, proxy);
        assertThat(get(stored, proxy)).isEqualTo(invalidates ? "call 2" : "call 1");
    }

    @Test
    void whatWasMadeBeforeAChangeIsNotStoredBehindIt() throws Exception {
        CountDownLatch made = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        serve(context -> {
            context.response().header("Cache-Control", MINUTE);
            if (context.request().method().name().equals("GET") && calls.get() == 1) {
                made.countDown();
                Await.latch(changed);
            }
            context.response().text("call " + calls.get());
        });
        Future<String> first = Await.async(() -> get("/"));
        Await.latch(made);
        send("POST", "/");
        changed.countDown();
        Await.result(first);
        assertThat(cache.size()).isZero();
        assertThat(cache.bytes()).isZero();
        assertThat(get("/")).isEqualTo("call 3");
    }

    @Test
    void clearForgetsEverything() throws Exception {
        serveWith("Cache-Control", MINUTE);
        get("/");
        cache.clear();
        assertThat(cache.bytes()).isZero();
        assertThat(get("/")).isEqualTo("call 2");
    }
}
