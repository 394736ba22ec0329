package dev.lanner.internal.exchange;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.server.BadRequestException;

/** The grammar of fields as byte tables (RFC 9110 §5), for both protocols. */
public final class FieldRules {
    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] VALUE = new boolean[256];

    static {
        String punctuation = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 256; c++) {
            TOKEN[c] = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || punctuation.indexOf(c) >= 0;
            VALUE[c] = (c >= ' ' && c != 0x7f) || c == '\t';
        }
    }

    private FieldRules() {}

    /** A character of a token (RFC 9110 §5.6.2). */
    public static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    /** Whether a text is a token (RFC 9110 §5.6.2). */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !TOKEN[text.charAt(i)]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether logs must not show the value of a field of that name, in any case of letters. */
    public static boolean isSecret(String name) {
        return name.equalsIgnoreCase("authorization")
                || name.equalsIgnoreCase("proxy-authorization")
                || name.equalsIgnoreCase("cookie")
                || name.equalsIgnoreCase("set-cookie");
    }

    /** A byte of a field value, blanks included (RFC 9110 §5.5). */
    public static boolean isValue(byte b) {
        return VALUE[b & 0xff];
    }

    /** Whether each character is one that a field value or a reason phrase may have. */
    static boolean isFieldText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !VALUE[text.charAt(i)]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads {@code Content-Length = 1*DIGIT} (RFC 9110 §8.6).
     *
     * @return the length; -1 if the text is not one, or the number does not fit into 63 bits
     */
    public static long contentLength(String text) {
        if (text.isEmpty() || text.length() > 19) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || length > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return length;
    }

    /**
     * Whether the client waits for 100 before it sends its content (RFC 9110 §10.1.1).
     *
     * @throws BadRequestException if it expects something else
     */
    public static boolean expectsContinue(Headers headers) throws BadRequestException {
        String expect = headers.joined(HeaderName.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            throw HttpRule.EXPECTATION_UNKNOWN.broken();
        }
        return expect != null;
    }

    /**
     * A field that must not come as a trailer: framing, routing, request modifiers, authentication, and what tells how to
     * read the content (RFC 9110 §6.5.1).
     */
    public static boolean isForbiddenInTrailers(HeaderName name) {
        return name == HeaderName.TRANSFER_ENCODING
                || name == HeaderName.CONTENT_LENGTH
                || name == HeaderName.HOST
                || name == HeaderName.CONNECTION
                || name == HeaderName.KEEP_ALIVE
                || name == HeaderName.UPGRADE
                || name == HeaderName.TE
                || name == HeaderName.TRAILER
                || name == HeaderName.EXPECT
                || name == HeaderName.MAX_FORWARDS
                || name == HeaderName.RANGE
                || name == HeaderName.CONTENT_RANGE
                || name == HeaderName.CONTENT_ENCODING
                || name == HeaderName.CONTENT_TYPE
                || name == HeaderName.AUTHORIZATION
                || name == HeaderName.PROXY_AUTHORIZATION
                || name == HeaderName.PROXY_AUTHENTICATE
                || name == HeaderName.WWW_AUTHENTICATE
                || name == HeaderName.COOKIE
                || name == HeaderName.SET_COOKIE
                || name == HeaderName.CACHE_CONTROL;
    }
}
