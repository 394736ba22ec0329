package dev.lanner.server;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * Whether clients show a certificate, and whose are believed. Immutable.
 *
 * @param policy none, allowed or required
 * @param authorityFile a PEM file with the certificates of the authorities that are believed; null for none
 * @param authorities more of them, at hand already
 */
public record ClientCertificates(Policy policy, Path authorityFile, List<X509Certificate> authorities) {
    /** Clients are not asked. */
    public static final ClientCertificates NONE = new ClientCertificates(Policy.NONE, null, List.of());

    /** What is asked of clients. */
    public enum Policy {
        /** Nothing. */
        NONE,
        /** They may show a certificate; one that is not believed fails the handshake. */
        ALLOWED,
        /** They must show a certificate that is believed, else the handshake fails. */
        REQUIRED
    }

    /**
     * Checks that there is somebody to believe.
     *
     * @throws IllegalArgumentException if certificates are asked for and no authority is given
     */
    public ClientCertificates {
        Objects.requireNonNull(policy, "policy");
        authorities = List.copyOf(authorities);
        if (policy != Policy.NONE && authorityFile == null && authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "client certificates are " + policy + " but no authority is given that is believed");
        }
    }

    /**
     * Clients may show a certificate.
     *
     * @param authorityFile a PEM file with the certificates of the authorities that are believed
     * @return the policy
     */
    public static ClientCertificates allowed(Path authorityFile) {
        return new ClientCertificates(
                Policy.ALLOWED, Objects.requireNonNull(authorityFile, "authorityFile"), List.of());
    }

    /**
     * Clients may show a certificate.
     *
     * @param authorities those that are believed; a client's own certificate, too
     * @return the policy
     */
    public static ClientCertificates allowed(List<X509Certificate> authorities) {
        return new ClientCertificates(Policy.ALLOWED, null, authorities);
    }

    /**
     * Clients must show a certificate.
     *
     * @param authorityFile a PEM file with the certificates of the authorities that are believed
     * @return the policy
     */
    public static ClientCertificates required(Path authorityFile) {
        return new ClientCertificates(
                Policy.REQUIRED, Objects.requireNonNull(authorityFile, "authorityFile"), List.of());
    }

    /**
     * Clients must show a certificate.
     *
     * @param authorities those that are believed; a client's own certificate, too
     * @return the policy
     */
    public static ClientCertificates required(List<X509Certificate> authorities) {
        return new ClientCertificates(Policy.REQUIRED, null, authorities);
    }
}
