package dev.lanner.peers;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Helidon SE as its makers enter it for benchmarks (HttpArena's {@code helidon-tuned}): requests and answers not
 * validated, and TCP_NODELAY, which it leaves off.
 */
final class HelidonServer {
    private HelidonServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        var server = WebServer.builder()
                .routing(routing -> route(routing, benchmark))
                .putSocket("tls", listener -> {
                    listen(listener, benchmark.tls());
                    listener.tls(tls(benchmark)).routing(routing -> route(routing, benchmark));
                });
        listen(server, benchmark.clear());
        server.build().start();
    }

    private static void listen(ListenerConfig.BuilderBase<?, ?> listener, int port) {
        listener.host("127.0.0.1")
                .port(port)
                .backlog(Benchmark.BACKLOG)
                .connectionOptions(options ->
                        options.tcpNoDelay(true).readTimeout(Duration.ZERO).connectTimeout(Duration.ZERO))
                .addProtocol(Http1Config.builder()
                        .sendKeepAliveHeader(false)
                        .validateRequestHeaders(false)
                        .validateResponseHeaders(false)
                        .validatePrologue(false)
                        .validatePath(false)
                        .build())
                .addProtocol(Http2Config.builder()
                        .validateRequestHeaders(false)
                        .validateResponseHeaders(false)
                        .validatePath(false)
                        .build());
    }

    private static Tls tls(Benchmark benchmark) {
        try {
            return Tls.builder().sslContext(benchmark.sslContext()).build();
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static void route(HttpRouting.Builder routing, Benchmark benchmark) {
        routing.get(
                        "/plaintext",
                        (request, response) -> response.header(HeaderValues.CONTENT_TYPE_TEXT_PLAIN)
                                .send(Benchmark.PLAINTEXT))
                .get(
                        "/100k",
                        (request, response) -> response.header(HeaderValues.CONTENT_TYPE_OCTET_STREAM)
                                .send(Benchmark.HUNDRED_KIB))
                .post(
                        "/echo",
                        (request, response) -> response.header(HeaderValues.CONTENT_TYPE_OCTET_STREAM)
                                .send(request.content().as(byte[].class)))
                .post(
                        "/upload",
                        (request, response) -> response.send(
                                Long.toString(Benchmark.count(request.content().inputStream()))))
                .get("/sleep", (request, response) -> {
                    Benchmark.sleep();
                    response.header(HeaderValues.CONTENT_TYPE_TEXT_PLAIN).send(Benchmark.PLAINTEXT);
                })
                .get("/files/{name}", (request, response) -> {
                    Path file = benchmark
                            .files()
                            .resolve(request.path().pathParameters().get("name"));
                    response.header(HeaderValues.CONTENT_TYPE_OCTET_STREAM).contentLength(Files.size(file));
                    try (OutputStream out = response.outputStream()) {
                        Files.copy(file, out);
                    }
                });
    }
}
