package dev.lanner.hosting;

import dev.lanner.internal.tls.Credentials;
import dev.lanner.internal.tls.KeyPasswordException;
import dev.lanner.internal.tls.SmallFile;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How {@code serve} is to speak TLS by its options. Every certificate is loaded once, to find the mistakes in it. */
final class ServerCertificates {
    private static final int ALTERNATIVE_NAME_DNS = 2;

    /** PKCS#12 begins with it, and with a length of several bytes, which no text does. */
    private static final byte DER_SEQUENCE = 0x30;

    private final TlsOptions.Builder builder = TlsOptions.builder();
    private final KeyPassword password;
    private final Instant now;

    private ServerCertificates(KeyPassword password, Instant now) {
        this.password = password;
        this.now = now;
    }

    /**
     * Reads the options.
     *
     * @param now when the certificates must be valid
     * @return null for no TLS
     */
    static TlsOptions read(Arguments arguments, Map<String, String> environment, Instant now) throws UsageException {
        List<String> files = arguments.values(Option.CERT);
        List<String> keys = arguments.values(Option.KEY);
        if (!keys.isEmpty() && keys.size() != files.size()) {
            throw new UsageException("there are " + files.size() + " --cert and " + keys.size()
                    + " --key: give each certificate its own, or none if the keys are in the same files.");
        }
        if (files.isEmpty()) {
            return arguments.has(Option.HTTPS) ? TlsOptions.development() : null;
        }
        ServerCertificates certificates = new ServerCertificates(KeyPassword.read(arguments, environment), now);
        for (int i = 0; i < files.size(); i++) {
            String key = keys.isEmpty() ? files.get(i) : keys.get(i);
            certificates.add(files.get(i), key, i == 0, files.size() > 1);
        }
        return certificates.builder.build();
    }

    private void add(String file, String key, boolean isDefault, boolean byName) throws UsageException {
        try {
            CertificateSource source = source(Arguments.path(file), Arguments.path(key));
            X509Certificate certificate = Credentials.load(source, now).certificate();
            if (isDefault) {
                builder.certificate(source);
            }
            if (byName) {
                addNames(source, certificate);
            }
        } catch (KeyPasswordException wrong) {
            throw new UsageException(wrong.getMessage()
                    + (password.text() == null
                            ? ": " + KeyPassword.ADVICE + "."
                            : "; it came from " + password.origin() + "."));
        } catch (IOException mistake) {
            throw new UsageException(mistake.getMessage() + ".");
        }
    }

    private CertificateSource source(Path file, Path key) throws IOException, UsageException {
        byte[] content = SmallFile.read(file);
        boolean pkcs12 = content.length > 1 && content[0] == DER_SEQUENCE && content[1] < 0;
        if (!pkcs12) {
            return CertificateSource.pem(file, key, password.text());
        }
        if (!key.equals(file)) {
            throw new UsageException(file + " is PKCS#12, which has its key inside: leave out --key " + key + ".");
        }
        return CertificateSource.pkcs12(file, password.text() == null ? "" : password.text());
    }

    private void addNames(CertificateSource source, X509Certificate certificate) throws IOException, UsageException {
        List<String> names = hostNames(certificate);
        if (names.isEmpty()) {
            throw new UsageException("the certificate in " + source + " names no host, so that nobody could ask for it"
                    + " among several.");
        }
        try {
            names.forEach(name -> builder.certificate(name, source));
        } catch (IllegalArgumentException noName) {
            throw new UsageException("the certificate in " + source + ": " + noName.getMessage() + ".");
        }
    }

    private static List<String> hostNames(X509Certificate certificate) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.getFirst().equals(ALTERNATIVE_NAME_DNS)) {
                    names.add((String) alternative.get(1));
                }
            }
        } catch (CertificateParsingException broken) {
            throw new IOException("the certificate's names can't be read: " + broken.getMessage(), broken);
        }
        return names;
    }
}
