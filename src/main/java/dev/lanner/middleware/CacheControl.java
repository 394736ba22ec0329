package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The directives of a message's {@code Cache-Control} (RFC 9111 §5.2). Immutable. */
final class CacheControl {
    /** The directive is not there. */
    static final long ABSENT = -1;

    /** The directive is there, but not with one number of seconds. */
    static final long INVALID = -2;

    /** As many seconds as count; more is as good as that (RFC 9111 §1.2.2). */
    private static final long SECONDS_MAX = 1L << 31;

    private static final CacheControl NONE = new CacheControl(Map.of());

    /** What a directive has for an argument that was given twice, which no directive may have. */
    private static final String TWICE = "\0";

    private final Map<String, String> directives;

    private CacheControl(Map<String, String> directives) {
        this.directives = directives;
    }

    /** Those of a request or a response; none, if there is no such field. */
    static CacheControl of(Headers headers) {
        String list = headers.joined(HeaderName.CACHE_CONTROL);
        if (list == null) {
            return NONE;
        }
        Map<String, String> directives = new HashMap<>();
        for (int at = 0; at < list.length(); ) {
            int end = endOfMember(list, at);
            String member = list.substring(at, end).strip();
            int equal = member.indexOf('=');
            String name = equal < 0 ? member : member.substring(0, equal).strip();
            String argument =
                    equal < 0 ? "" : unquoted(member.substring(equal + 1).strip());
            if (!name.isEmpty()) {
                directives.merge(
                        name.toLowerCase(Locale.ROOT), argument, (first, next) -> first.equals(next) ? first : TWICE);
            }
            at = end + 1;
        }
        return new CacheControl(directives);
    }

    /** Where a member ends: at a comma that is not in quotes. */
    private static int endOfMember(String list, int from) {
        boolean quoted = false;
        for (int i = from; i < list.length(); i++) {
            switch (list.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case ',' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return list.length();
    }

    /** Both forms of an argument are to be accepted (RFC 9111 §5.2). */
    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        return quoted ? argument.substring(1, argument.length() - 1) : argument;
    }

    /** Whether a directive is there, with or without an argument. */
    boolean has(String directive) {
        return directives.containsKey(directive);
    }

    /** A directive's argument in seconds, {@link #ABSENT} or {@link #INVALID}. */
    long seconds(String directive) {
        String argument = directives.get(directive);
        return argument == null ? ABSENT : deltaSeconds(argument);
    }

    /** A number of seconds as fields have it (RFC 9111 §1.2.2), or {@link #INVALID}. */
    static long deltaSeconds(String text) {
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return INVALID;
            }
            seconds = Math.min(SECONDS_MAX, seconds * 10 + digit);
        }
        return text.isEmpty() ? INVALID : seconds;
    }
}
