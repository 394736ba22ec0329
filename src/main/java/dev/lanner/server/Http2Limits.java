package dev.lanner.server;

import java.time.Duration;

/**
 * Bounds that only HTTP/2 needs. Each method of the builder says what a client sees that goes beyond. Immutable.
 *
 * @see Limits
 */
public final class Http2Limits {
    /** All defaults. */
    public static final Http2Limits DEFAULT = new Builder().build();

    private final int streams;
    private final int streamWindowBytes;
    private final int connectionWindowBytes;
    private final int frameBytes;
    private final int headerTableBytes;
    private final int continuations;
    private final int settings;
    private final int misbehaviour;
    private final Duration pingInterval;
    private final Duration pingTimeout;

    private Http2Limits(Builder builder) {
        streams = builder.streams;
        streamWindowBytes = builder.streamWindowBytes;
        connectionWindowBytes = builder.connectionWindowBytes;
        frameBytes = builder.frameBytes;
        headerTableBytes = builder.headerTableBytes;
        continuations = builder.continuations;
        settings = builder.settings;
        misbehaviour = builder.misbehaviour;
        pingInterval = builder.pingInterval;
        pingTimeout = builder.pingTimeout;
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
     * See {@link Builder#streams}.
     *
     * @return count
     */
    public int streams() {
        return streams;
    }

    /**
     * See {@link Builder#streamWindowBytes}.
     *
     * @return bytes
     */
    public int streamWindowBytes() {
        return streamWindowBytes;
    }

    /**
     * See {@link Builder#connectionWindowBytes}.
     *
     * @return bytes
     */
    public int connectionWindowBytes() {
        return connectionWindowBytes;
    }

    /**
     * See {@link Builder#frameBytes}.
     *
     * @return bytes
     */
    public int frameBytes() {
        return frameBytes;
    }

    /**
     * See {@link Builder#headerTableBytes}.
     *
     * @return bytes
     */
    public int headerTableBytes() {
        return headerTableBytes;
    }

    /**
     * See {@link Builder#continuations}.
     *
     * @return frames
     */
    public int continuations() {
        return continuations;
    }

    /**
     * See {@link Builder#settings}.
     *
     * @return count
     */
    public int settings() {
        return settings;
    }

    /**
     * See {@link Builder#misbehaviour}.
     *
     * @return points
     */
    public int misbehaviour() {
        return misbehaviour;
    }

    /**
     * See {@link Builder#pingInterval}.
     *
     * @return the duration
     */
    public Duration pingInterval() {
        return pingInterval;
    }

    /**
     * See {@link Builder#pingTimeout}.
     *
     * @return the duration
     */
    public Duration pingTimeout() {
        return pingTimeout;
    }

    /** Collects the bounds; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private int streams = 100;
        private int streamWindowBytes = 262_144;
        private int connectionWindowBytes = 1_048_576;
        private int frameBytes = 16_384;
        private int headerTableBytes = 4_096;
        private int continuations = 8;
        private int settings = 32;
        private int misbehaviour = 1_000;
        private Duration pingInterval = Duration.ofDays(365);
        private Duration pingTimeout = Duration.ofSeconds(20);

        private Builder() {}

        /**
         * How many streams a connection may have at once; a stream counts until its handler has returned, whatever was reset. Beyond
         * it: REFUSED_STREAM. Default 100, as nearly everyone has it.
         *
         * @param count from 1 to 10,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder streams(int count) {
            streams = Require.range("streams", count, 1, 10_000);
            return this;
        }

        /**
         * How much content of one request may be on its way or unread. Beyond it: FLOW_CONTROL_ERROR on the stream. Default 256
         * KiB: 20 Mbit a second for a client that is 100 ms away.
         *
         * @param bytes from 65,535 to 16,777,216
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder streamWindowBytes(int bytes) {
            streamWindowBytes = Require.range("streamWindowBytes", bytes, 65_535, 16_777_216);
            return this;
        }

        /**
         * How much content of all requests of a connection may be on its way or unread: what a connection can make us hold. Beyond
         * it: GOAWAY with FLOW_CONTROL_ERROR. Default 1 MiB, as Envoy and Kestrel have it.
         *
         * @param bytes from 65,535 to 268,435,456
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder connectionWindowBytes(int bytes) {
            connectionWindowBytes = Require.range("connectionWindowBytes", bytes, 65_535, 268_435_456);
            return this;
        }

        /**
         * The longest frame. Beyond it: GOAWAY with FRAME_SIZE_ERROR. Default 16,384, the least that RFC 9113 §4.2 allows.
         *
         * @param bytes from 16,384 to 16,777,215
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder frameBytes(int bytes) {
            frameBytes = Require.range("frameBytes", bytes, 16_384, 16_777_215);
            return this;
        }

        /**
         * How large the table may be that a client's field compression fills (RFC 7541 §4.2). Beyond it: GOAWAY with
         * COMPRESSION_ERROR. Default 4,096, with which every connection begins; ours is never larger.
         *
         * @param bytes from 0 to 65,536
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder headerTableBytes(int bytes) {
            headerTableBytes = Require.range("headerTableBytes", bytes, 0, 65_536);
            return this;
        }

        /**
         * In how many CONTINUATION frames a header section may come. Beyond it: GOAWAY with ENHANCE_YOUR_CALM. Default 8, as nghttp2
         * has it.
         *
         * @param frames from 0 to 1,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder continuations(int frames) {
            continuations = Require.range("continuations", frames, 0, 1_000);
            return this;
        }

        /**
         * How many settings one SETTINGS frame may have. Beyond it: GOAWAY with ENHANCE_YOUR_CALM. Default 32, as nghttp2 has it.
         *
         * @param count from 6 to 1,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder settings(int count) {
            settings = Require.range("settings", count, 6, 1_000);
            return this;
        }

        /**
         * How much useless work a connection may make: a reset costs 5 points, an empty frame 10, any other control frame 1, but up to
         * 10 WINDOW_UPDATEs and PINGs for each DATA frame that the client got are free; a request that is answered earns 5, a second
         * earns 20. Beyond it: GOAWAY with ENHANCE_YOUR_CALM. Default 1,000: 200 resets in a burst,
         * as Netty and Undertow allow.
         *
         * @param points from 10 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder misbehaviour(int points) {
            misbehaviour = Require.range("misbehaviour", points, 10, 1_000_000);
            return this;
        }

        /**
         * After how long a silence of the client a PING asks whether it is still there, for connections that are kept through networks
         * that forget them. Anything that comes from the client is a sign of life. Default 31,536,000 s, a year: in effect never.
         *
         * @param interval from 100 ms to 365 days
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder pingInterval(Duration interval) {
            pingInterval = Require.range("pingInterval", interval, Duration.ofMillis(100), Duration.ofDays(365));
            return this;
        }

        /**
         * How long a client that was asked may go on being silent. Beyond it: the connection is cut, and its requests are aborted.
         * Default 20 s, as Kestrel has it.
         *
         * @param timeout from 100 ms to 365 days
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder pingTimeout(Duration timeout) {
            pingTimeout = Require.range("pingTimeout", timeout, Duration.ofMillis(100), Duration.ofDays(365));
            return this;
        }

        /**
         * The limits.
         *
         * @return immutable
         */
        public Http2Limits build() {
            return new Http2Limits(this);
        }
    }
}
