package dev.lanner.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A secret of 128 bits that a process and its gateway share: the process refuses what does not bring it. Never logged.
 *
 * @param value 32 hexadecimal digits
 */
record PairingToken(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static PairingToken random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new PairingToken(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return "***";
    }
}
