package dev.lanner.internal.forward;

import dev.lanner.feature.RequestFeature;
import dev.lanner.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Writes a request's target anew, in the origin form, from what was understood of it: decoded, without dot segments. So the
 * application can't understand another path than the gateway has. Only a process of Lanner's own gets it as it came.
 */
final class Target {
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Target() {}

    static String of(RequestFeature request) {
        if (request.target().form() == RequestTarget.Form.ASTERISK
                || request.path().equals("*")) {
            return "*";
        }
        String path = encoded(request.pathBase() + request.path());
        String rooted = path.startsWith("/") ? path : "/" + path;
        return request.query() == null ? rooted : rooted + "?" + request.query();
    }

    /** For whoever reads targets as this program does; written anew if it is no origin form, or path or query were changed. */
    static String asItCame(RequestFeature request) {
        RequestTarget target = request.target();
        boolean unchanged = target.form() == RequestTarget.Form.ORIGIN
                && target.path().equals(request.pathBase() + request.path())
                && Objects.equals(target.query(), request.query());
        return unchanged ? target.raw() : of(request);
    }

    /** {@code %2F} and {@code %252F} were left as they came, so that they are not mistaken; all else is encoded again. */
    static String encoded(String path) {
        StringBuilder text = null;
        for (int i = 0; i < path.length(); i++) {
            if (!isPlain(path.charAt(i))) {
                text = new StringBuilder(path.length() + 16).append(path, 0, i);
                break;
            }
        }
        return text == null ? path : encoded(path, text);
    }

    private static String encoded(String path, StringBuilder text) {
        for (int i = text.length(); i < path.length(); ) {
            int c = path.codePointAt(i);
            if (c == '%'
                    && (path.regionMatches(true, i + 1, "2F", 0, 2) || path.regionMatches(true, i + 1, "252F", 0, 4))) {
                text.append('%');
            } else if (c < 0x80 && isPlain((char) c)) {
                text.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(HEX.toHexDigits(octet));
                }
            }
            i += Character.charCount(c);
        }
        return text.toString();
    }

    private static boolean isPlain(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || PLAIN.indexOf(c) >= 0;
    }
}
