package dev.lanner.middleware;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpDate;
import dev.lanner.http.HttpStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a response may be stored, for how long it is fresh, and how old it is already (RFC 9111 §3, §4.2).
 *
 * @param lifetime how many seconds it is fresh; 0 if it can't be stored
 * @param age how many seconds of them are over
 */
record Freshness(long lifetime, long age) {
    private static final Freshness NONE = new Freshness(0, 0);

    /**
     * That of a response to a GET. It must ask for storage by {@code public} with an explicit time, and have nothing that is
     * for one client ({@code Set-Cookie}) or for some ({@code Vary}). A {@code private} or {@code no-cache} that names fields
     * counts as one that names none (RFC 9111 §5.2.2.4, §5.2.2.7), and a malformed {@code Cache-Control} as one that forbids it.
     *
     * @param now when it was made
     * @param delay how long that took: so old is what the application got from elsewhere, besides what it says (§4.2.3)
     */
    static Freshness of(int status, Headers fields, Instant now, Duration delay) {
        CacheControl control = CacheControl.of(fields);
        boolean storable = !control.isMalformed()
                && control.has("public")
                && !control.has("no-store")
                && !control.has("no-cache")
                && !control.has("private")
                && !control.has("must-understand")
                && status != HttpStatus.NOT_MODIFIED
                && status != HttpStatus.PARTIAL_CONTENT
                && !fields.contains(HeaderName.SET_COOKIE)
                && !fields.contains(HeaderName.VARY)
                && !fields.contains(HeaderName.PRAGMA);
        if (!storable) {
            return NONE;
        }
        Instant date = HttpDate.parse(fields.joined(HeaderName.DATE));
        Instant made = date == null ? now : date;
        long lifetime = lifetime(control, fields, made);
        long age = age(fields, made, now, delay);
        return lifetime > age && age >= 0 ? new Freshness(lifetime, age) : NONE;
    }

    /** What shared caches are told goes before what all are told, and that before a date (RFC 9111 §4.2.1). */
    private static long lifetime(CacheControl control, Headers fields, Instant made) {
        long lifetime = control.seconds("s-maxage");
        if (lifetime == CacheControl.ABSENT) {
            lifetime = control.seconds("max-age");
        }
        if (lifetime != CacheControl.ABSENT) {
            return lifetime;
        }
        Instant expires = HttpDate.parse(fields.joined(HeaderName.EXPIRES));
        return expires == null ? 0 : Duration.between(made, expires).toSeconds();
    }

    private static long age(Headers fields, Instant made, Instant now, Duration delay) {
        long apparent = Math.max(0, Duration.between(made, now).toSeconds());
        String told = fields.first(HeaderName.AGE);
        if (told == null) {
            return apparent;
        }
        long age = CacheControl.deltaSeconds(told);
        return age == CacheControl.INVALID ? age : Math.max(apparent, age + delay.toSeconds());
    }

    boolean isStorable() {
        return lifetime > 0;
    }
}
