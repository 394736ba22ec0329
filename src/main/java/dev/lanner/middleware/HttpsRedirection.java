package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpRequest;
import dev.lanner.Middleware;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.http.Authority;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.RequestTarget;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.server.Server;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/**
 * Sends clients that came without TLS to the same address with it, by 307: the method and the content stay. Behind a proxy that
 * ends TLS it comes after {@link ForwardedHeaders}, or every request is redirected for ever.
 *
 * <p>The host is the one that the client named, so put {@link HostFiltering} before it; who names none is answered 400. A
 * request whose target is no path ({@code OPTIONS *}, CONNECT) goes on. For any number of threads.
 */
public final class HttpsRedirection implements Middleware {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.middleware");

    private static final int HTTPS = 443;
    private static final int UNKNOWN = -1;

    private final IntSupplier port;
    private final AtomicBoolean warned = new AtomicBoolean();

    private HttpsRedirection(IntSupplier port) {
        this.port = port;
    }

    /**
     * To a port that is known, such as that of the proxy.
     *
     * @param port from 1 to 65,535; 443 is left out of the address
     * @return the middleware
     * @throws IllegalArgumentException if it is out of the range
     */
    public static HttpsRedirection to(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port is " + port + "; it must be from 1 to 65535");
        }
        return new HttpsRedirection(() -> port);
    }

    /**
     * To the port of the one address with TLS that a server has bound. If it has none, or some on different ports, that is
     * logged once, and requests go on without TLS.
     *
     * @param server the server that runs the pipeline
     * @return the middleware
     */
    public static HttpsRedirection of(Server server) {
        return new HttpsRedirection(() -> portOf(server.features().get(ServerAddressesFeature.class)));
    }

    private static int portOf(ServerAddressesFeature bound) {
        List<Integer> ports = bound == null
                ? List.of()
                : bound.addresses().stream()
                        .filter(address -> address.startsWith("https://") && !address.startsWith("https://unix:"))
                        .map(address ->
                                URI.create(address.replace("//*", "//any")).getPort())
                        .distinct()
                        .toList();
        return ports.size() == 1 ? ports.getFirst() : UNKNOWN;
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        HttpRequest request = context.request();
        RequestTarget.Form form = request.target().form();
        boolean isPath = form == RequestTarget.Form.ORIGIN || form == RequestTarget.Form.ABSOLUTE;
        int to = request.scheme().equals("https") || !isPath ? UNKNOWN : knownPort();
        if (to == UNKNOWN) {
            next.handle(context);
        } else if (request.host().isEmpty()) {
            context.response()
                    .status(HttpStatus.BAD_REQUEST)
                    .text("400 Bad Request: there is no Host to redirect to\n");
        } else {
            context.response().redirect(HttpStatus.TEMPORARY_REDIRECT, location(request, to));
        }
    }

    private int knownPort() {
        int known = port.getAsInt();
        if (known == UNKNOWN && !warned.getAndSet(true)) {
            LOGGER.log(
                    Level.WARNING,
                    "requests are not redirected to https: the server has not exactly one port with TLS; give the port by"
                            + " HttpsRedirection.to");
        }
        return known;
    }

    /** With the path as it was sent, behind what a proxy has taken from it. */
    private static String location(HttpRequest request, int port) {
        String host = new Authority(request.host(), port == HTTPS ? -1 : port).toString();
        String seen = request.pathBase() + request.path();
        String sent = request.target().path();
        String query = request.queryString() == null ? "" : "?" + request.queryString();
        String path = seen.endsWith(sent) && request.target().form() == RequestTarget.Form.ORIGIN
                ? UrlNames.encodePath(seen.substring(0, seen.length() - sent.length())) + rawPath(request.target())
                : UrlNames.encodePath(seen);
        return "https://" + host + path + query;
    }

    private static String rawPath(RequestTarget target) {
        int question = target.raw().indexOf('?');
        return question < 0 ? target.raw() : target.raw().substring(0, question);
    }
}
