package dev.lanner.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whom a request belongs to: prefixes and their owners. For any number of threads; a look-up takes no lock, since what it looks
 * at is never changed but replaced.
 *
 * @param <T> who owns a prefix
 */
final class PrefixTable<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<Site, Paths<T>> sites = Map.of();

    /** Where paths are compared: a port and a host, which may be a wildcard. */
    private record Site(String scheme, int port, String host) {}

    /**
     * Who owns what at a site.
     *
     * @param owners by path, folded, with the last slash
     * @param longest how long the longest of these paths is: what lies behind need not be looked at
     */
    private record Paths<T>(Map<String, T> owners, int longest) {
        static <T> Paths<T> of(Map<String, T> owners) {
            return new Paths<>(
                    owners,
                    owners.keySet().stream().mapToInt(String::length).max().orElse(0));
        }
    }

    /**
     * The owner of a request.
     *
     * @param base how many characters of the request's path are the path base
     */
    record Found<T>(T owner, int base) {}

    /**
     * Adds prefixes, all or none.
     *
     * @throws IllegalArgumentException in one sentence, if one of them is taken
     */
    void add(List<UrlPrefix> prefixes, T owner) {
        lock.lock();
        try {
            sites = with(sites, prefixes, owner);
        } finally {
            lock.unlock();
        }
    }

    /** Removes all prefixes of an owner. */
    void remove(T owner) {
        lock.lock();
        try {
            sites = without(sites, owner);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes all prefixes of one owner and adds those of the next, in one step: who looks up sees the ones or the others.
     *
     * @throws IllegalArgumentException in one sentence, if a third one has one of them; then nothing has changed
     */
    void replace(T before, List<UrlPrefix> prefixes, T owner) {
        lock.lock();
        try {
            sites = with(without(sites, before), prefixes, owner);
        } finally {
            lock.unlock();
        }
    }

    private static <T> Map<Site, Paths<T>> with(Map<Site, Paths<T>> sites, List<UrlPrefix> prefixes, T owner) {
        Map<Site, Paths<T>> changed = new HashMap<>(sites);
        for (UrlPrefix prefix : prefixes) {
            Site site = new Site(prefix.scheme(), prefix.port(), prefix.host());
            Paths<T> paths = changed.get(site);
            Map<String, T> owners = paths == null ? new HashMap<>() : new HashMap<>(paths.owners);
            T before = owners.putIfAbsent(folded(prefix.path()), owner);
            if (before != null) {
                throw new IllegalArgumentException(
                        "the prefix " + prefix + " is taken already, by " + (before == owner ? "itself" : before));
            }
            changed.put(site, Paths.of(owners));
        }
        return changed;
    }

    private static <T> Map<Site, Paths<T>> without(Map<Site, Paths<T>> sites, T owner) {
        Map<Site, Paths<T>> left = new HashMap<>();
        sites.forEach((site, paths) -> {
            Map<String, T> owners = new HashMap<>(paths.owners);
            owners.values().removeIf(each -> each == owner);
            if (!owners.isEmpty()) {
                left.put(site, Paths.of(owners));
            }
        });
        return left;
    }

    boolean isUsed(int port) {
        return sites.keySet().stream().anyMatch(site -> site.port == port);
    }

    /**
     * Whose request it is.
     *
     * @param port where it came to
     * @param host that it asks for, in lower case; empty if it asks for none
     * @param path decoded; {@code *} and the empty one count as the root
     * @return null if nobody wants it
     */
    Found<T> find(String scheme, int port, String host, String path) {
        Map<Site, Paths<T>> seen = sites;
        String folded = path.startsWith("/") ? folded(path) : "/";
        for (String each : new String[] {UrlPrefix.STRONG, host, UrlPrefix.WEAK}) {
            Paths<T> paths = seen.get(new Site(scheme, port, each));
            Found<T> found = paths == null ? null : longest(paths, folded);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static <T> Found<T> longest(Paths<T> paths, String folded) {
        String whole = folded.endsWith("/") ? folded : folded + "/";
        Found<T> best = null;
        for (int end = whole.indexOf('/') + 1; end > 0 && end <= paths.longest; end = whole.indexOf('/', end) + 1) {
            T owner = paths.owners.get(whole.substring(0, end));
            best = owner == null ? best : new Found<>(owner, end - 1);
        }
        return best;
    }

    /** ASCII letters in lower case; as long as before. */
    private static String folded(String path) {
        StringBuilder text = null;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                text = text == null ? new StringBuilder(path) : text;
                text.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return text == null ? path : text.toString();
    }
}
