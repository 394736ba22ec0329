package dev.lanner.internal.http2;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams of a connection (RFC 9113 §5.1): those that have a place, how the last ones were closed, and so what a frame
 * means that arrives on any number.
 *
 * <p>Streams are opened and looked up by the connection's thread; any thread resets and removes them.
 */
final class StreamTable {
    private final ConnectionScope scope;
    private final FrameWriter writer;
    private final Budget budget;
    private final OpenStreams streams = new OpenStreams();
    private final ClosedStreams closed = new ClosedStreams();

    /** What is below is changed with it: whether a stream is taken must agree with what GOAWAY says. */
    private final ReentrantLock lock = ShortLock.inner();

    private volatile int last;
    private int lastBeforeGoAway;
    private volatile boolean acceptsNoMore;

    /** A stream was accepted, and is not yet among {@link #streams}. Ends without the lock, when it is. */
    private volatile boolean opening;

    StreamTable(ConnectionScope scope, FrameWriter writer, Budget budget) {
        this.scope = scope;
        this.writer = writer;
        this.budget = budget;
    }

    // ---- by the connection's thread -------------------------------------------------------------------------------

    /** Null if it has no place: never opened, refused, or over. */
    Http2Stream find(int streamId) {
        return streams.get(streamId);
    }

    /** Null if it has no place, or both sides have ended. */
    Http2Stream findOpen(int streamId) {
        if (streamId > last) {
            return null;
        }
        Http2Stream stream = streams.get(streamId);
        return stream != null && stream.state() != StreamState.CLOSED ? stream : null;
    }

    /** DATA on a stream that has no place, or of which both sides have ended: an error, unless it was us who reset it. */
    void dataOnClosed(int streamId) throws Http2Exception {
        requireNotIdle(streamId);
        letPass(streamId, Http2Rule.STREAM_CLOSED);
    }

    /** Only HEADERS open a stream. */
    void requireNotIdle(int streamId) throws Http2Exception {
        if ((streamId & 1) == 0 || streamId > last) {
            throw Http2Rule.STREAM_IDLE.brokenOn(0);
        }
    }

    /**
     * A frame on a stream that is closed: an error, unless it was us who reset the stream.
     *
     * @param unknown what it is if nothing is known of the stream
     */
    private void letPass(int streamId, Http2Rule unknown) throws Http2Exception {
        // In this order: how a stream was closed is noted before its place is given back.
        boolean hasPlace = streams.get(streamId) != null;
        ClosedStreams.How how = closed.how(streamId);
        if (how == ClosedStreams.How.RESET_BY_US) {
            budget.spend(Budget.CONTROL_FRAME);
        } else if (how == ClosedStreams.How.RESET_BY_CLIENT) {
            throw Http2Rule.STREAM_RESET_BY_CLIENT.brokenOn(streamId);
        } else {
            throw (how != null || hasPlace ? Http2Rule.STREAM_CLOSED : unknown).brokenOn(0);
        }
    }

    /** HEADERS with a number that is not open: whether a stream may begin with it, or they are to be ignored. */
    boolean mayOpen(int streamId) throws Http2Exception {
        if ((streamId & 1) == 0) {
            throw Http2Rule.STREAM_NUMBER_EVEN.brokenOn(0);
        }
        if (streamId <= last) {
            letPass(streamId, Http2Rule.STREAM_NUMBER_DECREASES);
            return false;
        }
        return accept(streamId);
    }

    private boolean accept(int streamId) {
        lock.lock();
        try {
            last = streamId;
            if (!acceptsNoMore) {
                opening = true;
                return true;
            }
        } finally {
            lock.unlock();
        }
        closed(streamId, ClosedStreams.How.RESET_BY_US);
        return false;
    }

    void add(Http2Stream stream) {
        streams.add(stream);
    }

    /** What was accepted is open, or refused; false if nothing was. */
    boolean opened() {
        if (!opening) {
            return false;
        }
        opening = false;
        return true;
    }

    /** RST_STREAM by the client. */
    void resetByClient(int streamId, long errorCode) throws Http2Exception {
        requireNotIdle(streamId);
        closed(streamId, ClosedStreams.How.RESET_BY_CLIENT);
        Http2Stream stream = findOpen(streamId);
        if (stream == null) {
            budget.spend(Budget.CONTROL_FRAME);
        } else {
            budget.spend(Budget.RESET);
            stream.close(
                    ClosedStreams.How.RESET_BY_CLIENT,
                    new StreamClosedException("the client has reset the stream: " + ErrorCode.describe(errorCode)));
        }
    }

    /** The client broke a rule of one stream: the stream ends, and it costs as much as if the client had reset it. */
    void resetFor(Http2Exception broken) throws Http2Exception {
        budget.spend(Budget.RESET);
        int streamId = broken.streamId();
        int errorCode = broken.rule().code().number();
        Http2Stream stream = streams.get(streamId);
        if (stream == null || !reset(stream, errorCode, broken)) {
            use(streamId);
            closed(streamId, ClosedStreams.How.RESET_BY_US);
            writer.rstStream(streamId, errorCode);
        }
    }

    private void use(int streamId) {
        lock.lock();
        try {
            last = Math.max(last, streamId);
        } finally {
            lock.unlock();
        }
    }

    // ---- by any thread --------------------------------------------------------------------------------------------

    /** All that have a place. */
    List<Http2Stream> all() {
        return streams.all();
    }

    int count() {
        return streams.size();
    }

    /** Whether no stream has a place, or is about to. */
    boolean isEmpty() {
        return !opening && streams.size() == 0; // in this order: a stream is among them before it stops to be opening
    }

    /** What is to become of later frames. */
    void closed(int streamId, ClosedStreams.How how) {
        if ((streamId & 1) == 1) {
            closed.add(streamId, how);
        }
    }

    /** Gives a stream up, unless it is closed already: then false. */
    boolean reset(Http2Stream stream, int errorCode, IOException reason) {
        if (!stream.close(ClosedStreams.How.RESET_BY_US, reason)) {
            return false;
        }
        try {
            writer.rstStream(stream.id(), errorCode);
            writer.flushElsewhere();
        } catch (Http2Exception full) {
            scope.abort(EndReason.PROTOCOL_VIOLATION);
        }
        return true;
    }

    /** A stream is over, and its place is free; how many are left. */
    int remove(Http2Stream stream) {
        closed(stream.id(), ClosedStreams.How.ENDED);
        streams.remove(stream);
        return streams.size();
    }

    /** The highest number that the client has used. */
    int last() {
        return last;
    }

    /** The highest number that something was done for, or may be (§6.8): it never grows once it was told. */
    int lastAccepted() {
        lock.lock();
        try {
            return acceptsNoMore ? lastBeforeGoAway : last;
        } finally {
            lock.unlock();
        }
    }

    /** From now on no stream is opened; what is above the number that comes back is ignored. */
    int acceptNoMore() {
        lock.lock();
        try {
            if (!acceptsNoMore) {
                acceptsNoMore = true;
                lastBeforeGoAway = last;
            }
            return lastBeforeGoAway;
        } finally {
            lock.unlock();
        }
    }

    boolean acceptsNoMore() {
        return acceptsNoMore;
    }
}
