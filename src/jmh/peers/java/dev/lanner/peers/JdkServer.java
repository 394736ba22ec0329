package dev.lanner.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * The server of the JDK, and robaho's, which is another provider of the same interface: which one it is says the system
 * property {@code com.sun.net.httpserver.HttpServerProvider}. Handlers run on virtual threads.
 */
final class JdkServer {
    private JdkServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        HttpServer clear = HttpServer.create(Benchmark.address(benchmark.clear()), Benchmark.BACKLOG);
        HttpsServer tls = HttpsServer.create(Benchmark.address(benchmark.tls()), Benchmark.BACKLOG);
        tls.setHttpsConfigurator(new HttpsConfigurator(benchmark.sslContext()));
        start(clear, benchmark.files());
        start(tls, benchmark.files());
    }

    private static void start(HttpServer server, Path files) {
        server.createContext("/plaintext", exchange -> answer(exchange, "text/plain", Benchmark.PLAINTEXT));
        server.createContext("/100k", exchange -> answer(exchange, "application/octet-stream", Benchmark.HUNDRED_KIB));
        server.createContext(
                "/echo",
                exchange -> answer(
                        exchange,
                        "application/octet-stream",
                        exchange.getRequestBody().readAllBytes()));
        server.createContext("/upload", exchange -> {
            String count = Long.toString(Benchmark.count(exchange.getRequestBody()));
            answer(exchange, "text/plain", count.getBytes(StandardCharsets.US_ASCII));
        });
        server.createContext("/sleep", exchange -> {
            Benchmark.sleep();
            answer(exchange, "text/plain", Benchmark.PLAINTEXT);
        });
        server.createContext("/files/", exchange -> {
            Path file =
                    files.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private static void answer(HttpExchange exchange, String type, byte[] content) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }
}
