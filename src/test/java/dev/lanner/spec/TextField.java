package dev.lanner.spec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a field block as bytes (RFC 7541 §6). A field is a literal that enters no table, without Huffman's code, unless
 * a mark before it says otherwise: what a text test sends must not depend on an encoder.
 */
final class TextField {
    private static final Pattern MARK =
            Pattern.compile("\\((block|indexed|table size|never indexed|added)(?: ([0-9a-f]+))?\\) ?(.*)");

    private TextField() {}

    static byte[] bytes(String line) {
        Matcher mark = MARK.matcher(line);
        if (!mark.matches()) {
            return literal(0x00, 0x0f, line);
        }
        return switch (mark.group(1)) {
            case "block" -> HexFormat.of().parseHex(mark.group(2));
            case "indexed" -> integer(0x80, 0x7f, Long.parseLong(mark.group(2)));
            case "table size" -> integer(0x20, 0x1f, Long.parseLong(mark.group(2)));
            case "never indexed" -> literal(0x10, 0x0f, mark.group(3));
            case "added" -> literal(0x40, 0x3f, mark.group(3));
            default -> throw new IllegalArgumentException("a field with an unknown mark: " + line);
        };
    }

    private static byte[] literal(int pattern, int mask, String line) {
        int colon = line.indexOf(": ");
        boolean empty = colon < 0 && line.endsWith(":");
        if (colon < 0 && !empty) {
            throw new IllegalArgumentException("no field: " + line);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(integer(pattern, mask, 0));
        string(out, empty ? line.substring(0, line.length() - 1) : line.substring(0, colon));
        string(out, empty ? "" : line.substring(colon + 2));
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = Escapes.bytes(text);
        out.writeBytes(integer(0x00, 0x7f, bytes.length));
        out.writeBytes(bytes);
    }

    private static byte[] integer(int pattern, int mask, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (value < mask) {
            out.write((int) (pattern | value));
            return out.toByteArray();
        }
        out.write(pattern | mask);
        long left = value - mask;
        while (left >= 0x80) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }
}
