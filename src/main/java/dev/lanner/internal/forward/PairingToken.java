package dev.lanner.internal.forward;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A secret of 128 bits that a process and its gateway share: the process refuses what does not bring it. Never logged.
 *
 * @param value 32 hexadecimal digits
 */
public record PairingToken(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static PairingToken random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new PairingToken(HexFormat.of().formatHex(bytes));
    }

    /** Whether that is the token, in a time that does not tell how much of it is right. */
    boolean is(String text) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.ISO_8859_1), value.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return "***";
    }
}
