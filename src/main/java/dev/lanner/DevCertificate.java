package dev.lanner;

import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.DevelopmentFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.SSLContext;

/**
 * The certificate for this machine's loopback names that {@link dev.lanner.server.CertificateSource#development()} uses:
 * to look at it, to export it, and to give clients in tests what they need to trust it.
 *
 * <pre>{@code
 * HttpClient client = HttpClient.newBuilder()
 *         .sslContext(DevCertificate.load().clientContext())
 *         .build();
 * }</pre>
 *
 * Immutable.
 */
public final class DevCertificate {
    private final DevelopmentCertificate own;
    private final Path file;

    private DevCertificate(DevelopmentCertificate own, Path file) {
        this.own = own;
        this.file = file;
    }

    /**
     * The one that is kept in {@code ~/.lanner}, or where the environment variable {@code LANNER_HOME} says. It is made if
     * there is none, and renewed if it has less than 30 of its 397 days left.
     *
     * @return the certificate
     * @throws IOException if it can't be kept there, with a sentence that says why
     */
    public static DevCertificate load() throws IOException {
        DevelopmentFolder folder = DevelopmentFolder.ofUser();
        return new DevCertificate(folder.load(Clock.systemUTC().instant()), folder.certificateFile());
    }

    /**
     * The certificate itself. It is its own authority.
     *
     * @return the certificate
     */
    public X509Certificate certificate() {
        return own.credential().certificate();
    }

    /**
     * The certificate as text, for files and for other programs.
     *
     * @return PEM
     */
    public String pem() {
        return own.pem();
    }

    /**
     * Where it is kept, as PEM.
     *
     * @return the file, to be trusted by other programs
     */
    public Path file() {
        return file;
    }

    /**
     * A context for clients that trust this certificate, and nothing else.
     *
     * @return a new context
     */
    public SSLContext clientContext() {
        return own.clientContext();
    }
}
