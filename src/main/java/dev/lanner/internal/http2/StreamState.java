package dev.lanner.internal.http2;

/**
 * The states of a stream that has been opened (RFC 9113 §5.1). Idle streams are those above the highest number that was
 * used; nothing is kept for them.
 *
 * <pre>
 *                    END_STREAM in                   END_STREAM out
 *          OPEN ---------------------> HALF_CLOSED_REMOTE -----------> CLOSED
 *             `--END_STREAM out------> HALF_CLOSED_LOCAL --END_STREAM in-^
 *             RST_STREAM, either way: CLOSED
 * </pre>
 */
enum StreamState {
    /** Both sides may send. */
    OPEN(true, true),
    /** The client has ended; we may send. */
    HALF_CLOSED_REMOTE(false, true),
    /** We have ended; the client may send. */
    HALF_CLOSED_LOCAL(true, false),
    /** Nobody may. */
    CLOSED(false, false);

    private final boolean receives;
    private final boolean sends;

    StreamState(boolean receives, boolean sends) {
        this.receives = receives;
        this.sends = sends;
    }

    /** DATA and HEADERS may arrive. */
    boolean receives() {
        return receives;
    }

    /** DATA and HEADERS may leave. */
    boolean sends() {
        return sends;
    }

    /** After END_STREAM from the client. */
    StreamState remoteEnded() {
        return sends ? HALF_CLOSED_REMOTE : CLOSED;
    }

    /** After END_STREAM from us. */
    StreamState localEnded() {
        return receives ? HALF_CLOSED_LOCAL : CLOSED;
    }
}
