package dev.lanner.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.util.Arrays;

/**
 * Whether a private key belongs to a public one. A key that says to which one is believed, since only mistakes are looked
 * for: to sign and to verify takes a Java machine that has just been started a tenth of a second.
 */
final class KeyPair {
    /** In an EC key: its public key (RFC 5915 §3). */
    private static final int PUBLIC_KEY = 0xa1;

    private KeyPair() {}

    static boolean isOne(PrivateKey key, PublicKey publicKey) {
        return key.getAlgorithm().equals(publicKey.getAlgorithm())
                && (names(key, publicKey) || signsFor(key, publicKey));
    }

    private static boolean names(PrivateKey key, PublicKey publicKey) {
        return switch (key.getAlgorithm()) {
            case "RSA" ->
                key instanceof RSAKey own
                        && publicKey instanceof RSAKey other
                        && own.getModulus().equals(other.getModulus());
            case "EC" -> key.getEncoded() != null && Arrays.equals(point(key.getEncoded()), point(publicKey));
            default -> false;
        };
    }

    /** The public point that a private EC key has with it; null for none (RFC 5958 §2, RFC 5915 §3). */
    private static byte[] point(byte[] privateKey) {
        try {
            DerReader info = new DerReader(new DerReader(privateKey).content(Der.SEQUENCE));
            info.content(Der.INTEGER);
            info.content(Der.SEQUENCE);
            DerReader key = new DerReader(new DerReader(info.content(Der.OCTET_STRING)).content(Der.SEQUENCE));
            while (key.hasNext()) {
                if (key.tag() == PUBLIC_KEY) {
                    return new DerReader(key.content()).content(Der.BIT_STRING);
                }
                key.content();
            }
        } catch (IllegalArgumentException another) {
            // A provider's own form.
        }
        return null;
    }

    /** The same of a certificate's key (RFC 5280 §4.1). */
    private static byte[] point(PublicKey publicKey) {
        DerReader info = new DerReader(new DerReader(publicKey.getEncoded()).content(Der.SEQUENCE));
        info.content(Der.SEQUENCE);
        return info.content(Der.BIT_STRING);
    }

    /** Whether what the one signs can be verified by the other. */
    private static boolean signsFor(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] text = {'L', 'a', 'n', 'n', 'e', 'r'};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException anotherKind) {
            return false;
        }
    }
}
