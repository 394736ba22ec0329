package dev.lanner.internal.exchange;

import dev.lanner.http.Authority;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.RequestTarget;
import dev.lanner.http.RequestTarget.Form;
import dev.lanner.server.BadRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a request target (RFC 9112 §3.2) and decodes its path.
 *
 * <p>The usual target, a path of plain characters, is checked in one pass and shared as it is. Everything else (escapes,
 * dot segments, other forms) goes a slower way.
 */
public final class TargetReader {
    private static final byte PLAIN = 1;
    private static final byte SPECIAL_IN_PATH = 2;
    private static final byte QUERY_ONLY = 3;

    /** What each character is to a path: 0 where it may stand in no target. */
    private static final byte[] CLASS = new byte[128];

    static {
        String unreserved = "-._~!$&'()*+,;=:@/";
        for (int c = 0; c < CLASS.length; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            CLASS[c] = alphanumeric || unreserved.indexOf(c) >= 0 ? PLAIN : 0;
        }
        CLASS['%'] = SPECIAL_IN_PATH;
        CLASS['?'] = QUERY_ONLY;
        // Outside RFC 3986's grammar, but browsers send them in queries (docs/decisions/0003-characters-in-queries.md).
        for (char c : "[]{}|^\\`".toCharArray()) {
            CLASS[c] = QUERY_ONLY;
        }
    }

    private TargetReader() {}

    /**
     * Reads a target.
     *
     * @param raw as it was sent
     * @throws BadRequestException if it is no target, or not one for this method
     */
    public static RequestTarget read(String raw, HttpMethod method) throws BadRequestException {
        if (method.equals(HttpMethod.CONNECT)) {
            return authorityForm(raw);
        }
        if (raw.startsWith("/")) {
            return withPath(Form.ORIGIN, raw, null, raw);
        }
        if (raw.equals("*")) {
            if (!method.equals(HttpMethod.OPTIONS)) {
                throw HttpRule.ASTERISK_NEEDS_OPTIONS.broken();
            }
            return new RequestTarget(Form.ASTERISK, raw, null, "*", null);
        }
        return absoluteForm(raw, method);
    }

    private static RequestTarget authorityForm(String raw) throws BadRequestException {
        Authority authority = Authority.parse(raw);
        if (authority == null || authority.port() <= 0 || authority.host().isEmpty()) {
            throw HttpRule.CONNECT_NEEDS_AUTHORITY.broken();
        }
        return new RequestTarget(Form.AUTHORITY, raw, authority, "", null);
    }

    private static RequestTarget absoluteForm(String raw, HttpMethod method) throws BadRequestException {
        int separator = raw.indexOf("://");
        if (separator < 0) {
            throw Authority.parse(raw) != null && raw.indexOf(':') > 0
                    ? HttpRule.AUTHORITY_NEEDS_CONNECT.broken()
                    : HttpRule.TARGET_MALFORMED.broken();
        }
        String scheme = raw.substring(0, separator).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw HttpRule.SCHEME_UNKNOWN.broken();
        }
        int from = separator + 3;
        int to = from;
        while (to < raw.length() && raw.charAt(to) != '/' && raw.charAt(to) != '?') {
            to++;
        }
        String text = raw.substring(from, to);
        if (text.indexOf('@') >= 0) {
            throw HttpRule.TARGET_HAS_USERINFO.broken();
        }
        Authority authority = Authority.parse(text);
        if (authority == null || authority.host().isEmpty()) {
            throw HttpRule.TARGET_MALFORMED.broken();
        }
        String rest = raw.substring(to);
        if (rest.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
            return new RequestTarget(Form.ABSOLUTE, raw, authority, "*", null);
        }
        return withPath(Form.ABSOLUTE, raw, authority, rest.startsWith("/") ? rest : "/" + rest);
    }

    private static RequestTarget withPath(Form form, String raw, Authority authority, String pathAndQuery)
            throws BadRequestException {
        boolean plain = true;
        int end = 0;
        int length = pathAndQuery.length();
        for (; end < length; end++) {
            char c = pathAndQuery.charAt(end);
            byte kind = c < CLASS.length ? CLASS[c] : 0;
            if (kind != PLAIN) {
                if (c == '?') {
                    break;
                }
                if (kind != SPECIAL_IN_PATH) {
                    throw HttpRule.TARGET_MALFORMED.broken();
                }
                plain = false;
            } else if (c == '.' && pathAndQuery.charAt(end - 1) == '/') {
                plain = false;
            }
        }
        String path = pathAndQuery.substring(0, end);
        String query = end == length ? null : pathAndQuery.substring(end + 1);
        if (query != null) {
            checkQuery(query);
        }
        return new RequestTarget(form, raw, authority, plain ? path : withoutDotSegments(decoded(path)), query);
    }

    private static void checkQuery(String query) throws BadRequestException {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c >= CLASS.length || CLASS[c] == 0) {
                throw HttpRule.TARGET_MALFORMED.broken();
            }
            if (c == '%') {
                octet(query, i);
            }
        }
    }

    /** The octet of the escape at a place. */
    private static int octet(String text, int at) throws BadRequestException {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(at + 2), 16);
        if (low < 0) {
            throw HttpRule.TARGET_MALFORMED.broken();
        }
        return (high << 4) | low;
    }

    /**
     * Resolves each escape but %2F, which would become a separator that it was not, and but the %25 of %252F (however its 2 and F
     * are written), which would become that %2F.
     */
    private static String decoded(String path) throws BadRequestException {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int octet = octet(path, i);
            if (octet == 0) {
                throw HttpRule.PATH_NOT_TEXT.broken();
            }
            if (octet == '/') {
                bytes.put((byte) '%').put((byte) '2').put((byte) 'F');
            } else if (octet == '%' && isEscapedSlash(path, i + 3)) {
                bytes.put((byte) '%').put((byte) '2').put((byte) '5');
            } else {
                bytes.put((byte) octet);
            }
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw HttpRule.PATH_NOT_TEXT.broken();
        }
    }

    /** Whether {@code 2F} stands there, each of both as it is or as an escape. */
    private static boolean isEscapedSlash(String path, int at) throws BadRequestException {
        int first = octetOrCharacter(path, at);
        int second = first == '2' ? octetOrCharacter(path, at + (path.charAt(at) == '%' ? 3 : 1)) : -1;
        return second == 'F' || second == 'f';
    }

    private static int octetOrCharacter(String path, int at) throws BadRequestException {
        if (at >= path.length()) {
            return -1;
        }
        return path.charAt(at) == '%' ? octet(path, at) : path.charAt(at);
    }

    /** RFC 3986 §5.2.4: the path never leaves its root. */
    private static String withoutDotSegments(String path) {
        StringBuilder clean = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            String segment = path.substring(at + 1, end);
            boolean last = next < 0;
            if (segment.equals("..")) {
                clean.setLength(Math.max(0, clean.lastIndexOf("/")));
            }
            if (segment.equals("..") || segment.equals(".")) {
                if (last) {
                    clean.append('/');
                }
            } else {
                clean.append('/').append(segment);
            }
            at = end;
        }
        return clean.toString();
    }
}
