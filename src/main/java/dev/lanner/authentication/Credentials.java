package dev.lanner.authentication;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.server.BadRequestException;
import java.util.regex.Pattern;

/**
 * The {@code Authorization} of a request (RFC 9110 §11.4, §11.6.2): a scheme, and behind it a token, parameters, or nothing.
 *
 * @param scheme its name, in any case
 * @param rest what stands behind the name; empty if nothing does
 */
record Credentials(String scheme, String rest) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern SCHEME = Pattern.compile(TOKEN);
    private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*+");
    private static final Pattern PARAMETER = Pattern.compile(
            "[ \\t]*+(?:" + TOKEN + "[ \\t]*+=[ \\t]*+(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?[ \\t]*+(?:,|$)");

    /**
     * Those of a request. What stands behind the name of a scheme is for those to judge who know the scheme.
     *
     * @return null if there are none
     * @throws BadRequestException if there is more than one field, or no scheme in it
     */
    static Credentials of(Headers headers) throws BadRequestException {
        String value = headers.first(HeaderName.AUTHORIZATION);
        if (value == null) {
            return null;
        }
        int blank = value.indexOf(' ');
        String scheme = blank < 0 ? value : value.substring(0, blank);
        if (headers.count(HeaderName.AUTHORIZATION) > 1
                || !SCHEME.matcher(scheme).matches()) {
            throw AuthenticationRule.AUTHORIZATION_MALFORMED.broken();
        }
        return new Credentials(scheme, blank < 0 ? "" : value.substring(blank).replaceFirst("^ +", ""));
    }

    /**
     * The token; empty if there are parameters in its place, or nothing.
     *
     * @throws BadRequestException if it is neither
     */
    String token() throws BadRequestException {
        if (rest.isEmpty() || TOKEN68.matcher(rest).matches()) {
            return rest;
        }
        if (!areParameters(rest)) {
            throw AuthenticationRule.AUTHORIZATION_MALFORMED.broken();
        }
        return "";
    }

    private static boolean areParameters(String list) {
        var members = PARAMETER.matcher(list);
        int at = 0;
        while (at < list.length() && members.region(at, list.length()).lookingAt()) {
            at = members.end();
        }
        return at == list.length();
    }

    /** Never with the token: it may be a password. */
    @Override
    public String toString() {
        return scheme + " ***";
    }
}
