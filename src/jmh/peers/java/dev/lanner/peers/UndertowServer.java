package dev.lanner.peers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Undertow: what doesn't block is answered by the thread that does the IO, what blocks on virtual threads. */
final class UndertowServer {
    private static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

    private UndertowServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        PathHandler routes = Handlers.path()
                .addExactPath("/plaintext", exchange -> answer(exchange, "text/plain", Benchmark.PLAINTEXT))
                .addExactPath("/100k", exchange -> answer(exchange, "application/octet-stream", Benchmark.HUNDRED_KIB))
                .addExactPath(
                        "/echo",
                        blocking(exchange -> answer(
                                exchange,
                                "application/octet-stream",
                                exchange.getInputStream().readAllBytes())))
                .addExactPath(
                        "/upload",
                        blocking(exchange -> exchange.getResponseSender()
                                .send(Long.toString(Benchmark.count(exchange.getInputStream())))))
                .addExactPath("/sleep", blocking(exchange -> {
                    Benchmark.sleep();
                    answer(exchange, "text/plain", Benchmark.PLAINTEXT);
                }))
                .addPrefixPath("/files", Handlers.resource(new PathResourceManager(benchmark.files())));
        Undertow.builder()
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, Benchmark.IDLE_MILLIS)
                .setSocketOption(org.xnio.Options.BACKLOG, Benchmark.BACKLOG)
                .addHttpListener(benchmark.clear(), "127.0.0.1")
                .addHttpsListener(benchmark.tls(), "127.0.0.1", benchmark.sslContext())
                .setHandler(routes)
                .build()
                .start();
    }

    private static HttpHandler blocking(HttpHandler handler) {
        return exchange -> exchange.dispatch(VIRTUAL, blocked -> {
            blocked.startBlocking();
            handler.handleRequest(blocked);
        });
    }

    private static void answer(HttpServerExchange exchange, String type, byte[] content) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseSender().send(ByteBuffer.wrap(content));
    }
}
