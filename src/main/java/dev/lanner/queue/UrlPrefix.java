package dev.lanner.queue;

import dev.lanner.http.Authority;
import java.util.Locale;
import java.util.Objects;

/**
 * Which requests an application wants: {@code scheme://host:port/path/}, in the manner of HTTP.sys. The host is a name, an
 * address, or one of two wildcards.
 *
 * <p>Of several prefixes that fit a request, one with {@code +} wins over one that names the host, and that over one with
 * {@code *}; among equals the one with the longest path. Hosts and paths are compared without regard to the case of ASCII
 * letters, paths by whole segments; the host is the one that the request asks for, the port the one that it came to. One dot at
 * the end of a host says nothing, and an IPv6 address is the same however it is written.
 *
 * @param scheme {@code http} or {@code https}
 * @param host {@link #STRONG} for whatever nobody names more strongly, {@link #WEAK} for what nobody else wants, else a host in
 *     lower case, an IPv6 address in brackets; kept without a dot at its end, and as RFC 5952 writes addresses
 * @param port from 1 to 65,535, or 0 for any free port
 * @param path decoded; begins and ends with a slash
 */
public record UrlPrefix(String scheme, String host, int port, String path) {
    /** Every host, before all others. */
    public static final String STRONG = "+";

    /** Every host, after all others. */
    public static final String WEAK = "*";

    static final int PATH_MAX = 1_000;

    private static final String FORM = "; it must be like http://+:8080/shop/";
    private static final int PORT_MAX = 65_535;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is out of its range, with a sentence that says which
     */
    public UrlPrefix {
        Objects.requireNonNull(scheme, "scheme");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("the scheme \"" + scheme + "\" is neither http nor https" + FORM);
        }
        if (!isHost(host)) {
            throw new IllegalArgumentException(
                    "\"" + host + "\" is neither a host in lower case nor one of the wildcards + and *" + FORM);
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("the port is " + port + "; it must be from 0 to 65535, 0 for any");
        }
        checkPath(path);
        host = canonical(host);
    }

    /** The one spelling of a host, which is in lower case: IPv6 addresses as RFC 5952 writes them, no dot at the end. */
    static String canonical(String host) {
        if (host.startsWith("[") && !host.startsWith("[v")) {
            return Ipv6.canonical(host);
        }
        return host.length() > 1 && host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static boolean isHost(String host) {
        if (host.equals(STRONG) || host.equals(WEAK)) {
            return true;
        }
        Authority authority = Authority.parse(host);
        return authority != null
                && authority.port() < 0
                && !host.isEmpty()
                && !host.equals(".")
                && authority.host().equals(host);
    }

    private static void checkPath(String path) {
        String wrong = null;
        if (!path.startsWith("/") || !path.endsWith("/")) {
            wrong = "must begin and end with a slash";
        } else if (path.length() > PATH_MAX) {
            wrong = "has " + path.length() + " characters, of which there may be " + PATH_MAX;
        } else if (path.contains("//") || path.contains("/./") || path.contains("/../")) {
            wrong = "has an empty segment or one of dots, which no request has";
        } else if (path.chars().anyMatch(c -> c <= ' ' || c == 0x7f || "%?#\\".indexOf(c) >= 0)) {
            wrong = "has a blank, a control character or one of % ? # \\";
        }
        if (wrong != null) {
            throw new IllegalArgumentException("the path \"" + path + "\" of a prefix " + wrong);
        }
    }

    /**
     * Reads a prefix.
     *
     * @param text such as {@code https://+:443/shop/}; the port may be left out for that of the scheme, and so may the last slash
     * @return the prefix
     * @throws IllegalArgumentException if it is none, with a sentence that says why
     */
    public static UrlPrefix parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no prefix: it has no scheme" + FORM);
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int from = colon + "://".length();
        int slash = text.indexOf('/', from);
        String authority = text.substring(from, slash < 0 ? text.length() : slash);
        String path = slash < 0 ? "/" : text.substring(slash);
        int end = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String host = authority.substring(0, end < 0 ? authority.length() : end).toLowerCase(Locale.ROOT);
        try {
            return new UrlPrefix(
                    scheme,
                    host,
                    end < 0 ? standardPort(scheme) : port(authority.substring(end + 1)),
                    path.endsWith("/") ? path : path + "/");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("\"" + text + "\" is no prefix: " + wrong.getMessage(), wrong);
        }
    }

    private static int standardPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + text + "\" is no port" + FORM);
        }
        return Integer.parseInt(text);
    }

    UrlPrefix withPort(int newPort) {
        return new UrlPrefix(scheme, host, newPort, path);
    }

    /** The same text as {@link #parse} reads. */
    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + path;
    }
}
