package dev.lanner;

import dev.lanner.server.BadRequestException;
import java.nio.charset.StandardCharsets;

/**
 * {@code application/x-www-form-urlencoded}, as queries and forms have it, read by the URL Standard (§5.1): nothing is an
 * error. A plus stands for a blank, a percent sign that begins no escape for itself, and bytes that are not UTF-8 for
 * U+FFFD.
 */
final class UrlEncoded {
    private UrlEncoded() {}

    /** Reads {@code name=value&name&...}; pieces with nothing in them are skipped. */
    static Parameters read(byte[] encoded, Parameters.Collector into) throws BadRequestException {
        byte[] scratch = new byte[encoded.length];
        for (int from = 0; from < encoded.length; ) {
            int to = find('&', encoded, from, encoded.length);
            if (to > from) {
                int equals = find('=', encoded, from, to);
                into.add(
                        decode(encoded, from, equals, scratch),
                        equals == to ? "" : decode(encoded, equals + 1, to, scratch));
            }
            from = to + 1;
        }
        return into.parameters();
    }

    private static int find(char wanted, byte[] in, int from, int to) {
        int at = from;
        while (at < to && in[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String decode(byte[] encoded, int from, int to, byte[] scratch) {
        int length = 0;
        for (int at = from; at < to; at++) {
            byte b = encoded[at];
            if (b == '%' && at + 2 < to && hex(encoded[at + 1]) >= 0 && hex(encoded[at + 2]) >= 0) {
                b = (byte) (hex(encoded[at + 1]) << 4 | hex(encoded[at + 2]));
                at += 2;
            } else if (b == '+') {
                b = ' ';
            }
            scratch[length++] = b;
        }
        return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
