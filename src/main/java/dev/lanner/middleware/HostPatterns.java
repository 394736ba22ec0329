package dev.lanner.middleware;

import dev.lanner.http.Authority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Hosts that are allowed: a name or address as it stands in {@code Host}, without a port; {@code *.example.org} for all that
 * is below a name, but not the name itself; {@code *} for all. Immutable.
 */
final class HostPatterns {
    static final HostPatterns ALL = new HostPatterns("*");

    private final Set<String> exact = new HashSet<>();

    /** Such as {@code .example.org}. */
    private final List<String> endings = new ArrayList<>();

    private boolean all;

    HostPatterns(String... patterns) {
        for (String pattern : patterns) {
            String lower = pattern.toLowerCase(Locale.ROOT);
            String name = lower.startsWith("*.") ? lower.substring(2) : lower;
            Authority read = Authority.parse(name);
            if (!lower.equals("*")
                    && (read == null
                            || name.isEmpty()
                            || name.contains("*")
                            || !read.host().equals(name))) {
                throw new IllegalArgumentException(
                        "\"" + pattern + "\" is no pattern for hosts; it must be a name such as"
                                + " example.org or *.example.org, an address (IPv6 in brackets), or *, without a port");
            }
            if (lower.equals("*")) {
                all = true;
            } else if (lower.startsWith("*.")) {
                endings.add(lower.substring(1));
            } else {
                exact.add(lower);
            }
        }
    }

    /** @param host in lower case, without a port, not empty */
    boolean match(String host) {
        if (all || exact.contains(host)) {
            return true;
        }
        for (String ending : endings) {
            if (host.length() > ending.length() && host.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
