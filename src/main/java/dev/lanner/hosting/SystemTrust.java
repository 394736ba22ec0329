package dev.lanner.hosting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * Whether the programs of this system trust a certificate, as far as that can be seen: Linux keeps those that are trusted
 * in one file, for all programs but browsers, which have lists of their own.
 *
 * @param bundle that file; null if there is none here
 * @param isTrusted whether the certificate is in it
 */
record SystemTrust(Path bundle, boolean isTrusted) {
    /** Of Debian, Ubuntu and Arch; of Fedora and its kin; of openSUSE. */
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    static SystemTrust in(X509Certificate certificate) {
        return in(certificate, BUNDLES);
    }

    /** In the first of the files that is there. */
    static SystemTrust in(X509Certificate certificate, List<Path> bundles) {
        for (Path bundle : bundles) {
            try {
                String text = Files.readString(bundle, StandardCharsets.ISO_8859_1);
                String own = Base64.getEncoder().encodeToString(certificate.getEncoded());
                return new SystemTrust(bundle, text.replaceAll("\\s", "").contains(own));
            } catch (IOException | CertificateEncodingException unknown) {
                // Another file may tell.
            }
        }
        return new SystemTrust(null, false);
    }
}
