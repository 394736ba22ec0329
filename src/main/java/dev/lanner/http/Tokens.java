package dev.lanner.http;

/** The grammar of tokens and field values as tables (RFC 9110 §5.5, §5.6.2). */
final class Tokens {
    private static final boolean[] TCHAR = new boolean[128];

    static {
        String punctuation = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < TCHAR.length; c++) {
            TCHAR[c] =
                    c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || punctuation.indexOf(c) >= 0;
        }
    }

    private Tokens() {}

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TCHAR.length || !TCHAR[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** No control character but HTAB, and nothing that has no byte in ISO-8859-1. */
    static boolean isFieldValue(String text) {
        int outside = 0; // negative once there is anything but blanks and visible ASCII: no branch for each character
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            outside |= c - ' ' | '~' - c;
        }
        return outside >= 0 || isFieldValueByEachCharacter(text);
    }

    private static boolean isFieldValueByEachCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** SP or HTAB: what may stand around a value, or an element of a list (RFC 9110 §5.6.3). */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The text with everything that is not printable ASCII escaped, cut after 60 characters: safe in a message. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length() && i < 60; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > 60 ? safe.append("...").toString() : safe.toString();
    }
}
