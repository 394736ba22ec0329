package dev.lanner.middleware;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** One element of {@code Forwarded}: what one proxy tells, as pairs of names and values (RFC 7239 §4). */
final class ForwardedElement {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~\\w-]+");

    private final String text;
    private final Map<String, String> pairs = new HashMap<>();
    private int at;

    private ForwardedElement(String text) {
        this.text = text;
    }

    /** The values by the names of the parameters in lower case; null if it is malformed, or has a parameter twice. */
    static Map<String, String> parse(String text) {
        ForwardedElement element = new ForwardedElement(text);
        return element.read() ? element.pairs : null;
    }

    private boolean read() {
        while (at < text.length()) {
            if (text.charAt(at) == ';' || isBlank(text.charAt(at))) {
                at++;
            } else if (!readPair()) {
                return false;
            }
        }
        return !pairs.isEmpty();
    }

    private boolean readPair() {
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            return false;
        }
        String name = text.substring(at, equals);
        at = equals + 1;
        String value = at < text.length() && text.charAt(at) == '"' ? readQuoted() : readToken();
        return TOKEN.matcher(name).matches()
                && value != null
                && (at == text.length() || text.charAt(at) == ';' || isBlank(text.charAt(at)))
                && pairs.put(name.toLowerCase(Locale.ROOT), value) == null;
    }

    private String readToken() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ';' && !isBlank(text.charAt(at))) {
            at++;
        }
        String token = text.substring(from, at);
        return TOKEN.matcher(token).matches() ? token : null;
    }

    /** Null if it does not end. */
    private String readQuoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        return null;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
