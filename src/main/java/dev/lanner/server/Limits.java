package dev.lanner.server;

import dev.lanner.feature.DataRate;
import java.time.Duration;
import java.util.Objects;

/**
 * Every bound that a server puts on its peers, whatever the protocol. All are on by default. Each method of the builder
 * says what a client sees that goes beyond, and why the default is what it is. Immutable.
 *
 * @see Http1Limits
 */
public final class Limits {
    /** All defaults. */
    public static final Limits DEFAULT = new Builder().build();

    private final int connections;
    private final int connectionsPerAddress;
    private final int upgradedConnections;
    private final Refusal refusal;
    private final int requests;
    private final int waitingRequests;
    private final Duration waitingRequestTimeout;
    private final int requestLineBytes;
    private final int headerBytes;
    private final int headerCount;
    private final int trailerBytes;
    private final int trailerCount;
    private final long bodyBytes;
    private final Duration tlsHandshakeTimeout;
    private final int handshakesInFlight;
    private final int tlsRecordsWithoutData;
    private final Duration requestHeadTimeout;
    private final Duration keepAliveTimeout;
    private final DataRate requestRate;
    private final DataRate responseRate;
    private final int requestsPerConnection;
    private final Duration connectionAge;
    private final long drainBytes;
    private final Duration drainTimeout;
    private final int responseBufferBytes;

