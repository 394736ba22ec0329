package dev.lanner.middleware;

import java.util.Locale;

/** Numbers of bytes for people. */
final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteCount() {}

    /** Such as {@code 0 B}, {@code 999 B}, {@code 4.1 kB} or {@code 1.1 GB}: units of a thousand. */
    static String format(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 999.95) {
            amount /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
