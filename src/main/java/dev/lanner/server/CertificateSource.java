package dev.lanner.server;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Where a certificate, its chain and its private key come from. Immutable.
 *
 * <p>Files are read when the server starts, and again when they change; a mistake in them fails the start with one
 * sentence, and later keeps what was there before.
 */
public sealed interface CertificateSource {
    /**
     * PEM files. The certificates may stand in any order, and in one file with the key. Keys are RSA, EC or Ed25519, in
     * PKCS#8 (also encrypted, by PBES2), PKCS#1 or SEC1.
     *
     * @param certificateFile has the certificate and those of the authorities between it and a root
     * @param keyFile has the private key; may be the same file
     * @param password of an encrypted key; null for none
     */
    record Pem(Path certificateFile, Path keyFile, String password) implements CertificateSource {
        /** Checks that both files are named. */
        public Pem {
            Objects.requireNonNull(certificateFile, "certificateFile");
            Objects.requireNonNull(keyFile, "keyFile");
        }

        // By hand, here and below: for a record's own the JVM makes code at the start of every server with TLS.
        @Override
        public boolean equals(Object other) {
            return other instanceof Pem pem
                    && certificateFile.equals(pem.certificateFile)
                    && keyFile.equals(pem.keyFile)
                    && Objects.equals(password, pem.password);
        }

        @Override
        public int hashCode() {
            return Objects.hash(certificateFile, keyFile, password);
        }

        @Override
        public String toString() {
            return certificateFile.equals(keyFile) ? certificateFile.toString() : certificateFile + " and " + keyFile;
        }
    }

    /**
     * A PKCS#12 file.
     *
     * @param file has a private key with its chain
     * @param password of the file and of the key in it; may be empty
     * @param alias the name of the key; null for the only one
     */
    record Pkcs12(Path file, String password, String alias) implements CertificateSource {
        /** Checks that file and password are given. */
        public Pkcs12 {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Pkcs12 pkcs12
                    && file.equals(pkcs12.file)
                    && password.equals(pkcs12.password)
                    && Objects.equals(alias, pkcs12.alias);
        }

        @Override
        public int hashCode() {
            return Objects.hash(file, password, alias);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * A key and its chain, at hand already.
     *
     * @param key the private key; also one that does not leave its hardware
     * @param chain the certificate first, then those of the authorities between it and a root
     */
    record Loaded(PrivateKey key, List<X509Certificate> chain) implements CertificateSource {
        /**
         * Checks that there is a certificate.
         *
         * @throws IllegalArgumentException if the chain is empty
         */
        public Loaded {
            Objects.requireNonNull(key, "key");
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("the chain is empty; it must begin with the key's certificate");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Loaded loaded && key.equals(loaded.key) && chain.equals(loaded.chain);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, chain);
        }

        @Override
        public String toString() {
            return "the certificate of " + chain.getFirst().getSubjectX500Principal();
        }
    }

    /**
     * A certificate for this machine's loopback names that Lanner makes, keeps under the user's home (in
     * {@code ~/.lanner}, or where the environment variable {@code LANNER_HOME} says) and renews by itself. For
     * development: no browser trusts it until its owner does.
     */
    record Development() implements CertificateSource {
        @Override
        public boolean equals(Object other) {
            return other instanceof Development;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "the development certificate";
        }
    }

    /**
     * One PEM file with certificates and key.
     *
     * @param file the file
     * @return the source
     */
    static CertificateSource pem(Path file) {
        return new Pem(file, file, null);
    }

    /**
     * Two PEM files.
     *
     * @param certificateFile has the certificate and its chain
     * @param keyFile has the private key, not encrypted
     * @return the source
     */
    static CertificateSource pem(Path certificateFile, Path keyFile) {
        return new Pem(certificateFile, keyFile, null);
    }

    /**
     * PEM files with an encrypted key.
     *
     * @param certificateFile has the certificate and its chain
     * @param keyFile has the private key; may be the same file
     * @param password of the key
     * @return the source
     */
    static CertificateSource pem(Path certificateFile, Path keyFile, String password) {
        return new Pem(certificateFile, keyFile, password);
    }

    /**
     * A PKCS#12 file with one key.
     *
     * @param file the file
     * @param password of the file; may be empty
     * @return the source
     */
    static CertificateSource pkcs12(Path file, String password) {
        return new Pkcs12(file, password, null);
    }

    /**
     * A key and its chain.
     *
     * @param key the private key
     * @param chain the certificate first
     * @return the source
     * @throws IllegalArgumentException if the chain is empty
     */
    static CertificateSource of(PrivateKey key, List<X509Certificate> chain) {
        return new Loaded(key, chain);
    }

    /**
     * The only key of a key store, of any type that this Java machine knows.
     *
     * @param keys the store, loaded
     * @param password of the key
     * @return the source
     * @throws IllegalArgumentException if the store has no key, several, or one that does not open
     */
    static CertificateSource of(KeyStore keys, char[] password) {
        try {
            List<String> aliases = new ArrayList<>();
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            if (aliases.size() != 1) {
                throw new IllegalArgumentException("the key store has "
                        + (aliases.isEmpty() ? "no key" : "several keys: " + aliases) + "; name one that there is");
            }
            return of(keys, aliases.getFirst(), password);
        } catch (GeneralSecurityException failed) {
            throw new IllegalArgumentException("the key store can't be read: " + failed.getMessage(), failed);
        }
    }

    /**
     * A key of a key store, of any type that this Java machine knows.
     *
     * @param keys the store, loaded
     * @param alias the key's name
     * @param password of the key
     * @return the source
     * @throws IllegalArgumentException if the store has no such key, or one that does not open
     */
    static CertificateSource of(KeyStore keys, String alias, char[] password) {
        try {
            Key key = keys.getKey(alias, password);
            Certificate[] chain = keys.getCertificateChain(alias);
            if (!(key instanceof PrivateKey privateKey) || chain == null) {
                throw new IllegalArgumentException("the key store has no private key named " + alias);
            }
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : chain) {
                certificates.add((X509Certificate) certificate);
            }
            return new Loaded(privateKey, certificates);
        } catch (GeneralSecurityException failed) {
            throw new IllegalArgumentException(
                    "the key " + alias + " can't be read from the key store: " + failed.getMessage(), failed);
        }
    }

    /**
     * The development certificate.
     *
     * @return the source
     */
    static CertificateSource development() {
        return new Development();
    }
}
