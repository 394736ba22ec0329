package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives of a message's {@code Cache-Control} (RFC 9111 §5.2). Immutable. */
final class CacheControl {
    /** The directive is not there. */
    static final long ABSENT = -1;

    /** The directive is there, but not with one number of seconds. */
    static final long INVALID = -2;

    /** As many seconds as count; more is as good as that (RFC 9111 §1.2.2). */
    private static final long SECONDS_MAX = 1L << 31;

    private static final CacheControl NONE = new CacheControl(Map.of(), false);

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern MEMBER = Pattern.compile("[ \\t]*+(?:(" + TOKEN + ")(?:[ \\t]*+=[ \\t]*+(" + TOKEN
            + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?+)?+[ \\t]*+(?:,|$)");

    /** What a directive has for an argument that was given twice, which no directive may have. */
    private static final String TWICE = "\0";

    private final Map<String, String> directives;
    private final boolean malformed;

    private CacheControl(Map<String, String> directives, boolean malformed) {
        this.directives = directives;
        this.malformed = malformed;
    }

    /** Those of a request or a response; none, if there is no such field. */
    static CacheControl of(Headers headers) {
        String list = headers.joined(HeaderName.CACHE_CONTROL);
        if (list == null) {
            return NONE;
        }
        Map<String, String> directives = new HashMap<>();
        Matcher members = MEMBER.matcher(list);
        int at = 0;
        while (at < list.length() && members.region(at, list.length()).lookingAt()) {
            if (members.group(1) != null) {
                String argument = members.group(2) == null ? "" : unquoted(members.group(2));
                directives.merge(
                        members.group(1).toLowerCase(Locale.ROOT),
                        argument,
                        (first, next) -> first.equals(next) ? first : TWICE);
            }
            at = members.end();
        }
        return new CacheControl(directives, at < list.length());
    }

    /** Both forms of an argument are to be accepted (RFC 9111 §5.2). */
    private static String unquoted(String argument) {
        return argument.startsWith("\"") ? argument.substring(1, argument.length() - 1) : argument;
    }

    /** Whether it is no list of directives: what is to be read behind the fault, nobody can tell. */
    boolean isMalformed() {
        return malformed;
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