    private Limits(Builder builder) {
        connections = builder.connections;
        connectionsPerAddress = builder.connectionsPerAddress;
        upgradedConnections = builder.upgradedConnections;
        refusal = builder.refusal;
        requests = builder.requests;
        waitingRequests = builder.waitingRequests;
        waitingRequestTimeout = builder.waitingRequestTimeout;
        requestLineBytes = builder.requestLineBytes;
        headerBytes = builder.headerBytes;
        headerCount = builder.headerCount;
        trailerBytes = builder.trailerBytes;
        trailerCount = builder.trailerCount;
        bodyBytes = builder.bodyBytes;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        handshakesInFlight = builder.handshakesInFlight;
        tlsRecordsWithoutData = builder.tlsRecordsWithoutData;
        requestHeadTimeout = builder.requestHeadTimeout;
        keepAliveTimeout = builder.keepAliveTimeout;
        requestRate = builder.requestRate;
        responseRate = builder.responseRate;
        requestsPerConnection = builder.requestsPerConnection;
        connectionAge = builder.connectionAge;
        drainBytes = builder.drainBytes;
        drainTimeout = builder.drainTimeout;
        responseBufferBytes = builder.responseBufferBytes;
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
     * See {@link Builder#connections}.
     *
     * @return connections
     */
    public int connections() {
        return connections;
    }

    /**
     * See {@link Builder#connectionsPerAddress}.
     *
     * @return connections
     */
    public int connectionsPerAddress() {
        return connectionsPerAddress;
    }

    /**
     * See {@link Builder#upgradedConnections}.
     *
     * @return connections
     */
    public int upgradedConnections() {
        return upgradedConnections;
    }

    /**
     * See {@link Builder#refusal}.
     *
     * @return what
     */
    public Refusal refusal() {
        return refusal;
    }

    /**
     * See {@link Builder#requests}.
     *
     * @return count
     */
    public int requests() {
        return requests;
    }

    /**
     * See {@link Builder#waitingRequests}.
     *
     * @return count
     */
    public int waitingRequests() {
        return waitingRequests;
    }

    /**
     * See {@link Builder#waitingRequestTimeout}.
     *
     * @return time
     */
    public Duration waitingRequestTimeout() {
        return waitingRequestTimeout;
    }

    /**
     * See {@link Builder#requestLineBytes}.
     *
     * @return bytes
     */
    public int requestLineBytes() {
        return requestLineBytes;
    }

    /**
     * See {@link Builder#headerBytes}.
     *
     * @return bytes
     */
    public int headerBytes() {
        return headerBytes;
    }

    /**
     * See {@link Builder#headerCount}.
     *
     * @return lines
     */
    public int headerCount() {
        return headerCount;
    }

    /**
     * See {@link Builder#trailerBytes}.
     *
     * @return bytes
     */
    public int trailerBytes() {
        return trailerBytes;
    }

    /**
     * See {@link Builder#trailerCount}.
     *
     * @return lines
     */
    public int trailerCount() {
        return trailerCount;
    }

    /**
     * See {@link Builder#bodyBytes}.
     *
     * @return bytes
     */
    public long bodyBytes() {
        return bodyBytes;
    }

    /**
     * See {@link Builder#tlsHandshakeTimeout}.
     *
     * @return the duration
     */
    public Duration tlsHandshakeTimeout() {
        return tlsHandshakeTimeout;
    }

    /**
     * See {@link Builder#handshakesInFlight}.
     *
     * @return connections
     */
    public int handshakesInFlight() {
        return handshakesInFlight;
    }

    /**
     * See {@link Builder#tlsRecordsWithoutData}.
     *
     * @return records
     */
    public int tlsRecordsWithoutData() {
        return tlsRecordsWithoutData;
    }

    /**
     * See {@link Builder#requestHeadTimeout}.
     *
     * @return the duration
     */
    public Duration requestHeadTimeout() {
        return requestHeadTimeout;
    }

    /**
     * See {@link Builder#keepAliveTimeout}.
     *
     * @return the duration
     */
    public Duration keepAliveTimeout() {
        return keepAliveTimeout;
    }

    /**
     * See {@link Builder#requestRate}.
     *
     * @return the rate
     */
    public DataRate requestRate() {
        return requestRate;
    }

    /**
     * See {@link Builder#responseRate}.
     *
     * @return the rate
     */
    public DataRate responseRate() {
        return responseRate;
    }

    /**
     * See {@link Builder#requestsPerConnection}.
     *
     * @return requests
     */
    public int requestsPerConnection() {
        return requestsPerConnection;
    }

    /**
     * See {@link Builder#connectionAge}.
     *
     * @return the duration
     */
    public Duration connectionAge() {
        return connectionAge;
    }

    /**
     * See {@link Builder#drainBytes}.
     *
     * @return bytes
     */
    public long drainBytes() {
        return drainBytes;
    }

    /**
     * See {@link Builder#drainTimeout}.
     *
     * @return the duration
     */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /**
     * See {@link Builder#responseBufferBytes}.
     *
     * @return bytes
     */
    public int responseBufferBytes() {
        return responseBufferBytes;
    }

    /** Collects the bounds; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private int connections = 20_000;
        private int connectionsPerAddress = 10_000;
        private int upgradedConnections = 10_000;
        private Refusal refusal = Refusal.SERVICE_UNAVAILABLE;
        private int requests = 10_000;
        private int waitingRequests = 1_000;
        private Duration waitingRequestTimeout = Duration.ofSeconds(5);
        private int requestLineBytes = 8_192;
        private int headerBytes = 32_768;
        private int headerCount = 100;
        private int trailerBytes = 8_192;
        private int trailerCount = 32;
        private long bodyBytes = 30_000_000;
        private Duration tlsHandshakeTimeout = Duration.ofSeconds(10);
        private int handshakesInFlight = 1_024;
        private int tlsRecordsWithoutData = 64;
        private Duration requestHeadTimeout = Duration.ofSeconds(15);
        private Duration keepAliveTimeout = Duration.ofSeconds(130);
        private DataRate requestRate = new DataRate(240, Duration.ofSeconds(5));
        private DataRate responseRate = new DataRate(240, Duration.ofSeconds(5));
        private int requestsPerConnection = 100_000;
        private Duration connectionAge = Duration.ofHours(1);
        private long drainBytes = 262_144;
        private Duration drainTimeout = Duration.ofSeconds(2);
        private int responseBufferBytes = 65_536;

        private Builder() {}

        /**
         * How many connections the whole server may have; upgraded ones are counted apart. Beyond it: {@link #refusal}.
         * Default 20,000, but at run time never more than half of the process's file descriptors (Envoy's rule), so that handlers can
         * still open files.
         *
         * @param count from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder connections(int count) {
            connections = Require.range("connections", count, 1, 1_000_000);
            return this;
        }

        /**
         * How many connections one remote address may have. Beyond it: {@link #refusal}. Default 10,000, half of all: no
         * address can shut out the others, and a proxy in front of many clients still has room. Unix domain sockets are exempt.
         *
         * @param count from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder connectionsPerAddress(int count) {
            connectionsPerAddress = Require.range("connectionsPerAddress", count, 1, 1_000_000);
            return this;
        }

        /**
         * How many connections may have been upgraded or be tunnels; each gives its place among the others back. Beyond it: 503.
         * Default 10,000: such connections live long, so they need a bound of their own.
         *
         * @param count from 0 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder upgradedConnections(int count) {
            upgradedConnections = Require.range("upgradedConnections", count, 0, 1_000_000);
            return this;
        }

        /**
         * What becomes of a connection for which there is no place; over TLS it is always closed, before the handshake. Default
         * {@link Refusal#SERVICE_UNAVAILABLE}: who is told can say so to a person, or ask another replica.
         *
         * @param newRefusal what
         * @return this
         */
        public Builder refusal(Refusal newRefusal) {
            refusal = Objects.requireNonNull(newRefusal, "refusal");
            return this;
        }

        /**
         * How many requests the whole server may run at once; those that became upgraded connections or tunnels no longer count. Beyond
         * it a request waits, see {@link #waitingRequests}. Default 10,000: a thread costs little, what a handler holds more.
         *
         * @param count from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requests(int count) {
            requests = Require.range("requests", count, 1, 1_000_000);
            return this;
        }

        /**
         * How many requests may wait until there are fewer than {@link #requests}. Beyond it: 503 with {@code Retry-After}. Default
         * 1,000: a burst is served late, an overload is refused early.
         *
         * @param count from 0 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder waitingRequests(int count) {
            waitingRequests = Require.range("waitingRequests", count, 0, 1_000_000);
            return this;
        }

        /**
         * How long a request may wait so. Beyond it: 503 with {@code Retry-After}. Default 5 s: longer, and the client has given up.
         *
         * @param timeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder waitingRequestTimeout(Duration timeout) {
            waitingRequestTimeout =
                    Require.range("waitingRequestTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * The longest request line, CRLF included. Beyond it: 414 and close; with HTTP/2, where the path alone
         * counts, 414. Default 8 KiB, as nginx and Kestrel have it; RFC 9112 §3
         * asks for 8,000.
         *
         * @param bytes from 64 to 1,048,576
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requestLineBytes(int bytes) {
            requestLineBytes = Require.range("requestLineBytes", bytes, 64, 1_048_576);
            return this;
        }

        /**
         * How many bytes the lines of a header section may have together, line ends included. Beyond it: 431 and close; with
         * HTTP/2, where each field counts 32 bytes more (RFC 9113 §10.5.1), 431, and for twice as much GOAWAY with
         * ENHANCE_YOUR_CALM. Default 32 KiB, as nginx and Kestrel have it.
         *
         * @param bytes from 256 to 1,048,576
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder headerBytes(int bytes) {
            headerBytes = Require.range("headerBytes", bytes, 256, 1_048_576);
            return this;
        }

        /**
         * How many lines a header section may have. Beyond it: 431 and close; with HTTP/2, 431, and for twice
         * as many GOAWAY with ENHANCE_YOUR_CALM. Default 100, as Kestrel, Tomcat and HAProxy have it.
         *
         * @param lines from 1 to 10,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder headerCount(int lines) {
            headerCount = Require.range("headerCount", lines, 1, 10_000);
            return this;
        }

        /**
         * How many bytes the lines of a trailer section may have together. Beyond it: 431 and close; with HTTP/2, 431.
         * Default 8 KiB, as Tomcat has it.
         *
         * @param bytes from 0 to 1,048,576
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder trailerBytes(int bytes) {
            trailerBytes = Require.range("trailerBytes", bytes, 0, 1_048_576);
            return this;
        }

        /**
         * How many lines a trailer section may have. Beyond it: 431 and close; with HTTP/2, 431. Default 32: trailers carry a
         * checksum or a status, and few need more.
         *
         * @param lines from 0 to 10,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder trailerCount(int lines) {
            trailerCount = Require.range("trailerCount", lines, 0, 10_000);
            return this;
        }

        /**
         * How much content a request may have; {@link dev.lanner.feature.BodySizeLimitFeature} changes it for one request.
         * Beyond it: 413 and close; with HTTP/2, 413. Default 30,000,000, as Kestrel and IIS have it; {@link Long#MAX_VALUE} for
         * no limit.
         *
         * @param bytes 0 or more
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder bodyBytes(long bytes) {
            bodyBytes = Require.range("bodyBytes", bytes, 0, Long.MAX_VALUE);
            return this;
        }

        /**
         * How long the TLS handshake may take, all of it, from accept. Beyond it: the connection is reset. Default 10 s, as
         * Kestrel has it: two round trips and a slow phone.
         *
         * @param timeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder tlsHandshakeTimeout(Duration timeout) {
            tlsHandshakeTimeout =
                    Require.range("tlsHandshakeTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * How many connections may be in their TLS handshake at once. Beyond it the one that has been at it longest is reset, if
         * that is more than a second: a client that stalls must not keep out those that do not. If there is none, the new
         * connection is closed. Default 1,024: what two processors do in a second.
         *
         * @param connections from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder handshakesInFlight(int connections) {
            handshakesInFlight = Require.range("handshakesInFlight", connections, 1, 1_000_000);
            return this;
        }

        /**
         * How many TLS records may carry no data of the application: messages of the handshake, key updates (RFC 8446 §4.6.3),
         * warnings, empty ones. Counted for the handshake, and anew from its end; then each 128 bytes of such a record count as
         * one, and every 16 records with data earn one back, unless a key update has yet to be answered. Beyond it: the handshake
         * fails, or the connection is reset. Default 64: clients change keys once in millions of records.
         *
         * @param records from 16 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder tlsRecordsWithoutData(int records) {
            tlsRecordsWithoutData = Require.range("tlsRecordsWithoutData", records, 16, 1_000_000);
            return this;
        }

        /**
         * How long a request's head may take in all, from its first byte (for the first request: from accept). Beyond it: 408
         * and close if a byte came, else close; with HTTP/2, where it is the time of each frame and of each field block, GOAWAY with
         * ENHANCE_YOUR_CALM. Default 15 s: nginx has 60, Kestrel 30, H2O 10.
         *
         * @param timeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requestHeadTimeout(Duration timeout) {
            requestHeadTimeout =
                    Require.range("requestHeadTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * How long a connection may be idle between two requests. Beyond it: close; with HTTP/2, GOAWAY, and PING
         * renews nothing. Default 130 s, as Kestrel has it: more than the
         * 60 s or so of load balancers, so that they close first.
         *
         * @param timeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder keepAliveTimeout(Duration timeout) {
            keepAliveTimeout = Require.range("keepAliveTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * The least speed of a request's content, while the application waits for it. Below it: 408 and close; with
         * HTTP/2, 408. Default 240 bytes a
         * second after 5 s, as Kestrel and IIS have it.
         *
         * @param rate {@link DataRate#NONE} for none
         * @return this
         */
        public Builder requestRate(DataRate rate) {
            requestRate = Objects.requireNonNull(rate, "requestRate");
            return this;
        }

        /**
         * The least speed at which a client must take the response, while the server waits for it. Below it: the connection is
         * reset; with HTTP/2, where it is the windows that don't open, the stream by CANCEL. Default 240 bytes a second after 5
         * s, as Kestrel and IIS have it.
         *
         * @param rate {@link DataRate#NONE} for none
         * @return this
         */
        public Builder responseRate(DataRate rate) {
            responseRate = Objects.requireNonNull(rate, "responseRate");
            return this;
        }

        /**
         * How many requests one connection may carry. Beyond it: the last one is answered with {@code Connection: close}; with
         * HTTP/2, GOAWAY. Default 100,000: a
         * connection costs us nothing that grows, but it must move to a new replica one day.
         *
         * @param requests from 1 to 2,147,483,647
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requestsPerConnection(int requests) {
            requestsPerConnection = Require.range("requestsPerConnection", requests, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * How old a connection may be when a request begins. Beyond it: that request is answered with {@code Connection: close};
         * with HTTP/2, GOAWAY at that age, and requests that run are finished. Default one hour, as nginx has it: load spreads over
         * new replicas.
         *
         * @param age from 100 ms to 365 days
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder connectionAge(Duration age) {
            connectionAge = Require.range("connectionAge", age, Duration.ofMillis(100), Duration.ofDays(365));
            return this;
        }

        /**
         * How much content that nobody has read is read and thrown away after a response, to keep the connection. Beyond it: close;
         * with HTTP/2, RST_STREAM with NO_ERROR. Default 256 KiB, as Go has it.
         *
         * @param bytes 0 or more
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder drainBytes(long bytes) {
            drainBytes = Require.range("drainBytes", bytes, 0, Long.MAX_VALUE);
            return this;
        }

        /**
         * How long throwing away may take, and how long a closed connection waits for the client to close too. As long, an
         * HTTP/2 connection whose last stream has ended leaves it to the client to close first, since some clients forget what they
         * have not read yet when we do; so much longer does a graceful stop take. Beyond it: close; with HTTP/2, RST_STREAM with
         * NO_ERROR. Default 2 s: time to read an answer and to stop; nginx gives up to 30.
         *
         * @param timeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder drainTimeout(Duration timeout) {
            drainTimeout = Require.range("drainTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * How much of a response is held back before it is sent; content that is complete by then gets a {@code Content-Length}.
         * No client sees it. Default 64 KiB, as Kestrel has it.
         *
         * @param bytes from 1,024 to 16,777,216
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder responseBufferBytes(int bytes) {
            responseBufferBytes = Require.range("responseBufferBytes", bytes, 1_024, 16_777_216);
            return this;
        }

        /**
         * The limits.
         *
         * @return immutable
         */
        public Limits build() {
            return new Limits(this);
        }
    }
}
