package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.http.HeaderName;
import java.time.Duration;
import java.util.Objects;

/**
 * Tells browsers to come with TLS only, by {@code Strict-Transport-Security} (RFC 6797), in answers to requests that did. Behind
 * a proxy that ends TLS it comes after {@link ForwardedHeaders}.
 *
 * <p>A browser remembers it for as long as it was told, whatever the site does then: begin with hours. Requests for
 * {@code localhost}, {@code 127.0.0.1} and {@code [::1]} are left out, since they would bind all that is developed on this
 * machine. For any number of threads.
 */
public final class Hsts implements Middleware {
    private static final HostPatterns LOCAL = new HostPatterns("localhost", "*.localhost", "127.0.0.1", "[::1]");

    private final Duration age;
    private final boolean subDomains;
    private final boolean preload;
    private final HostPatterns excluded;
    private final String value;

    private Hsts(Duration age, boolean subDomains, boolean preload, HostPatterns excluded) {
        this.age = age;
        this.subDomains = subDomains;
        this.preload = preload;
        this.excluded = excluded;
        this.value =
                "max-age=" + age.toSeconds() + (subDomains ? "; includeSubDomains" : "") + (preload ? "; preload" : "");
    }

    /**
     * For 30 days, for the host itself.
     *
     * @return the middleware
     */
    public static Hsts of() {
        return of(Duration.ofDays(30));
    }

    /**
     * For the host itself.
     *
     * @param age how long browsers remember it; 0 or more, what is finer than a second is cut off; 0 makes them forget
     * @return the middleware
     * @throws IllegalArgumentException if it is negative
     */
    public static Hsts of(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("the age is " + age + "; it must be 0 or more");
        }
        return new Hsts(age, false, false, LOCAL);
    }

    /**
     * The same for all names below the host too (RFC 6797 §6.1.2).
     *
     * @return another middleware
     */
    public Hsts withSubDomains() {
        return new Hsts(age, true, preload, excluded);
    }

    /**
     * The same with the host's consent to be built into browsers, which is hard to undo.
     *
     * @return another middleware
     */
    public Hsts withPreload() {
        return new Hsts(age, subDomains, true, excluded);
    }

    /**
     * The same with other hosts left out.
     *
     * @param hosts as those of {@link HostFiltering#of}, in the place of this machine's; none to leave out none
     * @return another middleware
     * @throws IllegalArgumentException if one is no pattern
     */
    public Hsts excluding(String... hosts) {
        return new Hsts(age, subDomains, preload, new HostPatterns(Objects.requireNonNull(hosts, "hosts")));
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        String host = context.request().host();
        if (context.request().scheme().equals("https") && !host.isEmpty() && !excluded.match(host)) {
            context.response().header(HeaderName.STRICT_TRANSPORT_SECURITY, value);
        }
        next.handle(context);
    }
}
