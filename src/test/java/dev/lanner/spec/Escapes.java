package dev.lanner.spec;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as text tests write them: printable ASCII as itself, all else as {@code \r \n \t \\ \" \xHH}. */
final class Escapes {
    private Escapes() {}

    /** The bytes that a line stands for. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("a character that must be escaped: " + text);
            }
            if (c != '\\') {
                bytes.write(c);
                i++;
                continue;
            }
            char kind = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            switch (kind) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '\\', '"' -> bytes.write(kind);
                case 'x' -> bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                default -> throw new IllegalArgumentException("an unknown escape: " + text);
            }
            i += kind == 'x' ? 4 : 2;
        }
        return bytes.toByteArray();
    }

    private static final Pattern REPEAT = Pattern.compile("\\(repeat (\\d+) ([^()]*)\\)");

    /** With each {@code (repeat 300 x)} written out. */
    static String repeated(String text) {
        return REPEAT.matcher(text)
                .replaceAll(
                        repeat -> Matcher.quoteReplacement(repeat.group(2).repeat(Integer.parseInt(repeat.group(1)))));
    }

    /** Bytes as lines, each with {@code mark} before it; a line ends behind LF. */
    static String lines(String mark, byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            if (i == 0 || bytes[i - 1] == '\n') {
                text.append(i == 0 ? "" : "\n").append(mark).append(' ');
            }
            text.append(escaped(bytes[i]));
        }
        return text.isEmpty() ? mark + " (nothing)" : text.toString();
    }

    private static String escaped(byte b) {
        return switch (b) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default ->
                b >= ' ' && b < 0x7f ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02x", b & 0xff);
        };
    }
}
