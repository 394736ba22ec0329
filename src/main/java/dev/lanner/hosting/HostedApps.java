package dev.lanner.hosting;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.gateway.Gateway;
import dev.lanner.http.Authority;
import dev.lanner.http.HttpStatus;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The applications of {@code lanner host}, each behind a gateway of its own. A request goes to the one whose host is the
 * request's, and whose path is the longest above it; to one without a host if there is none with it. For any number of threads.
 */
final class HostedApps implements Handler, AutoCloseable {
    private final List<Place> places;

    /**
     * An application at its place.
     *
     * @param app where it is
     * @param gateway what hosts it
     */
    private record Place(HostedApp app, Gateway gateway) {
        boolean isFor(String host, String path) {
            boolean below = path.startsWith(app.path())
                    && (path.length() == app.path().length()
                            || app.path().isEmpty()
                            || path.charAt(app.path().length()) == '/');
            return below && (app.host() == null || app.host().equals(host));
        }
    }

    HostedApps(List<HostedApp> apps) {
        this.places = apps.stream()
                .sorted(Comparator.comparing((HostedApp app) -> app.host() == null)
                        .thenComparing(app -> -app.path().length()))
                .map(app -> new Place(app, Gateway.of(app.options())))
                .toList();
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        Authority authority = Authority.parse(context.request().authority());
        String host = authority == null ? "" : authority.host();
        for (Place place : places) {
            if (place.isFor(host, context.request().path())) {
                place.gateway.handle(context);
                return;
            }
        }
        context.response().status(HttpStatus.NOT_FOUND);
    }

    /** Stops all at once, and returns when their processes have ended. */
    @Override
    public void close() {
        CountDownLatch open = new CountDownLatch(places.size());
        for (Place place : places) {
            Thread.ofVirtual().name("lanner-close").start(() -> {
                place.gateway.close();
                open.countDown();
            });
        }
        try {
            open.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
