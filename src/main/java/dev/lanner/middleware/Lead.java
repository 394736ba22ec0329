package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpDate;
import dev.lanner.http.HttpStatus;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The request that runs the application for its flight. The response is stored when it begins, by then whole, and before a byte
 * of it has left. Used by the thread that handles the request.
 */
final class Lead {
    private final HttpContext context;
    private final CacheKey key;
    private final Flight flight;
    private final CacheStore store;
    private final Flights flights;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Filling filling;

    /** The fields with the conditions that the application does not see; null if there are none, or it is not its answer. */
    private Headers conditions;

    /** What has become of it, held while the content is sent; null if there is nothing to store. */
    private StoredResponse stored;

    Lead(
            HttpContext context,
            CacheKey key,
            Flight flight,
            CacheStore store,
            Flights flights,
            int contentMax,
            InstantSource clock,
            LongSupplier nanos) {
        this.context = context;
        this.key = key;
        this.flight = flight;
        this.store = store;
        this.flights = flights;
        this.clock = clock;
        this.nanos = nanos;
        this.filling = new Filling(
                context.features().require(ResponseBodyFeature.class),
                context.response(),
                store,
                contentMax,
                clock.instant(),
                this::inVain);
    }

    /** Runs the application. */
    void run(Handler next) throws Exception {
        FeatureCollection features = context.features();
        HttpResponse response = context.response();
        RequestFeature request = features.require(RequestFeature.class);
        ResponseBodyFeature body = features.require(ResponseBodyFeature.class);
        response.onStarting(this::begins);
        response.onCompleted(this::ended);
        features.set(ResponseBodyFeature.class, filling);
        features.set(RequestFeature.class, RewrittenRequest.of(request).withHeaders(shown(request.headers())));
        boolean whole = false;
        try {
            next.handle(context);
            filling.finish();
            whole = !isDelegated();
        } finally {
            if (!whole) {
                conditions = null;
                filling.forget();
                flights.end(key, flight, null);
            }
            features.set(RequestFeature.class, request);
            features.set(ResponseBodyFeature.class, body);
        }
    }

    /** Without conditions, so that what comes can answer others too, whatever they have. */
    private Headers shown(Headers asked) {
        Headers plain = asked.copy();
        boolean tagged = plain.remove(HeaderName.IF_NONE_MATCH);
        boolean dated = plain.remove(HeaderName.IF_MODIFIED_SINCE);
        conditions = tagged || dated ? asked : null;
        return plain.watched(filling::looksAt);
    }

    /** Whether what is going to be answered is another application's, and passes this by. */
    private boolean isDelegated() {
        DelegationFeature delegation = context.features().get(DelegationFeature.class);
        return delegation != null && !context.response().hasStarted() && !delegation.isPossible();
    }

    /** It is known that nothing is to be stored. */
    private void inVain() {
        flights.note(key, false);
        flights.end(key, flight, null);
    }

    /** All that the application wants to say in the head is there. */
    private void begins() {
        ResponseTrailersFeature trailers = context.features().get(ResponseTrailersFeature.class);
        boolean plain = !context.response().headers().contains(HeaderName.TRAILER)
                && (trailers == null || trailers.trailers().isEmpty());
        stored = plain ? filling.whole(key, clock.instant(), nanos.getAsLong()) : null;
        if (stored == null) {
            inVain();
        } else {
            flights.note(key, true);
            flights.end(key, flight, () -> {
                store.put(key, stored);
                return stored;
            });
        }
        if (conditions != null && isKnown()) {
            NotModified.answer(context.response());
        }
        if (!filling.isSending()) {
            letGo();
        }
    }

    /**
     * Whether the client has already what comes. What is not stored has no other date than that of its last change: RFC 9111 §4.3.2
     * is about stored responses.
     */
    private boolean isKnown() {
        if (stored != null) {
            return stored.isKnownTo(conditions);
        }
        HttpResponse response = context.response();
        return response.status() == HttpStatus.OK
                && Preconditions.isKnown(
                        conditions,
                        EntityTag.of(response.headers()),
                        HttpDate.parse(response.headers().joined(HeaderName.LAST_MODIFIED)));
    }

    /** The content is where it is to go: here it takes no room any more. */
    private void letGo() {
        filling.forget();
        if (stored != null) {
            store.letGo(key, stored);
            stored = null;
        }
    }

    /** Whatever has happened: nobody waits any more, and what is not stored takes no room. */
    private void ended() {
        flights.end(key, flight, null);
        letGo();
    }
}
