package dev.lanner.internal.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with the chain that goes with it, checked.
 *
 * @param chain the key's certificate first, then each one's issuer
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The kind of key as the engine names it. */
    String keyType() {
        return certificate().getPublicKey().getAlgorithm();
    }
}
