package dev.lanner.server;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an edge server can be told. Immutable. */
public final class ServerOptions {
    /** All defaults: plain HTTP on port 8080 of both loopback addresses. */
    public static final ServerOptions DEFAULT = new Builder().build();

    private final List<Endpoint> endpoints;
    private final Limits limits;
    private final Http1Limits http1;
    private final Http2Limits http2;
    private final String serverHeader;
    private final int backlog;
    private final Duration stopGrace;
    private final boolean daemon;
    private final boolean otherSchemes;

    private ServerOptions(Builder builder) {
        endpoints = builder.endpoints.isEmpty() ? List.of(Endpoint.localhost(8080)) : List.copyOf(builder.endpoints);
        limits = builder.limits;
        http1 = builder.http1;
        http2 = builder.http2;
        serverHeader = builder.serverHeader;
        backlog = builder.backlog;
        stopGrace = builder.stopGrace;
        daemon = builder.daemon;
        otherSchemes = builder.otherSchemes;
    }

    private ServerOptions(ServerOptions other, Endpoint endpoint) {
        endpoints = List.of(endpoint);
        limits = other.limits;
        http1 = other.http1;
        http2 = other.http2;
        serverHeader = other.serverHeader;
        backlog = other.backlog;
        stopGrace = other.stopGrace;
        daemon = other.daemon;
        otherSchemes = other.otherSchemes;
    }

    /**
     * The same options with another endpoint, in the place of all.
     *
     * @param endpoint where to listen
     * @return the options
     */
    public ServerOptions withEndpoint(Endpoint endpoint) {
        return new ServerOptions(this, Objects.requireNonNull(endpoint, "endpoint"));
    }

    /**
     * A builder that begins with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * See {@link Builder#listen}.
     *
     * @return one or more
     */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * See {@link Builder#limits}.
     *
     * @return the limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * See {@link Builder#http1}.
     *
     * @return the limits
     */
    public Http1Limits http1() {
        return http1;
    }

    /**
     * See {@link Builder#http2}.
     *
     * @return the limits
     */
    public Http2Limits http2() {
        return http2;
    }

    /**
     * See {@link Builder#serverHeader}.
     *
     * @return the value; empty for no such field
     */
    public String serverHeader() {
        return serverHeader;
    }

    /**
     * See {@link Builder#backlog}.
     *
     * @return connections
     */
    public int backlog() {
        return backlog;
    }

    /**
     * See {@link Builder#stopGrace}.
     *
     * @return the duration
     */
    public Duration stopGrace() {
        return stopGrace;
    }

    /**
     * See {@link Builder#daemon}.
     *
     * @return true if the JVM may end while the server runs
     */
    public boolean daemon() {
        return daemon;
    }

    /**
     * See {@link Builder#otherSchemes}.
     *
     * @return true if they are accepted
     */
    public boolean otherSchemes() {
        return otherSchemes;
    }

    /**
     * How much heap one connection can make the server hold at most, by these limits, whatever its client does. What the
     * application keeps itself is not in it, such as content that it reads into memory, nor what the system has for sockets.
     * The formula is in {@code docs/limits.md}; a test drives a server there.
     *
     * @return bytes
     */
    public long mostBytesPerConnection() {
        return new MemoryBound(this).connection();
    }

    /**
     * The same for as many connections as the server may have. With the default limits that is more than any machine has: who
     * wants to be sure sets {@link Limits.Builder#connections}, {@link Limits.Builder#upgradedConnections} and
     * {@link Http2Limits.Builder#streams} so that it fits into the heap.
     *
     * @return bytes
     */
    public long mostBytes() {
        return new MemoryBound(this).server();
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private final List<Endpoint> endpoints = new ArrayList<>();
        private Limits limits = Limits.DEFAULT;
        private Http1Limits http1 = Http1Limits.DEFAULT;
        private Http2Limits http2 = Http2Limits.DEFAULT;
        private String serverHeader = "Lanner";
        private int backlog = 1_024;
        private Duration stopGrace = Duration.ofSeconds(30);
        private boolean daemon;
        private boolean otherSchemes;

        private Builder() {}

        /**
         * Adds an endpoint. Without any, the server listens on {@code http://localhost:8080}.
         *
         * @param endpoint where to listen
         * @return this
         */
        public Builder listen(Endpoint endpoint) {
            endpoints.add(Objects.requireNonNull(endpoint, "endpoint"));
            return this;
        }

        /**
         * The bounds for every protocol.
         *
         * @param newLimits the limits
         * @return this
         */
        public Builder limits(Limits newLimits) {
            limits = Objects.requireNonNull(newLimits, "limits");
            return this;
        }

        /**
         * The bounds for HTTP/1.1.
         *
         * @param limits the limits
         * @return this
         */
        public Builder http1(Http1Limits limits) {
            http1 = Objects.requireNonNull(limits, "http1");
            return this;
        }

        /**
         * The bounds for HTTP/2.
         *
         * @param limits the limits
         * @return this
         */
        public Builder http2(Http2Limits limits) {
            http2 = Objects.requireNonNull(limits, "http2");
            return this;
        }

        /**
         * The {@code Server} field of responses that have none. Default {@code Lanner}, without a version.
         *
         * @param value the value; empty for no such field
         * @return this
         * @throws IllegalArgumentException if a field can't have this value
         */
        public Builder serverHeader(String value) {
            new Headers().add(HeaderName.SERVER, value);
            serverHeader = value;
            return this;
        }

        /**
         * How many connections the system may keep before we accept them. Beyond it: the client's system tries again after a second.
         * Default 1,024: Java's 50 makes clients of a
         * burst wait a second and more.
         *
         * @param connections from 1 to 65,535
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder backlog(int connections) {
            backlog = Require.range("backlog", connections, 1, 65_535);
            return this;
        }

        /**
         * How long {@link Server#close()} waits for running requests. Beyond it: the connection is reset. Default 30 s, as
         * long as Kubernetes waits before it kills.
         *
         * @param grace from 0 to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder stopGrace(Duration grace) {
            stopGrace = Require.range("stopGrace", grace, Duration.ZERO, Duration.ofDays(1));
            return this;
        }

        /**
         * Whether the JVM may end while the server runs, as a metrics endpoint wants it. Default false: a server that
         * was started keeps the JVM alive until it is stopped.
         *
         * @param mayEnd true if it may
         * @return this
         */
        public Builder daemon(boolean mayEnd) {
            daemon = mayEnd;
            return this;
        }

        /**
         * Whether requests of HTTP/2 may name {@code https} where the connection has no TLS, or {@code http} where it has, as
         * proxies do that end TLS (HAProxy). What they name is not believed: the application sees the connection's scheme,
         * or what {@link dev.lanner.feature.RequestFeature} says that something trusted has put in its place. Default false:
         * the stream is reset (RFC 9113 §8.3.1).
         *
         * @param accepted true to accept them
         * @return this
         */
        public Builder otherSchemes(boolean accepted) {
            otherSchemes = accepted;
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public ServerOptions build() {
            return new ServerOptions(this);
        }
    }
}
