package dev.lanner.internal.http1;

import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.net.WireText;

/**
 * HTTP/1.1 in the words of the text tests: its bytes, a line for each line. The values of secret fields are masked; what
 * looks like such a field in content is masked too.
 */
final class Http1Text implements WireText {
    /** Longer than the names that matter, and blanks behind them. */
    private static final int NAME_MAX = 32;

    private final Line client = new Line();
    private final Line server = new Line();

    @Override
    public String pass(Side side, byte[] bytes, int from, int length) {
        Line line = side == Side.CLIENT ? client : server;
        StringBuilder text = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            int before = text.length();
            if (before == 0 || text.charAt(before - 1) == '\n') {
                text.append(side.mark()).append(' ');
            }
            line.show(text, bytes[i]);
            if (bytes[i] == '\n') {
                text.append('\n');
            }
        }
        if (text.length() == 2) {
            return ""; // All of it was masked.
        }
        return text.append(length > 0 && bytes[from + length - 1] != '\n' ? "\n" : "")
                .toString();
    }

    @Override
    public String rest(Side side) {
        return "";
    }

    /** The line that is on its way in one direction, in any number of pieces. */
    private static final class Line {
        private final StringBuilder name = new StringBuilder();
        private boolean inName = true;
        private boolean secret;
        private boolean masked;
        private boolean returned;

        void show(StringBuilder text, byte b) {
            if (inName) {
                readName(b);
                WireText.escape(text, b);
            } else if (!secret) {
                WireText.escape(text, b);
            } else if (b == '\n') {
                text.append(returned ? "\\r\\n" : "\\n");
            } else if (!masked && (b == ' ' || b == '\t')) {
                WireText.escape(text, b);
            } else if (!masked && b != '\r') {
                masked = true;
                text.append("***");
            }
            returned = b == '\r';
            if (b == '\n') {
                name.setLength(0);
                inName = true;
                masked = false;
            }
        }

        private void readName(byte b) {
            if (b == ':') {
                secret = FieldRules.isSecret(name.toString().strip());
                inName = false;
            } else if (name.isEmpty() && (b == ' ' || b == '\t')) {
                inName = false; // A folded line belongs to the field above it.
            } else if (name.length() == NAME_MAX) {
                secret = false;
                inName = false;
            } else {
                name.append((char) (b & 0xff));
            }
            if (b == '\n') {
                secret = false;
            }
        }
    }
}
