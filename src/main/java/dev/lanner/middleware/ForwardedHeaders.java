package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.server.TrustedPeers;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Behind a reverse proxy, lets the application see the request as it came to the proxy: the client's address, scheme, host and
 * path base, as the proxy tells them in fields. Put it first in the pipeline, before what logs or decides by them.
 *
 * <pre>{@code
 * Pipeline.builder()
 *         .use(ForwardedHeaders.of(Field.FOR, Field.PROTO))
 *         .handle(application);
 * }</pre>
 *
 * <p>Only what a trusted peer tells is believed, by default this machine: see {@link Builder#trust}. A list is read from its
 * end, one entry for each proxy that is trusted, at most as many as {@link Builder#limit} says, by default one; reading ends
 * where the next one is not trusted, not told, or malformed. A field that is malformed is not believed, and counted
 * ({@link #malformed()}); what else that proxy tells still is, so that a client can't hide its address behind another field.
 *
 * <p>Name only fields that the proxy sets or removes itself: all others it passes on as the client sent them.
 *
 * <p>What the application finds in the fields afterwards: entries that were believed are gone, and what they took the place of
 * stands in {@code X-Original-For}, {@code -Proto}, {@code -Host} and {@code -Prefix}. Fields from peers that are not trusted,
 * fields that are not named here, and {@code X-Original-*} of anybody else are removed: nobody stands behind them, and code
 * that reads them by itself would be fooled. What is left of a list that was read stays; nobody stands behind that either.
 *
 * <p>For any number of threads.
 */
public final class ForwardedHeaders implements Middleware {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.middleware");

    private static final HeaderName ORIGINAL_FOR = HeaderName.of("X-Original-For");
    private static final HeaderName ORIGINAL_PROTO = HeaderName.of("X-Original-Proto");
    private static final HeaderName ORIGINAL_HOST = HeaderName.of("X-Original-Host");
    private static final HeaderName ORIGINAL_PREFIX = HeaderName.of("X-Original-Prefix");

    /** All that this middleware decides about. */
    private static final List<HeaderName> OURS = Stream.concat(
                    Stream.of(Field.values()).map(Field::header),
                    Stream.of(ORIGINAL_FOR, ORIGINAL_PROTO, ORIGINAL_HOST, ORIGINAL_PREFIX))
            .toList();

    private final Set<Field> fields;
    private final TrustedPeers trusted;
    private final int limit;
    private final HostPatterns hosts;
    private final AtomicLong malformed = new AtomicLong();

    /** What a proxy can tell. */
    public enum Field {
        /** {@code X-Forwarded-For}: the address of who sent it the request, with or without a port. */
        FOR,
        /** {@code X-Forwarded-Proto}: {@code http} or {@code https}. */
        PROTO,
        /** {@code X-Forwarded-Host}: the host that the client asked for. */
        HOST,
        /** {@code X-Forwarded-Prefix}: what it took from the beginning of the path; it goes before the path base. */
        PREFIX,
        /** {@code Forwarded}: address, scheme and host in one (RFC 7239). Not together with others. */
        FORWARDED;

        HeaderName header() {
            return switch (this) {
                case FOR -> HeaderName.X_FORWARDED_FOR;
                case PROTO -> HeaderName.X_FORWARDED_PROTO;
                case HOST -> HeaderName.X_FORWARDED_HOST;
                case PREFIX -> HeaderName.X_FORWARDED_PREFIX;
                case FORWARDED -> HeaderName.FORWARDED;
            };
        }
    }

    private ForwardedHeaders(Builder builder) {
        fields = builder.fields;
        trusted = builder.trusted;
        limit = builder.limit;
        hosts = builder.hosts;
    }

    /**
     * With all defaults: one proxy, on this machine.
     *
     * @param first a field that the proxy sets
     * @param others the others
     * @return the middleware
     * @throws IllegalArgumentException as {@link #builder}
     */
    public static ForwardedHeaders of(Field first, Field... others) {
        return builder(first, others).build();
    }

    /**
     * A builder with the defaults.
     *
     * @param first a field that the proxy sets
     * @param others the others
     * @return the builder
     * @throws IllegalArgumentException if {@link Field#FORWARDED} is there with others
     */
    public static Builder builder(Field first, Field... others) {
        return new Builder(EnumSet.of(first, others));
    }

    /**
     * How many requests of trusted peers had a field that was not believed, because it is malformed or names a host that is not
     * allowed. If it grows, the proxy lets through what clients send, or is set up in another way than this middleware.
     *
     * @return 0 or more
     */
    public long malformed() {
        return malformed.get();
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        FeatureCollection features = context.features();
        RequestFeature request = features.require(RequestFeature.class);
        if (OURS.stream().anyMatch(request.headers()::contains)) {
            ConnectionFeature connection = features.get(ConnectionFeature.class);
            SocketAddress peer = connection == null ? null : connection.remoteAddress();
            ForwardedWalk walk = new ForwardedWalk(fields, trusted, hosts, peer, request);
            walk.go(limit);
            note(walk.malformed(), connection);
            features.set(RequestFeature.class, seen(request, walk, peer));
            if (peer != walk.client()) {
                features.set(ConnectionFeature.class, new ForwardedConnection(connection, walk.client()));
            }
        }
        next.handle(context);
    }

    private void note(HeaderName field, ConnectionFeature connection) {
        if (field != null && malformed.incrementAndGet() == 1) {
            LOGGER.log(
                    Level.WARNING,
                    "{0}: {1} of a trusted proxy is malformed or names a host that is not allowed, and is not believed;"
                            + " see how the proxy is set up. From now on this is only counted",
                    connection.id(),
                    field);
        }
    }

    private RequestFeature seen(RequestFeature request, ForwardedWalk walk, SocketAddress peer) {
        Headers headers = request.headers().copy();
        OURS.forEach(headers::remove);
        if (trusted.contains(peer)) {
            walk.leaveRest(headers);
        }
        if (peer != walk.client()) {
            headers.add(ORIGINAL_FOR, text(peer));
        }
        if (!request.scheme().equals(walk.scheme())) {
            headers.add(ORIGINAL_PROTO, request.scheme());
        }
        if (!request.authority().equals(walk.authority())) {
            headers.add(ORIGINAL_HOST, request.authority());
            headers.set(HeaderName.HOST, walk.authority());
        }
        if (!request.pathBase().equals(walk.pathBase())) {
            headers.add(ORIGINAL_PREFIX, request.pathBase());
        }
        headers.lock();
        return RewrittenRequest.of(request)
                .withOrigin(walk.scheme(), walk.authority())
                .withPath(walk.pathBase(), request.path())
                .withHeaders(headers);
    }

    private static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return "unix";
        }
        String host = internet.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + internet.getPort();
    }

    /** The connection of the client to the proxy, as far as it is known. */
    private record ForwardedConnection(ConnectionFeature connection, SocketAddress remoteAddress)
            implements ConnectionFeature {
        @Override
        public String id() {
            return connection.id();
        }

        @Override
        public SocketAddress peerAddress() {
            return connection.peerAddress();
        }

        @Override
        public SocketAddress localAddress() {
            return connection.localAddress();
        }
    }

    /** Collects what is believed. Not for several threads at once. */
    public static final class Builder {
        private final Set<Field> fields;
        private TrustedPeers trusted = TrustedPeers.LOOPBACK;
        private int limit = 1;
        private HostPatterns hosts = HostPatterns.ALL;

        private Builder(Set<Field> fields) {
            if (fields.contains(Field.FORWARDED) && fields.size() > 1) {
                throw new IllegalArgumentException(
                        "Forwarded tells what the X-Forwarded fields tell: name the one kind that"
                                + " the proxy sets, since clients can send the other");
            }
            this.fields = fields;
        }

        /**
         * Whose word is taken, in the place of {@link TrustedPeers#LOOPBACK}.
         *
         * @param proxies the proxies
         * @return this
         */
        public Builder trust(TrustedPeers proxies) {
            trusted = Objects.requireNonNull(proxies, "proxies");
            return this;
        }

        /**
         * How many proxies a request may have come by, each of which must be trusted; 1 unless set.
         *
         * @param proxies at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder limit(int proxies) {
            if (proxies < 1) {
                throw new IllegalArgumentException("the limit is " + proxies + "; it must be at least 1");
            }
            limit = proxies;
            return this;
        }

        /**
         * Which hosts a proxy may tell; all, unless set. Without it, a proxy that passes on the field of its clients lets them
         * choose the host.
         *
         * @param patterns as those of {@link HostFiltering#of}
         * @return this
         * @throws IllegalArgumentException if one is none
         */
        public Builder allowedHosts(String... patterns) {
            hosts = new HostPatterns(patterns);
            return this;
        }

        /**
         * The middleware.
         *
         * @return immutable, but for its counter
         */
        public ForwardedHeaders build() {
            return new ForwardedHeaders(this);
        }
    }
}
