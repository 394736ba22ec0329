package dev.lanner.conformance;

import dev.lanner.Handler;
import dev.lanner.Lanner;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.tls.Credential;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.time.Instant;
import java.util.List;

/** What h2spec talks to: a server on two ports, in the clear and over TLS. As a program, it serves until it is killed. */
final class H2SpecServer implements AutoCloseable {
    /** Reads the content before it answers: an answer that comes first would end streams that a case still needs. */
    private static final Handler ANSWER = context -> {
        context.request().bytes();
        context.response().text("Hello");
    };

    private final Server server;

    private H2SpecServer(Server server) {
        this.server = server;
    }

    static H2SpecServer start() throws Exception {
        Credential credential = DevelopmentCertificate.make(Instant.now()).credential();
        TlsOptions tls = TlsOptions.builder()
                .certificate(CertificateSource.of(credential.key(), credential.chain()))
                .build();
        ServerOptions listening = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .listen(Endpoint.https("127.0.0.1", 0, tls))
                .build();
        return new H2SpecServer(Lanner.start(listening, ANSWER));
    }

    /** The URL in the clear, then the one over TLS. */
    List<String> urls() {
        return server.features().require(ServerAddressesFeature.class).addresses();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Prints both URLs, for {@code tools/h2spec-soak}. */
    public static void main(String[] arguments) throws Exception {
        H2SpecServer started = start();
        System.out.println(String.join(" ", started.urls()));
        Thread.currentThread().join();
    }
}
