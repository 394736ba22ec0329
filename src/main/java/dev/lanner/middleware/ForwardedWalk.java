package dev.lanner.middleware;

import dev.lanner.feature.RequestFeature;
import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.server.TrustedPeers;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The way of a request back through the proxies that it came by, from the nearest one, for as long as each that tells is
 * trusted. Used by one request.
 */
final class ForwardedWalk {
    /** Of characters that stand for themselves (RFC 3986 §3.3). */
    private static final Pattern SEGMENT = Pattern.compile("[\\w.~!$&'()*+,;=:@-]+");

    private final TrustedPeers trusted;
    private final HostPatterns hosts;
    private final Map<ForwardedHeaders.Field, ReportedEntries> lists = new EnumMap<>(ForwardedHeaders.Field.class);
    private SocketAddress client;
    private String scheme;
    private String authority;
    private String pathBase;
    private HeaderName malformed;

    ForwardedWalk(
            Set<ForwardedHeaders.Field> fields,
            TrustedPeers trusted,
            HostPatterns hosts,
            SocketAddress peer,
            RequestFeature request) {
        this.trusted = trusted;
        this.hosts = hosts;
        fields.forEach(field -> lists.put(field, new ReportedEntries(field.header(), request.headers())));
        client = peer;
        scheme = request.scheme();
        authority = request.authority();
        pathBase = request.pathBase();
    }

    void go(int hops) {
        for (int hop = 0; hop < hops && trusted.contains(client) && goOn(); hop++) {
            // One proxy further.
        }
    }

    /** Whether the one before is known now. */
    private boolean goOn() {
        if (lists.containsKey(ForwardedHeaders.Field.FORWARDED)) {
            return believeElement(lists.get(ForwardedHeaders.Field.FORWARDED));
        }
        believe(ForwardedHeaders.Field.PROTO, this::scheme);
        believe(ForwardedHeaders.Field.HOST, this::host);
        believe(ForwardedHeaders.Field.PREFIX, this::prefix);
        SocketAddress before = client;
        believe(ForwardedHeaders.Field.FOR, this::node);
        return before != client;
    }

    /** Takes what a proxy told; what is malformed stays where it is, with all before it. */
    private void believe(ForwardedHeaders.Field field, Predicate<String> take) {
        ReportedEntries entries = lists.get(field);
        String entry = entries == null ? null : entries.last();
        if (entry == null) {
            return;
        }
        if (take.test(entry)) {
            entries.take();
        } else {
            entries.stop();
            malformed = entries.name();
        }
    }

    private boolean believeElement(ReportedEntries elements) {
        SocketAddress before = client;
        believe(ForwardedHeaders.Field.FORWARDED, text -> {
            Map<String, String> element = ForwardedElement.parse(text);
            if (element == null) {
                return false;
            }
            boolean fine = told(element.get("proto"), this::scheme);
            fine &= told(element.get("host"), this::host);
            fine &= told(element.get("for"), this::node);
            return fine;
        });
        return before != client && elements.last() != null;
    }

    private static boolean told(String value, Predicate<String> take) {
        return value == null || take.test(value);
    }

    private boolean node(String text) {
        ReportedNode node = ReportedNode.parse(text);
        if (node != null && node.address() != null) {
            client = node.address();
        }
        return node != null;
    }

    private boolean scheme(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals("http") && !lower.equals("https")) {
            return false;
        }
        scheme = lower;
        return true;
    }

    private boolean host(String text) {
        Authority read = Authority.parse(text);
        if (read == null || read.host().isEmpty() || !hosts.match(read.host())) {
            return false;
        }
        authority = text;
        return true;
    }

    private boolean prefix(String text) {
        String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!path.isEmpty() && !isPath(path)) {
            return false;
        }
        pathBase = path + pathBase;
        return true;
    }

    /** Without dots to climb by, and without a {@code //} that a redirect would take for a host. */
    private static boolean isPath(String path) {
        return path.startsWith("/")
                && Stream.of(path.substring(1).split("/", -1))
                        .allMatch(segment ->
                                SEGMENT.matcher(segment).matches() && !segment.equals(".") && !segment.equals(".."));
    }

    void leaveRest(Headers headers) {
        lists.values().forEach(entries -> entries.leaveRest(headers));
    }

    SocketAddress client() {
        return client;
    }

    String scheme() {
        return scheme;
    }

    String authority() {
        return authority;
    }

    String pathBase() {
        return pathBase;
    }

    /** A field that was not believed, though the peer is; null if there is none. */
    HeaderName malformed() {
        return malformed;
    }
}
