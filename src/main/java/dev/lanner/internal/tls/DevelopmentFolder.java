package dev.lanner.internal.tls;

import dev.lanner.server.CertificateSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folder that keeps the development certificate and its key as PEM, both readable by this user alone. For any number
 * of threads and processes: they write one after the other, and who finds one file of the old pair and one of the new
 * looks again when the writer is done.
 *
 * @param path the folder, which need not exist
 */
public record DevelopmentFolder(Path path) {
    /** With less of its life left a certificate is renewed. */
    public static final Duration RENEWAL = Duration.ofDays(30);

    private static final String CERTIFICATE_FILE = "dev-cert.pem";
    private static final String KEY_FILE = "dev-key.pem";
    private static final String LOCK_FILE = ".lock";

    /** Among the threads of this process; a lock on a file is for processes alone. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private interface Work<T> {
        T get() throws IOException;
    }

    /** The environment's {@code LANNER_HOME}, else {@code .lanner} under the user's home. */
    public static DevelopmentFolder ofUser() {
        String home = System.getenv("LANNER_HOME");
        return new DevelopmentFolder(
                home == null || home.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".lanner")
                        : Path.of(home).toAbsolutePath());
    }

    public Path certificateFile() {
        return path.resolve(CERTIFICATE_FILE);
    }

    public Path keyFile() {
        return path.resolve(KEY_FILE);
    }

    /**
     * The certificate that is kept; made if there is none, or if it is about to expire or can't be used.
     *
     * @throws IOException in one sentence, if it can't be kept
     */
    public DevelopmentCertificate load(Instant now) throws IOException {
        DevelopmentCertificate kept = fresh(now);
        return kept != null ? kept : alone(() -> freshOrMade(now));
    }

    /** Looks again: another may have made it while we waited for our turn. */
    private DevelopmentCertificate freshOrMade(Instant now) throws IOException {
        DevelopmentCertificate kept = fresh(now);
        return kept != null ? kept : make(now);
    }

    private DevelopmentCertificate fresh(Instant now) {
        DevelopmentCertificate kept = kept();
        return kept != null && isFresh(kept.credential().certificate(), now) ? kept : null;
    }

    /** The certificate that is kept, however old; null if there is none, or none that can be used. */
    public DevelopmentCertificate kept() {
        try {
            List<X509Certificate> chain = Credentials.certificates(certificateFile());
            PrivateKey key = PrivateKeys.read(keyFile(), PemBlock.read(keyFile()), null);
            Instant valid = chain.getFirst().getNotBefore().toInstant();
            return new DevelopmentCertificate(Credentials.load(new CertificateSource.Loaded(key, chain), valid));
        } catch (IOException none) {
            return null;
        }
    }

    private static boolean isFresh(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant().minus(RENEWAL));
    }

    /**
     * Makes a certificate with a new key, and keeps it in the place of the one before.
     *
     * @throws IOException in one sentence, if it can't be kept
     */
    public DevelopmentCertificate renew(Instant now) throws IOException {
        return alone(() -> make(now));
    }

    private DevelopmentCertificate make(Instant now) throws IOException {
        DevelopmentCertificate made = DevelopmentCertificate.make(now);
        PrivateFile.write(keyFile(), made.keyPem().getBytes(StandardCharsets.US_ASCII));
        PrivateFile.write(certificateFile(), made.pem().getBytes(StandardCharsets.US_ASCII));
        return made;
    }

    /** Does something while no other process and no other thread of this one writes here. */
    private <T> T alone(Work<T> work) throws IOException {
        EllipticCurves.require();
        WRITING.lock();
        try {
            PrivateFile.createFolder(path);
            try (FileChannel channel = FileChannel.open(
                            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                assert held.isValid();
                return work.get();
            }
        } catch (IOException failed) {
            throw new IOException(
                    "the development certificate can't be kept in " + path + " (" + failed
                            + "): make that folder, or name another one in LANNER_HOME",
                    failed);
        } finally {
            WRITING.unlock();
        }
    }

    /**
     * Removes the certificate and its key.
     *
     * @return false if there was neither
     */
    public boolean remove() throws IOException {
        boolean hadKey = Files.deleteIfExists(keyFile());
        return Files.deleteIfExists(certificateFile()) || hadKey;
    }
}
