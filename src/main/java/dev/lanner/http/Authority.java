package dev.lanner.http;

import java.util.Locale;

/**
 * A host with an optional port, as {@code Host} and {@code :authority} name it (RFC 9110 §7.2, RFC 3986 §3.2).
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets, in lower case; empty only for an empty
 *     {@code Host}
 * @param port from 0 to 65,535, or -1 where none was given
 */
public record Authority(String host, int port) {
    private static final String REG_NAME_PUNCTUATION = "-._~!$&'()*+;=%";

    /**
     * Reads {@code host[:port]}. User information is not accepted: RFC 9110 §4.2.4 forbids it in requests.
     *
     * @param text the text, such as {@code example.org:8080} or {@code [::1]}
     * @return the authority, or null if the text is not one
     */
    public static Authority parse(String text) {
        int end = text.startsWith("[") ? endOfLiteral(text) : endOfName(text);
        if (end < 0) {
            return null;
        }
        String host = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (end == text.length()) {
            return new Authority(host, -1);
        }
        int port = text.charAt(end) == ':' && end > 0 ? port(text, end + 1) : -2;
        return port == -2 ? null : new Authority(host, port);
    }

    /** An IP literal (RFC 3986 §3.2.2), checked as far as its alphabet and shape go; -1 if it is not one. */
    private static int endOfLiteral(String text) {
        int close = text.indexOf(']');
        if (close < 3) {
            return -1;
        }
        if (text.charAt(1) == 'v' || text.charAt(1) == 'V') {
            return isIpFuture(text.substring(2, close)) ? close + 1 : -1;
        }
        return isIpv6(text.substring(1, close)) ? close + 1 : -1;
    }

    private static boolean isIpFuture(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot == text.length() - 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = i < dot
                    ? Character.digit(c, 16) >= 0 && c < 0x80
                    : i == dot || c != '%' && (c == ':' || isRegName(c));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** At most eight groups of at most four hex digits, one {@code ::}, perhaps an IPv4 address at the end. */
    private static boolean isIpv6(String text) {
        int elision = text.indexOf("::");
        if (elision < 0) {
            return groups(text, true) == 8;
        }
        if (text.indexOf("::", elision + 1) >= 0) {
            return false;
        }
        String left = text.substring(0, elision);
        String right = text.substring(elision + 2);
        int before = left.isEmpty() ? 0 : groups(left, false);
        int after = right.isEmpty() ? 0 : groups(right, true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    private static int groups(String text, boolean mayEndInIpv4) {
        String[] parts = text.split(":", -1);
        int groups = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                return isIpv4(parts[i]) ? groups + 2 : -1;
            }
            if (parts[i].isEmpty() || parts[i].length() > 4 || !isHex(parts[i])) {
                return -1;
            }
            groups++;
        }
        return groups;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static int endOfName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            if (!isRegName(c) || c == '%' && !isPercentTriplet(text, i)) {
                return -1;
            }
        }
        return text.length();
    }

    private static boolean isPercentTriplet(String text, int at) {
        return at + 2 < text.length() && isHex(text.substring(at + 1, at + 3));
    }

    private static boolean isRegName(char c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || REG_NAME_PUNCTUATION.indexOf(c) >= 0;
    }

    /** -1 for an empty port, which RFC 3986 allows; -2 for what is no port. */
    private static int port(String text, int from) {
        if (text.length() - from > 5) {
            return -2;
        }
        int port = from == text.length() ? -1 : 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -2;
            }
            port = port * 10 + (c - '0');
        }
        return port > 65_535 ? -2 : port;
    }

    /**
     * The port that a request with this authority goes to.
     *
     * @param scheme {@code http} or {@code https}
     * @return the port that was given, else the scheme's default port
     */
    public int portFor(String scheme) {
        return port >= 0 ? port : scheme.equals("https") ? 443 : 80;
    }

    /** {@code host} or {@code host:port}. */
    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
