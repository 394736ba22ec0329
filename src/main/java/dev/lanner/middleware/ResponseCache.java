package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.feature.RequestFeature;
import dev.lanner.http.HttpStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Answers in the application's place what the application has answered before, if it has asked for that (RFC 9111, as a shared
 * cache). Put it behind what looks at each request, such as {@link AccessLog}, {@link ForwardedHeaders} and
 * {@link HostFiltering}, and before the application.
 *
 * <p>Stored is the response to a GET that is {@code Cache-Control: public} with an explicit time ({@code s-maxage}, or else
 * {@code max-age}, or else {@code Expires}), set before the first byte of content, and has no {@code Set-Cookie},
 * {@code Vary} or {@code Pragma}; but not 206 and 304, and nothing that was flushed before it was whole. It answers GET and HEAD
 * for the same scheme, authority, path and query, with {@code Age}, also conditional ones and those for a range, until it is
 * stale, evicted, or a request by an unsafe method succeeds. Many that ask for the same at once make the application run once.
 * Of a client that may have what it asks for already, the application does not learn that: it makes the whole response, which
 * is stored, and the client gets 304 if that is what it has. Requests for a range go on as they are if nothing is stored.
 *
 * <p>A response that could be another one for another client is not stored: the application must not have looked at any field
 * that is there in the request, but {@code Host}, nor at content; and requests that say who asks, by {@code Authorization} or by
 * {@link dev.lanner.feature.AuthenticationFeature}, always go to the application. So nobody can make others get an answer to
 * fields of his own, whether the application says {@code Vary} or not. What an application knows of a client besides, such as
 * its address, it must not put into a response that it calls public.
 *
 * <p>For any number of threads.
 */
public final class ResponseCache implements Middleware {
    /** The most bytes, unless set. */
    static final long BYTES = 67_108_864;

    /** The most bytes of content, unless set. */
    static final int CONTENT_BYTES = 1_048_576;

    /** For how many seconds a request waits for another one, unless set. */
    static final int WAIT_SECONDS = 30;

    private final CacheStore store;
    private final int contentMax;
    private final long waitNanos;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Flights flights = new Flights();
    private final AtomicLong hits = new AtomicLong();

    private ResponseCache(Builder builder) {
        store = new CacheStore(builder.bytes);
        contentMax = builder.contentBytes;
        waitNanos = builder.waitTimeout.toNanos();
        clock = builder.clock;
        nanos = builder.nanos;
    }

    /**
     * A cache with all defaults.
     *
     * @return an empty cache
     */
    public static ResponseCache withDefaults() {
        return builder().build();
    }

    /**
     * A builder with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        CacheRequest request = CacheRequest.of(context);
        if (request.mayChange()) {
            invalidateIfDone(
                    context, SameOrigin.of(request.key(), context.features().require(RequestFeature.class)));
            next.handle(context);
        } else if (context.response().hasStarted() || !request.mayBeAnswered()) {
            passOn(context, next, request);
        } else if (!answered(context, request, store.get(request.key()))) {
            if (request.mayFill() && !request.onlyIfStored()) {
                fill(context, next, request);
            } else {
                passOn(context, next, request);
            }
        }
    }

    private static void passOn(HttpContext context, Handler next, CacheRequest request) throws Exception {
        if (request.onlyIfStored()) {
            context.response()
                    .status(HttpStatus.GATEWAY_TIMEOUT)
                    .text("504 Gateway Timeout: this is not stored here\n");
        } else {
            next.handle(context);
        }
    }

    /** Whether a stored response has answered; null has not. */
    private boolean answered(HttpContext context, CacheRequest request, StoredResponse stored) throws Exception {
        if (stored == null || !isAccepted(request, stored) || !stored.hold()) {
            return false;
        }
        try {
            hits.incrementAndGet();
            stored.answer(context, nanos.getAsLong());
            return true;
        } finally {
            store.letGo(request.key(), stored);
        }
    }

    private boolean isAccepted(CacheRequest request, StoredResponse stored) {
        long now = nanos.getAsLong();
        return request.accepts(stored.age(now), stored.left(now));
    }

