package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.http.HttpStatus;
import java.io.IOException;

/**
 * Answers 400 to requests for other hosts than the application's own. An application that makes links, or looks up a tenant,
 * by the host that the client names needs it: that host is whatever the client likes.
 *
 * <p>Behind a proxy that tells the host in a field of its own it comes after {@link ForwardedHeaders}, and so sees what the
 * proxy has told. For any number of threads.
 */
public final class HostFiltering implements Middleware {
    private final HostPatterns allowed;
    private final boolean emptyAllowed;

    private HostFiltering(HostPatterns allowed, boolean emptyAllowed) {
        this.allowed = allowed;
        this.emptyAllowed = emptyAllowed;
    }

    /**
     * Lets requests for these hosts pass, whatever their port, and those of HTTP/1.0 clients that name none.
     *
     * @param hosts at least one: a name such as {@code example.org}; {@code *.example.org} for all names below it, not
     *     itself; an address, IPv6 in brackets; {@code *} for all. Without ports, names beyond ASCII in their form with
     *     {@code xn--}; case does not count
     * @return the middleware
     * @throws IllegalArgumentException if there is none, or one is none of these
     */
    public static HostFiltering of(String... hosts) {
        if (hosts.length == 0) {
            throw new IllegalArgumentException("no host is allowed; give the application's own, or * for all");
        }
        return new HostFiltering(new HostPatterns(hosts), true);
    }

    /**
     * The same, but requests that name no host are answered 400 too.
     *
     * @return another middleware
     */
    public HostFiltering withoutEmptyHost() {
        return new HostFiltering(allowed, false);
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        String host = context.request().host();
        if (host.isEmpty() ? emptyAllowed : allowed.match(host)) {
            next.handle(context);
        } else {
            refuse(context);
        }
    }

    private static void refuse(HttpContext context) throws IOException {
        context.response().status(HttpStatus.BAD_REQUEST).text("400 Bad Request: this host is not served here\n");
    }
}
