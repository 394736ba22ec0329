package dev.lanner.internal.net;

/**
 * Makes text of what passes on one connection, in the form of the text tests. Whoever knows the protocol brings it. Values
 * of secret fields are masked, however they are cut into pieces.
 *
 * <p>Used by a {@link TracingTransport}, under its lock.
 */
public interface WireText {
    /** Who sends, with the mark of its lines. */
    enum Side {
        CLIENT('>'),
        SERVER('<');

        private final char mark;

        Side(char mark) {
            this.mark = mark;
        }

        public char mark() {
            return mark;
        }
    }

    /**
     * What is complete now that these bytes have passed.
     *
     * @return lines that end in LF; empty if there is nothing to show yet
     */
    String pass(Side side, byte[] bytes, int from, int length);

    /** What one side has begun and will not complete: lines, or nothing. */
    String rest(Side side);

    /** Appends a byte as text tests write it: printable ASCII as itself, all else as {@code \r \n \t \\ \xHH}. */
    static void escape(StringBuilder text, byte b) {
        switch (b) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\\' -> text.append("\\\\");
            default -> {
                if (b >= ' ' && b < 0x7f) {
                    text.append((char) b);
                } else {
                    text.append("\\x")
                            .append(Character.forDigit(b >> 4 & 0xf, 16))
                            .append(Character.forDigit(b & 0xf, 16));
                }
            }
        }
    }
}
