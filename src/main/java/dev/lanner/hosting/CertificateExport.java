package dev.lanner.hosting;

import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;

/**
 * Gives the development certificate to other programs, as they like it.
 *
 * @param withKey whether its private key goes with it
 * @param password what protects a PKCS#12 file
 */
record CertificateExport(boolean withKey, KeyPassword password) {
    private static final String ALIAS = "lanner-dev";

    static CertificateExport of(Arguments arguments, Map<String, String> environment) throws UsageException {
        return new CertificateExport(arguments.has(Option.WITH_KEY), KeyPassword.read(arguments, environment));
    }

    /**
     * Writes the certificate to a file, or to standard output.
     *
     * @param file its ending tells the form; null for standard output
     */
    void write(DevelopmentCertificate certificate, Path file, PrintStream out) throws IOException {
        if (file == null) {
            out.print(pem(certificate));
            return;
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean pkcs12 = name.endsWith(".p12") || name.endsWith(".pfx");
        byte[] content = pkcs12 ? pkcs12(certificate) : pem(certificate).getBytes(StandardCharsets.US_ASCII);
        boolean alone = withKey && isReplaceable(file);
        try {
            if (alone) {
                PrivateFile.write(file, content);
            } else {
                Files.write(file, content);
            }
        } catch (IOException failed) {
            throw new IOException(file + " can't be written: " + failed, failed);
        }
        boolean locked = pkcs12 && password.text() != null;
        out.println("Wrote the certificate " + (withKey ? "and its private key to " : "to ") + file
                + (locked ? ", with the password from " + password.origin() : withKey ? ", without a password" : "")
                + (alone ? ", for you alone." : "."));
    }

    /** A device, a pipe or a link is written to, and stays. */
    private static boolean isReplaceable(Path file) {
        return !Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private String pem(DevelopmentCertificate certificate) {
        return certificate.pem() + (withKey ? certificate.keyPem() : "");
    }

    private byte[] pkcs12(DevelopmentCertificate development) throws IOException {
        X509Certificate certificate = development.credential().certificate();
        char[] secret = password.text() == null ? new char[0] : password.text().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (withKey) {
                store.setKeyEntry(ALIAS, development.credential().key(), secret, new X509Certificate[] {certificate});
            } else {
                store.setCertificateEntry(ALIAS, certificate);
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            store.store(content, secret);
            return content.toByteArray();
        } catch (GeneralSecurityException lacking) {
            throw new IOException("this Java machine can't write PKCS#12: " + lacking.getMessage(), lacking);
        }
    }
}
