package dev.lanner.authentication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Locale;

/** The channel as the server's end of TLS: the binding {@code tls-server-end-point} (RFC 5929 §4). */
final class ServerEndPoint {
    private static final byte[] NONE = new byte[16];
    private static final String PSS = "RSASSA-PSS";

    /** Windows and MIT say so that there is no address, Java says it otherwise (RFC 2744 §3.11). */
    private static final int[] NO_ADDRESS = {0, 255};

    private ServerEndPoint() {}

    /** Whether a hash of bindings says that there are none. */
    static boolean isNone(byte[] bindings) {
        return Arrays.equals(bindings, NONE);
    }

    /** Whether a hash of bindings is that of the channel whose server has shown a certificate. */
    static boolean matches(byte[] bindings, X509Certificate certificate) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance(hashOf(certificate)).digest(certificate.getEncoded());
        byte[] prefix = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);
        boolean matches = false;
        for (int address : NO_ADDRESS) {
            ByteBuffer channel = ByteBuffer.allocate(20 + prefix.length + hash.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(address)
                    .putInt(0)
                    .putInt(address)
                    .putInt(0)
                    .putInt(prefix.length + hash.length)
                    .put(prefix)
                    .put(hash);
            byte[] md5 = MessageDigest.getInstance("MD5").digest(channel.array());
            matches |= MessageDigest.isEqual(md5, bindings);
        }
        return matches;
    }

    /**
     * That of the certificate's signature; SHA-256 in the place of MD5, of SHA-1, and of none (RFC 5929 §4.1). RSASSA-PSS has it in
     * its parameters (RFC 4055 §3.1).
     */
    private static String hashOf(X509Certificate certificate) throws GeneralSecurityException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash =
                signature.equals(PSS) ? pssHash(certificate.getSigAlgParams()) : signature.replaceFirst("WITH.*", "");
        return switch (hash) {
            case "SHA-224", "SHA224" -> "SHA-224";
            case "SHA-384", "SHA384" -> "SHA-384";
            case "SHA-512", "SHA512" -> "SHA-512";
            default -> "SHA-256";
        };
    }

    private static String pssHash(byte[] parameters) throws GeneralSecurityException {
        AlgorithmParameters read = AlgorithmParameters.getInstance(PSS);
        try {
            read.init(parameters);
        } catch (IOException malformed) {
            throw new GeneralSecurityException(malformed);
        }
        return read.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    }
}
