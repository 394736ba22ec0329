package dev.lanner.clients;

import dev.lanner.HttpContext;
import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A server with the application that foreign clients talk to, on both loopback addresses and perhaps a socket. */
final class ClientServer implements AutoCloseable {
    private final Server server;
    private final String url;

    private ClientServer(Server server) {
        this.server = server;
        this.url = server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst();
    }

    static ClientServer start() throws IOException {
        return start(ServerOptions.builder().listen(Endpoint.localhost(0)).build());
    }

    static ClientServer start(Path socket) throws IOException {
        return start(ServerOptions.builder()
                .listen(Endpoint.localhost(0))
                .listen(Endpoint.unix(socket))
                .build());
    }

    private static ClientServer start(ServerOptions options) throws IOException {
        return new ClientServer(Lanner.start(
                options,
                Router.builder()
                        .get("/hello", context -> context.response().text("hello"))
                        .get(
                                "/version",
                                context -> context.response()
                                        .text(context.request().version().toString()))
                        .get("/large/{bytes}", ClientServer::large)
                        .get("/chunks", ClientServer::chunks)
                        .get("/hints", ClientServer::hints)
                        .get("/fail", ClientServer::fail)
                        .get("/upgrade", ClientServer::upgrade)
                        .post("/echo", ClientServer::echo)
                        .post("/hash", ClientServer::hash)
                        .put("/hash", ClientServer::hash)
                        .post("/refuse", context -> context.response().status(403))
                        .post("/trailers", ClientServer::trailers)
                        .build()));
    }

    String url(String path) {
        return url + path;
    }

    URI uri(String path) {
        return URI.create(url(path));
    }

    String port() {
        return String.valueOf(URI.create(url).getPort());
    }

    static String hashOf(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void large(HttpContext context) throws IOException {
        byte[] some = new byte[10_000];
        long left = Long.parseLong(context.request().parameter("bytes"));
        context.response().contentLength(left);
        while (left > 0) {
            int count = (int) Math.min(some.length, left);
            context.response().body().write(some, 0, count);
            left -= count;
        }
    }

    private static void chunks(HttpContext context) throws IOException {
        context.response().header("Trailer", "X-Sum");
        OutputStream body = context.response().body();
        for (int i = 0; i < 3; i++) {
            body.write(("chunk " + i + "\n").getBytes(StandardCharsets.US_ASCII));
            body.flush();
        }
        context.response().trailers().set("X-Sum", "24");
    }

    private static void hints(HttpContext context) throws IOException {
        context.response().earlyHints("</style.css>; rel=preload");
        context.response().text("hinted");
    }

    private static void fail(HttpContext context) throws IOException {
        context.response().body().write(new byte[1_000]);
        context.response().body().flush();
        throw new IllegalStateException("on purpose");
    }

    private static void upgrade(HttpContext context) throws IOException {
        try (DuplexStream stream =
                context.features().require(UpgradeFeature.class).accept("echo")) {
            byte[] some = new byte[1_000];
            for (int read = stream.input().read(some);
                    read >= 0;
                    read = stream.input().read(some)) {
                stream.output().write(some, 0, read);
                stream.output().flush();
            }
        }
    }

    private static void echo(HttpContext context) throws IOException {
        context.request().body().transferTo(context.response().body());
    }

    private static void hash(HttpContext context) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] some = new byte[10_000];
        InputStream body = context.request().body();
        for (int read = body.read(some); read >= 0; read = body.read(some)) {
            digest.update(some, 0, read);
        }
        context.response().text(HexFormat.of().formatHex(digest.digest()));
    }

    private static void trailers(HttpContext context) throws IOException {
        String text = context.request().text();
        context.response().text(text + "|" + context.request().trailers().first("X-Checksum"));
    }

    @Override
    public void close() {
        server.stop(java.time.Duration.ZERO);
    }
}
