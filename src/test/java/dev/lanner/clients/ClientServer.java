package dev.lanner.clients;

import dev.lanner.Lanner;
import dev.lanner.Router;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A server with {@link ClientApplication}: on a port in the clear and on one with TLS, both on both loopback addresses, and
 * on a Unix domain socket. Its folder has the certificate that clients are to trust, and the files of {@code /files}.
 */
final class ClientServer implements AutoCloseable {
    private final ClientApplication application = new ClientApplication();
    private final Path folder;
    private final DevelopmentCertificate certificate;
    private final Server server;
    private final List<String> addresses;

    private ClientServer(
            Path folder,
            DevelopmentCertificate certificate,
            int port,
            int tlsPort,
            Router.Builder more,
            UnaryOperator<TlsOptions.Builder> tls)
            throws IOException {
        this.folder = folder;
        this.certificate = certificate;
        Files.writeString(certificateFile(), certificate.pem());
        TlsOptions.Builder options = TlsOptions.builder()
                .certificate(CertificateSource.of(
                        certificate.credential().key(), certificate.credential().chain()));
        StaticFiles files = StaticFiles.builder(Files.createDirectories(folder.resolve("files")))
                .precompressed(true)
                .build();
        server = Lanner.start(
                ServerOptions.builder()
                        .listen(Endpoint.localhost(port))
                        .listen(Endpoint.localhost(tlsPort)
                                .withTls(tls.apply(options).build()))
                        .listen(Endpoint.unix(socket()))
                        .build(),
                application.routes(more).mount("/files", files).build());
        addresses = server.features().require(ServerAddressesFeature.class).addresses();
    }

    static ClientServer start(Path folder) throws IOException {
        return start(folder, Router.builder());
    }

    /** With more routes. */
    static ClientServer start(Path folder, Router.Builder more) throws IOException {
        return new ClientServer(folder, newCertificate(), 0, 0, more, UnaryOperator.identity());
    }

    /** With other options of TLS. */
    static ClientServer start(Path folder, UnaryOperator<TlsOptions.Builder> tls) throws IOException {
        return new ClientServer(folder, newCertificate(), 0, 0, Router.builder(), tls);
    }

    private static DevelopmentCertificate newCertificate() {
        return DevelopmentCertificate.make(Instant.now());
    }

    /** On the ports of one that has begun to stop. */
    static ClientServer startInPlaceOf(ClientServer old, Router.Builder more) throws IOException {
        Path folder = Files.createDirectory(old.folder.resolve("next"));
        return new ClientServer(
                folder, old.certificate, old.port(Way.HTTP1), old.port(Way.HTTP1_TLS), more, UnaryOperator.identity());
    }

    /** Begins to stop, and comes back when nothing new is accepted; what runs has half a minute. */
    Future<StopReport> beginToStop() {
        Future<StopReport> report = Await.async(() -> server.stop(Duration.ofSeconds(30)));
        Await.until("the ports are closed", () -> !accepts(port(Way.HTTP1)) && !accepts(port(Way.HTTP1_TLS)));
        return report;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
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
        return folder.resolve("s");
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
