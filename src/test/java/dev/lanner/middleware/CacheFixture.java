package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A cache before an application whose calls are counted, and time that the test turns. */
abstract class CacheFixture {
    static final String MINUTE = "public, max-age=60";

    final ManualClock clock = new ManualClock();
    final AtomicInteger calls = new AtomicInteger();
    ResponseCache cache;
    MemoryServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    void serve(Handler handler) {
        serve(ResponseCache.builder(), handler);
    }

    /** The handler is counted, and its answers tell which call they are of if it writes {@code calls}. */
    void serve(ResponseCache.Builder builder, Handler handler) {
        cache = builder.clock(clock::instant, clock::nanos).build();
        server = MemoryServer.of(Pipeline.builder().use(cache).handle(context -> {
            calls.incrementAndGet();
            handler.handle(context);
        }));
    }

    void serveWith(String... fields) {
        serve(context -> {
            for (int i = 0; i < fields.length; i += 2) {
                context.response().headers().add(fields[i], fields[i + 1]);
            }
            context.response().text("call " + calls.get());
        });
    }

    static MemoryRequest request(String method, String target, String... fields) {
        MemoryRequest.Builder builder = MemoryRequest.builder(method, target);
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return builder.build();
    }

    MemoryResponse send(String method, String target, String... fields) throws IOException {
        MemoryResponse response = server.send(request(method, target, fields));
        response.bytes();
        return response;
    }

    String get(String target, String... fields) throws IOException {
        return server.send(request("GET", target, fields)).text();
    }

    void pass(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }
}
