package dev.lanner.internal.tls;

import dev.lanner.server.CertificateSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Loads what a {@link CertificateSource} names, and finds the mistakes in it: each is one sentence. */
public final class Credentials {
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private Credentials() {}

    /**
     * Loads and checks.
     *
     * @param now when it is to be valid
     * @throws IOException in one sentence
     */
    public static Credential load(CertificateSource source, Instant now) throws IOException {
        EllipticCurves.require();
        Credential credential = read(source, now);
        check(credential.certificate(), source.toString(), now);
        return credential;
    }

    /** Not by a switch over types: to link one took a server's start as long as to read two files. */
    private static Credential read(CertificateSource source, Instant now) throws IOException {
        if (source instanceof CertificateSource.Pem pem) {
            return pem(pem);
        }
        if (source instanceof CertificateSource.Pkcs12 pkcs12) {
            return pkcs12(pkcs12);
        }
        if (source instanceof CertificateSource.Loaded loaded) {
            return arranged(loaded.key(), loaded.chain(), "the private key", "the given chain");
        }
        if (source instanceof CertificateSource.Development) {
            return DevelopmentFolder.ofUser().load(now).credential();
        }
        throw new IllegalArgumentException("a new kind of source: " + source);
    }

    /** The files that a source is read from: when one changes, it is worth to {@link #load} again. */
    static List<Path> files(CertificateSource source) {
        if (source instanceof CertificateSource.Pem pem) {
            return List.of(pem.certificateFile(), pem.keyFile());
        }
        if (source instanceof CertificateSource.Pkcs12 pkcs12) {
            return List.of(pkcs12.file());
        }
        if (source instanceof CertificateSource.Loaded) {
            return List.of();
        }
        if (source instanceof CertificateSource.Development) {
            DevelopmentFolder folder = DevelopmentFolder.ofUser();
            return List.of(folder.certificateFile(), folder.keyFile());
        }
        throw new IllegalArgumentException("a new kind of source: " + source);
    }

    private static Credential pem(CertificateSource.Pem source) throws IOException {
        Path certificateFile = source.certificateFile();
        Path keyFile = source.keyFile();
        List<PemBlock> certificateBlocks = PemBlock.read(certificateFile);
        List<PemBlock> keyBlocks = keyFile.equals(certificateFile) ? certificateBlocks : PemBlock.read(keyFile);
        boolean swapped = !keyFile.equals(certificateFile)
                && certificateBlocks.stream().noneMatch(PemBlock::isCertificate)
                && certificateBlocks.stream().anyMatch(PemBlock::isPrivateKey)
                && keyBlocks.stream().anyMatch(PemBlock::isCertificate);
        if (swapped) {
            throw new IOException("the certificate file " + certificateFile + " holds a private key, and the key file "
                    + keyFile + " a certificate: they look swapped");
        }
        List<X509Certificate> certificates = certificates(certificateFile, certificateBlocks);
        PrivateKey key = PrivateKeys.read(keyFile, keyBlocks, source.password());
        return arranged(key, certificates, "the private key in " + keyFile, certificateFile.toString());
    }

    /**
     * The certificates of a PEM file.
     *
     * @throws IOException in one sentence, also if there is none
     */
    static List<X509Certificate> certificates(Path file) throws IOException {
        return certificates(file, PemBlock.read(file));
    }

    private static List<X509Certificate> certificates(Path file, List<PemBlock> blocks) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemBlock block : blocks) {
                if (block.isCertificate()) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (CertificateException broken) {
            throw new IOException(file + " has a certificate that can't be read: " + broken.getMessage(), broken);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " has no certificate, but a block "
                    + blocks.getFirst().label());
        }
        return certificates;
    }

    private static Credential pkcs12(CertificateSource.Pkcs12 source) throws IOException {
        Path file = source.file();
        char[] password = source.password().toCharArray();
        byte[] content = SmallFile.read(file);
        CertificateSource.Loaded loaded;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            CertificateSource found = source.alias() == null
                    ? CertificateSource.of(store, password)
                    : CertificateSource.of(store, source.alias(), password);
            loaded = (CertificateSource.Loaded) found;
        } catch (IllegalArgumentException notThere) {
            throw new IOException(file + ": " + notThere.getMessage(), notThere);
        } catch (GeneralSecurityException failed) {
            throw new IOException(file + " can't be read as PKCS#12: " + failed.getMessage(), failed);
        } catch (IOException failed) {
            if (failed.getCause() instanceof UnrecoverableKeyException) {
                throw new KeyPasswordException(
                        password.length == 0
                                ? file + " is encrypted, and no password was given"
                                : "the password does not open " + file,
                        failed);
            }
            throw new IOException(
                    file + " can't be read as PKCS#12 (" + failed.getMessage()
                            + "): convert it with openssl, if it is something else",
                    failed);
        }
        return arranged(loaded.key(), loaded.chain(), "the private key in " + file, file.toString());
    }

    /** Finds the certificate that the key belongs to, and behind it each one's issuer, whatever the order they came in. */
    private static Credential arranged(PrivateKey key, List<X509Certificate> given, String keyName, String chainName)
            throws IOException {
        List<X509Certificate> left = new ArrayList<>(given);
        X509Certificate own = null;
        for (X509Certificate candidate : given) {
            if (own == null && KeyPair.isOne(key, candidate.getPublicKey())) {
                own = candidate;
            }
        }
        if (own == null) {
            throw new IOException(keyName + " does not belong to the certificate "
                    + given.getFirst().getSubjectX500Principal().getName() + " in " + chainName);
        }
        left.remove(own);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(own);
        for (X509Certificate issuer = issuer(own, left); issuer != null; issuer = issuer(issuer, left)) {
            left.remove(issuer);
            chain.add(issuer);
        }
        return new Credential(key, List.copyOf(chain));
    }

    private static X509Certificate issuer(X509Certificate certificate, List<X509Certificate> candidates) {
        for (X509Certificate candidate : candidates) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                try {
                    certificate.verify(candidate.getPublicKey());
                    return candidate;
                } catch (GeneralSecurityException another) {
                    // Another authority of that name, or that name's other key.
                }
            }
        }
        return null;
    }

    private static void check(X509Certificate certificate, String name, Instant now) throws IOException {
        String which =
                "the certificate " + certificate.getSubjectX500Principal().getName() + " in " + name;
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new IOException(
                    which + " has expired, on " + certificate.getNotAfter().toInstant());
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new IOException(which + " is not valid yet, but from "
                    + certificate.getNotBefore().toInstant());
        }
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            if (usages != null && !usages.contains(SERVER_AUTHENTICATION) && !usages.contains(ANY_USAGE)) {
                throw new IOException(which + " is not for servers: its extended key usage lacks serverAuth");
            }
        } catch (CertificateParsingException broken) {
            throw new IOException(which + " can't be read: " + broken.getMessage(), broken);
        }
    }
}
