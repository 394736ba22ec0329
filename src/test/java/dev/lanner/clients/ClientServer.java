package dev.lanner.clients;

import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A server with {@link ClientApplication}: on a port in the clear and on one with TLS, both on both loopback addresses, and
 * on a Unix domain socket. Its folder has the certificate that clients are to trust, and the files of {@code /files}.
 */
final class ClientServer implements AutoCloseable {
    private static final String SOCKET = "s";

    private final ClientApplication application;
    private final Path folder;
    private final DevelopmentCertificate certificate;
    private final Server server;
    private final List<String> addresses;

    private ClientServer(ClientApplication application, Path folder, DevelopmentCertificate certificate, Server server)
            throws IOException {
        this.application = application;
        this.folder = folder;
        this.certificate = certificate;
        this.server = server;
        this.addresses = server.features().require(ServerAddressesFeature.class).addresses();
        Files.writeString(certificateFile(), certificate.pem());
    }

    static ClientServer start(Path folder) throws IOException {
        return start(folder, Router.builder());
    }

    /** With more routes. */
    static ClientServer start(Path folder, Router.Builder more) throws IOException {
        return start(folder, more, Limits.builder().build());
    }

    /** With more routes, and other limits. */
    static ClientServer start(Path folder, Router.Builder more, Limits limits) throws IOException {
        return start(folder, more, limits, UnaryOperator.identity());
    }

    /** With other options of TLS. */
    static ClientServer start(Path folder, UnaryOperator<TlsOptions.Builder> tls) throws IOException {
        return start(folder, Router.builder(), Limits.builder().build(), tls);
    }

    private static ClientServer start(
            Path folder, Router.Builder more, Limits limits, UnaryOperator<TlsOptions.Builder> tls) throws IOException {
        ClientApplication application = new ClientApplication();
        DevelopmentCertificate certificate = DevelopmentCertificate.make(Instant.now());
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.localhost(0))
                .listen(Endpoint.localhost(0)
                        .withTls(tls.apply(tls(certificate)).build()))
                .listen(Endpoint.unix(folder.resolve(SOCKET)))
                .limits(limits)
                .build();
        Server server = Lanner.start(options, router(application, folder, more));
        return new ClientServer(application, folder, certificate, server);
    }

    private static TlsOptions.Builder tls(DevelopmentCertificate certificate) {
        return TlsOptions.builder()
                .certificate(CertificateSource.of(
                        certificate.credential().key(), certificate.credential().chain()));
    }

    private static Router router(ClientApplication application, Path folder, Router.Builder more) throws IOException {
        StaticFiles files = StaticFiles.builder(Files.createDirectories(folder.resolve("files")))
                .precompressed(true)
                .build();
        return application.routes(more).mount("/files", files).build();
    }

    /** Begins to stop; what runs has half a minute. */
    Future<StopReport> beginToStop() {
        return Await.async(() -> server.stop(Duration.ofSeconds(30)));
    }

    /** Another one on its ports, as soon as it has given them up. */
    ClientServer next(Router.Builder more) throws IOException {
        Path nextFolder = Files.createDirectory(folder.resolve("next"));
        ClientApplication nextApplication = new ClientApplication();
        Router router = router(nextApplication, nextFolder, more);
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.localhost(port(Way.HTTP1)))
                .listen(Endpoint.localhost(port(Way.HTTP1_TLS))
                        .withTls(tls(certificate).build()))
                .build();
        AtomicReference<Server> started = new AtomicReference<>();
        Await.until("the ports are free", () -> {
            try {
                started.set(Lanner.start(options, router));
                return true;
            } catch (BindException inUse) {
                return false;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        return new ClientServer(nextApplication, nextFolder, certificate, started.get());
    }

    ClientApplication application() {
        return application;
    }

    String url(Way way, String path) {
        return addresses.get(way.isTls() ? 1 : 0) + path;
    }

    URI uri(Way way, String path) {
        return URI.create(url(way, path));
    }

    int port(Way way) {
        return uri(way, "/").getPort();
    }

    Path socket() {
        return folder.resolve(SOCKET);
    }

    /** For clients in Java. */
    SSLContext clientContext() {
        return certificate.clientContext();
    }

    X509Certificate certificate() {
        return certificate.credential().chain().getFirst();
    }

    /** In PEM. */
    Path certificateFile() {
        return folder.resolve("ca.pem");
    }

    /** Something for {@code /files}. */
    Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve("files").resolve(name), content);
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
