package dev.lanner.middleware;

/** What clients send, made fit for one line of printable ASCII. */
final class LogText {
    private static final String HEX = "0123456789abcdef";

    private LogText() {}

    /** As Apache does it: quotes and backslashes behind a backslash, every byte that is not printable as {@code \xHH}. */
    static void escape(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                line.append(c);
            } else if (c <= 0xff) {
                line.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                unicode(c, line);
            }
        }
    }

    /** As JSON has it (RFC 8259 §7); a byte beyond ASCII is the character of ISO-8859-1. */
    static void escapeJson(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                line.append(c);
            } else {
                unicode(c, line);
            }
        }
    }

    private static void unicode(char c, StringBuilder line) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX.charAt(c >> shift & 15));
        }
    }
}
