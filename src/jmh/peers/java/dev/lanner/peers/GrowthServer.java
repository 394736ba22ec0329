package dev.lanner.peers;

import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lanner for {@code tools/growth}: with limits beyond what is measured, and answers whose size and time the request names.
 *
 * <pre>
 * GET  /plaintext    13 bytes
 * GET  /bytes/N      N bytes
 * POST /upload       how many bytes the content of the request has
 * GET  /sleep/N      after N milliseconds in which the handler blocks, the same as /plaintext
 * </pre>
 */
final class GrowthServer {
    private static final byte[] PIECE = new byte[65_536];

    private GrowthServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        Router router = Router.builder()
                .get("/plaintext", context -> context.response().text("Hello, World!"))
                .get("/bytes/{count}", context -> {
                    long count = Long.parseLong(context.request().parameter("count"));
                    context.response().contentType("application/octet-stream").contentLength(count);
                    write(context.response().body(), count);
                })
                .post(
                        "/upload",
                        context -> context.response()
                                .text(Long.toString(
                                        context.request().body().transferTo(OutputStream.nullOutputStream()))))
                .get("/sleep/{millis}", context -> {
                    Thread.sleep(Long.parseLong(context.request().parameter("millis")));
                    context.response().text("Hello, World!");
                })
                .build();
        TlsOptions tls = TlsOptions.of(CertificateSource.pem(benchmark.certificate(), benchmark.key()));
        Lanner.run(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", benchmark.clear()))
                        .listen(Endpoint.https("127.0.0.1", benchmark.tls(), tls))
                        .limits(Limits.builder()
                                .connections(100_000)
                                .connectionsPerAddress(100_000)
                                .requestsPerConnection(Integer.MAX_VALUE)
                                .bodyBytes(1_000_000_000)
                                .headerCount(1_000)
                                .build())
                        .http2(Http2Limits.builder().streams(1_000).build())
                        .build(),
                router);
    }

    private static void write(OutputStream body, long count) throws IOException {
        for (long left = count; left > 0; left -= PIECE.length) {
            body.write(PIECE, 0, (int) Math.min(left, PIECE.length));
        }
    }
}
