package dev.lanner.middleware;

import dev.lanner.server.TrustedPeers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a proxy says has sent it a request, as {@code X-Forwarded-For} and RFC 7239 §6 write it.
 *
 * @param address null if the proxy keeps it to itself
 */
record ReportedNode(InetSocketAddress address) {
    /** An IPv6 address with a port must have brackets; without one it often has none. */
    private static final Pattern NODE = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:]*))(?::(\\d{1,5}|[._\\w-]+))?");

    /** {@code unknown}, and names that mean something to the proxy alone (RFC 7239 §6.2, §6.3). */
    private static final Pattern HIDDEN = Pattern.compile("(?i)unknown|_[\\w.-]+");

    /** Null if the text is none of these; names are never looked up. */
    static ReportedNode parse(String text) {
        InetAddress bare = TrustedPeers.literal(text);
        if (bare != null) {
            return new ReportedNode(new InetSocketAddress(bare, 0));
        }
        Matcher parts = NODE.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int port = port(parts.group(3));
        String name = parts.group(1) == null ? parts.group(2) : parts.group(1);
        if (port < 0) {
            return null;
        }
        if (parts.group(1) == null && HIDDEN.matcher(name).matches()) {
            return new ReportedNode(null);
        }
        InetAddress address = TrustedPeers.literal(name);
        boolean fits = address != null && (parts.group(1) == null) == (name.indexOf(':') < 0);
        return fits ? new ReportedNode(new InetSocketAddress(address, port)) : null;
    }

    /** 0 where none is told, -1 for what is no port. */
    private static int port(String text) {
        if (text == null || text.startsWith("_")) {
            return 0;
        }
        boolean isNumber = text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : -1;
    }
}
