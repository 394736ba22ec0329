package dev.lanner.peers;

import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Lanner as it is, every option at its default but one: h2load opens no other connection for one that has had its
 * {@linkplain Limits.Builder#requestsPerConnection requests}.
 */
final class LannerServer {
    private LannerServer() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = Benchmark.of(arguments);
        Router router = Router.builder()
                .get("/plaintext", context -> context.response().text("Hello, World!"))
                .get(
                        "/100k",
                        context -> context.response()
                                .contentType("application/octet-stream")
                                .bytes(Benchmark.HUNDRED_KIB))
                .post(
                        "/echo",
                        context -> context.response()
                                .contentType("application/octet-stream")
                                .bytes(context.request().bytes()))
                .post(
                        "/upload",
                        context -> context.response()
                                .text(Long.toString(context.request().transferTo(new Discarded()))))
                .get("/sleep", context -> {
                    Benchmark.sleep();
                    context.response().text("Hello, World!");
                })
                .mount("/files", StaticFiles.of(benchmark.files()))
                .build();
        TlsOptions tls = TlsOptions.of(CertificateSource.pem(benchmark.certificate(), benchmark.key()));
        Lanner.run(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", benchmark.clear()))
                        .listen(Endpoint.https("127.0.0.1", benchmark.tls(), tls))
                        .limits(Limits.builder()
                                .requestsPerConnection(Integer.MAX_VALUE)
                                .build())
                        .build(),
                router);
    }

    /** Content is looked at no closer than by the others that get it in buffers outside of the heap. */
    private static final class Discarded implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int length = source.remaining();
            source.position(source.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