    /** Runs the application, or waits for another request that does. */
    private void fill(HttpContext context, Handler next, CacheRequest request) throws Exception {
        boolean hopeful = flights.isWorthWaiting(request.key());
        if (request.isConditional() && !hopeful) {
            next.handle(context); // the application can tell what the client has without making it
            return;
        }
        Flight mine = new Flight(nanos.getAsLong());
        Flight other = flights.begin(request.key(), mine);
        if (other == null) {
            // One may have landed between the look at the store and now.
            StoredResponse landed = store.get(request.key());
            if (landed != null && isAccepted(request, landed)) {
                flights.end(request.key(), mine, () -> landed);
            }
            if (!answered(context, request, landed)) {
                new Lead(context, request.key(), mine, store, flights, contentMax, clock, nanos).run(next);
            }
        } else if (!request.accepts(0, 1) || !hopeful) {
            next.handle(context);
        } else if (!answered(context, request, flights.await(other, waitNanos - (mine.began() - other.began())))) {
            next.handle(context);
        }
    }

    /** Nothing that is stored survives a change (RFC 9111 §4.4). */
    private void invalidateIfDone(HttpContext context, SameOrigin origin) {
        if (context.response().hasStarted()) {
            return;
        }
        context.response().onStarting(() -> {
            if (context.response().status() < HttpStatus.BAD_REQUEST) {
                invalidate(origin.asked());
                for (String name : new String[] {"Location", "Content-Location"}) {
                    String place = context.response().header(name);
                    if (place != null) {
                        origin.keys(place).forEach(this::invalidate);
                    }
                }
            }
        });
    }

    private void invalidate(CacheKey key) {
        flights.outdate(key, () -> store.remove(key));
    }

    /** Forgets everything, for applications that know that all has changed. What is being made may still be stored. */
    public void clear() {
        store.clear();
    }

    /**
     * How many requests were answered without the application.
     *
     * @return 0 or more
     */
    public long hits() {
        return hits.get();
    }

    /** How many requests wait for another one that asks the same. */
    int waiting() {
        return flights.waiting();
    }

    /**
     * How many responses are stored.
     *
     * @return 0 or more
     */
    public int size() {
        return store.size();
    }

    /**
     * How many bytes are in use: by stored responses, by those that are being made, and by evicted ones that are still being
     * sent.
     *
     * @return 0 or more, never more than {@link Builder#bytes}
     */
    public long bytes() {
        return store.bytes();
    }

    /** Collects the options. Not for several threads at once. */
    public static final class Builder {
        private long bytes = BYTES;
        private int contentBytes = CONTENT_BYTES;
        private Duration waitTimeout = Duration.ofSeconds(WAIT_SECONDS);
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanos = System::nanoTime;

        private Builder() {}

        /**
         * How many bytes there may be in all, of content, fields and keys. Default 67,108,864. Beyond it: what was used least
         * recently is evicted, and if that is not enough, nothing more is stored.
         *
         * @param most at least 4,096
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder bytes(long most) {
            if (most < 4_096) {
                throw new IllegalArgumentException("bytes is " + most + "; it must be at least 4096");
            }
            bytes = most;
            return this;
        }

        /**
         * How much content a stored response may have. Default 1,048,576: as much is held back until the response is whole.
         * Beyond it: the response is sent and not stored.
         *
         * @param most 0 or more
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder contentBytes(int most) {
            if (most < 0) {
                throw new IllegalArgumentException("contentBytes is " + most + "; it must be 0 or more");
            }
            contentBytes = most;
            return this;
        }

        /**
         * For how long requests wait for another one that asks for the same and has come before them, from when that began. Default
         * 30 seconds. Beyond it: they go to the application, each by itself; what the first one brings may still be stored.
         *
         * @param timeout from 0, when nobody waits, to one day
         * @return this
         * @throws IllegalArgumentException if it is out of the range
         */
        public Builder waitTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("waitTimeout is " + timeout + "; it must be from 0 to one day");
            }
            waitTimeout = timeout;
            return this;
        }

        /** For tests. */
        Builder clock(InstantSource newClock, LongSupplier newNanos) {
            clock = Objects.requireNonNull(newClock, "clock");
            nanos = Objects.requireNonNull(newNanos, "nanos");
            return this;
        }

        /**
         * An empty cache.
         *
         * @return the cache
         */
        public ResponseCache build() {
            return new ResponseCache(this);
        }
    }
}
