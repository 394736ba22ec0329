package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpDate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an application has done to the fields of a response, to be done again with each answer. Immutable.
 *
 * @param own those that it has set, {@code Date} among them; locked
 * @param removed names of those that others had set before it, and that it has removed
 */
record StoredFields(Headers own, Set<HeaderName> removed) {
    /** Fields that no stored response has: they are about the connection (RFC 9111 §3.1), or told anew each time. */
    private static final Set<HeaderName> OF_CONNECTION = Set.of(
            HeaderName.AGE,
            HeaderName.CONNECTION,
            HeaderName.CONTENT_LENGTH,
            HeaderName.KEEP_ALIVE,
            HeaderName.PROXY_AUTHENTICATE,
            HeaderName.of("Proxy-Authentication-Info"),
            HeaderName.PROXY_AUTHORIZATION,
            HeaderName.PROXY_CONNECTION,
            HeaderName.TE,
            HeaderName.TRAILER,
            HeaderName.TRANSFER_ENCODING,
            HeaderName.UPGRADE);

    /**
     * What has been done.
     *
     * @param before the fields that stood there before the application had the response: they are not its own
     * @param after the fields that are sent
     * @param now the date of a response that has none, or none that can be read (RFC 9110 §6.6.1)
     */
    static StoredFields of(Headers before, Headers after, Instant now) {
        Headers own = new Headers();
        after.forEach((name, value) -> {
            boolean isOwn = !after.all(name).equals(before.all(name));
            if (isOwn && !OF_CONNECTION.contains(name) && !after.hasToken(HeaderName.CONNECTION, name.toString())) {
                own.add(name, value);
            }
        });
        if (HttpDate.parse(own.joined(HeaderName.DATE)) == null) {
            own.set(HeaderName.DATE, HttpDate.format(now));
        }
        own.lock();
        Set<HeaderName> removed = new LinkedHashSet<>();
        before.forEach((name, value) -> {
            if (!after.contains(name)) {
                removed.add(name);
            }
        });
        return new StoredFields(own, removed);
    }

    /** How many characters there are. */
    long length() {
        long length = 0;
        for (int line = 0; line < own.size(); line++) {
            length += own.name(line).length() + own.value(line).length();
        }
        for (HeaderName name : removed) {
            length += name.length();
        }
        return length;
    }

    /** Does the same to a response. */
    void repeat(Headers target) {
        removed.forEach(target::remove);
        forget(target);
        own.forEach(target::add);
    }

    /** Takes the fields out of a response that is not what is stored. */
    void forget(Headers target) {
        own.forEach((name, value) -> target.remove(name));
    }
}
