package dev.lanner.internal.hpack;

import java.nio.charset.StandardCharsets;

/** The grammar of names and values in HTTP/2, on bytes (RFC 9113 §8.2.1). */
final class FieldBytes {
    /** The characters of a token without the letters in upper case. */
    private static final boolean[] NAME = new boolean[256];

    static {
        String allowed = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
        for (int i = 0; i < allowed.length(); i++) {
            NAME[allowed.charAt(i)] = true;
        }
    }

    private FieldBytes() {}

    /** What is wrong with a field's name, or null. Each pseudo-header is {@link FieldFault#PSEUDO_HEADER_UNKNOWN} here. */
    static FieldFault nameFault(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (!NAME[bytes[i] & 0xff]) {
                if (bytes[from] == ':') {
                    return FieldFault.PSEUDO_HEADER_UNKNOWN;
                }
                return bytes[i] >= 'A' && bytes[i] <= 'Z' ? FieldFault.NAME_UPPER_CASE : FieldFault.NAME_MALFORMED;
            }
        }
        return length == 0 ? FieldFault.NAME_EMPTY : null;
    }

    /** What is wrong with a field's value, or null. */
    static FieldFault valueFault(byte[] bytes, int from, int length) {
        if (length == 0) {
            return null;
        }
        for (int i = from; i < from + length; i++) {
            byte b = bytes[i];
            if (b < ' ' && b >= 0 && b != '\t' || b == 0x7f) {
                return FieldFault.VALUE_MALFORMED;
            }
        }
        return isBlank(bytes[from]) || isBlank(bytes[from + length - 1]) ? FieldFault.VALUE_PADDED : null;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Text in which each character stands for one byte. */
    static String text(byte[] bytes, int from, int length) {
        return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
