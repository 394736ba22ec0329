package dev.lanner.internal.http2;

import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.StackRoom;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What goes to the client: frames of the connection and of all streams, in the order in which they were appended.
 *
 * <p>Frames are made in a {@link FrameBuffer} and leave by {@link CombinedOutput}; {@link Turns} holds DATA back.
 *
 * <p><b>Threads.</b> Any number. All state is guarded by the lock, which is never held across IO. The connection's thread
 * only appends, and has somebody else write: it must never wait for the client to read.
 */
final class FrameWriter {
    /** Streams wait while this much is waiting to be written: the window that clients begin with, in its frames, and a head. */
    private static final int BUFFERED_MAX = 69_632;

    /** The same for content that is not copied: what a transport takes at once. */
    private static final int BUFFERED_IN_PLACE_MAX = 131_072;

    /** Content of more than this is worth waiting for until it is sent, and is not copied; as with HTTP/1.1. */
    private static final int COPIED_MAX = 32_768;

    /** Less than this is copied: of a window that is opened byte by byte, what is said of each would be more than it. */
    private static final int LENT_MIN = 4_096;

    /** What a client may make us answer without reading the answers. */
    private static final int ANSWERS_MAX = 65_536;

    private final ReentrantLock lock = ShortLock.outer();

    /** What waits here waits for room in the output, or for the end of its stream. */
    private final Waiters headsWait = new Waiters(lock);

    private final Turns turns = new Turns();
    private final CombinedOutput output;
    private final boolean gathers;
    private final FieldBlocks fields;
    private final Budget budget;
    private int answers;
    private boolean endedByError;
    private int initialWindow = PeerSettings.WINDOW_DEFAULT;
    private int frameSize = PeerSettings.FRAME_SIZE_MIN;

    /** @param onBroken is run when something of ours has failed in the middle: the connection can't go on */
    FrameWriter(Transport transport, Pace pace, FieldBlocks fields, Budget budget, Runnable onBroken) {
        this.output = new CombinedOutput(transport, pace, lock, this::taken, onBroken);
        this.gathers = transport.gathers();
        this.fields = fields;
        this.budget = budget;
    }

    /** With the lock: what was appended is on its way, or can't be sent any more. */
    private void taken() {
        answers = 0;
        turns.turnEnds();
        headsWait.signalAll();
        if (output.isOpen()) {
            signalNext();
        } else {
            turns.signalAll();
        }
    }

    private void signalNext() {
        if (room() > 0) {
            turns.signalNext();
        }
    }

    private int room() {
        return room(BUFFERED_MAX);
    }

    private int room(int max) {
        return max - output.frames().size() - Frame.HEADER_LENGTH;
    }

    /** For content of which some is copied, and some is not; never less than {@link #room()}. */
    private int roomInPlace() {
        boolean mayCopy = output.frames().copied() <= BUFFERED_MAX - LENT_MIN - Frame.HEADER_LENGTH;
        return mayCopy ? room(BUFFERED_IN_PLACE_MAX) : room();
    }

    // ---- of the connection ----------------------------------------------------------------------------------------

    /** Our settings, at the beginning. */
    void settings(int... idsAndValues) {
        lock.lock();
        try {
            output.frames().settings(idsAndValues);
        } finally {
            lock.unlock();
        }
    }

    /** The client's settings take effect, and are acknowledged, at once (§6.5.3). */
    void apply(PeerSettings settings, Iterable<Http2Stream> streams) throws Http2Exception {
        lock.lock();
        try {
            if (settings.initialWindowSize() >= 0) {
                int change = (int) (settings.initialWindowSize() - initialWindow);
                initialWindow = (int) settings.initialWindowSize();
                for (Http2Stream stream : streams) {
                    if (!stream.sendWindow().change(change)) {
                        throw Http2Rule.WINDOW_OVERFLOW.brokenOn(0);
                    }
                }
                signalNext();
            }
            if (settings.maxFrameSize() > 0) {
                frameSize = settings.maxFrameSize();
            }
            if (settings.headerTableSize() >= 0) {
                fields.tableSize(settings.lowestHeaderTableSize());
                fields.tableSize(settings.headerTableSize());
            }
            answer(0);
            output.frames().settingsAck();
        } finally {
            lock.unlock();
        }
    }

    void ping(boolean ack, long opaque) throws Http2Exception {
        lock.lock();
        try {
            answer(8);
            output.frames().ping(ack, opaque);
        } finally {
            lock.unlock();
        }
    }

    /** Says how the connection ends, unless an error has ended it already: then false. */
    boolean goAway(int lastStreamId, ErrorCode code, String debug) {
        lock.lock();
        try {
            if (endedByError) {
                return false;
            }
            endedByError = code != ErrorCode.NO_ERROR;
            output.frames().goAway(lastStreamId, code, debug);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Counts what the client has made us say; a client that makes us talk and does not listen is cut off. */
    private void answer(int bytes) throws Http2Exception {
        answers += Frame.HEADER_LENGTH + bytes;
        if (answers > ANSWERS_MAX) {
            throw Http2Rule.ANSWERS_NOT_READ.brokenOn(0);
        }
    }

    // ---- of the connection or a stream ----------------------------------------------------------------------------

    /** The client may send more DATA (§6.9). */
    void windowUpdate(int streamId, int increment) {
        lock.lock();
        try {
            output.frames().windowUpdate(streamId, increment);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Room for more of our DATA (§6.9.1).
     *
     * @param stream null for the connection
     * @return false if the window grows too large
     */
    boolean increaseWindow(Http2Stream stream, int increment) {
        lock.lock();
        try {
            boolean fits = stream == null
                    ? turns.increase(increment)
                    : stream.sendWindow().change(increment);
            signalNext();
            return fits;
        } finally {
            lock.unlock();
        }
    }

    // ---- of streams -----------------------------------------------------------------------------------------------

    /** How much a new stream may send. */
    SendWindow newWindow(int streamId, Priority priority, StreamPace pace) {
        lock.lock();
        try {
            return new SendWindow(streamId, lock, initialWindow, priority, pace);
        } finally {
            lock.unlock();
        }
    }

    void priority(Http2Stream stream, Priority priority) {
        lock.lock();
        try {
            stream.sendWindow().priority(priority);
        } finally {
            lock.unlock();
        }
    }

    /** The stream has ended: if it waits to send, there is no use in it, and if it was its turn, it is that of another. */
    void wake(Http2Stream stream) {
        lock.lock();
        try {
            stream.sendWindow().signal();
            headsWait.signalAll();
            signalNext();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will send on the stream any more. */
    void release(Http2Stream stream) {
        lock.lock();
        try {
            stream.sendWindow().release();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a stream up. What of it was appended before stays. */
    void rstStream(int streamId, int errorCode) throws Http2Exception {
        lock.lock();
        try {
            answer(4);
            output.frames().rstStream(streamId, errorCode);
        } finally {
            lock.unlock();
        }
    }

    /** The answer to a request for which no stream was opened. */
    void refusal(int streamId, int status) throws Http2Exception {
        lock.lock();
        try {
            answer(0);
            output.frames().fieldBlock(streamId, fields.refusal(status), true, frameSize);
        } finally {
            lock.unlock();
        }
    }

    /** A head: informational, final, or trailers. Waits for room, after what was appended so far has been sent. */
    void headers(Http2Stream stream, Function<FieldBlocks, BlockWriter> block, boolean endStream) throws IOException {
        lock.lock();
        try {
            awaitRoom(stream);
            append(stream, block, endStream);
        } finally {
            lock.unlock();
        }
    }

    private void append(Http2Stream stream, Function<FieldBlocks, BlockWriter> block, boolean endStream) {
        try {
            output.frames().fieldBlock(stream.id(), block.apply(fields), endStream, frameSize);
            if (endStream) {
                stream.localEnded();
            }
        } catch (RuntimeException | Error ours) {
            output.broken(ours); // the client's tables of compression are not ours any more
            throw ours;
        }
    }

    /** With the lock, which is given back meanwhile. A client that takes no answers must not make us hold ever more. */
    private void awaitRoom(Http2Stream stream) throws IOException {
        requireOpen(stream);
        while (room() <= 0) {
            lock.unlock();
            try {
                output.flushOwn();
            } finally {
                lock.lock();
            }
            requireOpen(stream);
            if (room() <= 0) {
                headsWait.await();
                requireOpen(stream);
            }
        }
    }

    /**
     * Content. Waits for both windows, for its turn and for room, after what was appended so far has been sent; with much of
     * it, until all of it is sent.
     */
    void data(Http2Stream stream, byte[] content, int from, int length, boolean endStream) throws IOException {
        if (length > COPIED_MAX && gathers && StackRoom.canWaitFurtherOn()) {
            dataInPlace(stream, content, from, length, endStream);
            return;
        }
        lock.lock();
        try {
            append(stream, content, from, length, endStream, false);
        } finally {
            lock.unlock();
        }
    }

    /** The content is sent from where it is, so its owner has to wait until it is sent, or never will be. */
    private void dataInPlace(Http2Stream stream, byte[] content, int from, int length, boolean endStream)
            throws IOException {
        SendWindow window = stream.sendWindow();
        lock.lock();
        try {
            append(stream, content, from, length, endStream, true);
        } finally {
            long buffer = window.lentIn();
            lock.unlock();
            output.release(buffer, endStream);
        }
    }

    private void append(Http2Stream stream, byte[] content, int from, int length, boolean endStream, boolean inPlace)
            throws IOException {
        for (int sent = 0; ; ) {
            requireOpen(stream);
            int room = inPlace ? roomInPlace() : room();
            int count = turns.grant(stream.sendWindow(), Math.min(length - sent, Math.min(frameSize, room)));
            if (count == 0 && sent < length) {
                awaitTurn(stream);
                continue;
            }
            boolean last = sent + count == length;
            boolean end = endStream && last;
            if (inPlace && count >= LENT_MIN) {
                output.frames().moreDataInPlace(stream.id(), content, from + sent, count, end, frameSize);
                stream.sendWindow().lentIn(output.number());
            } else {
                output.frames().moreData(stream.id(), content, from + sent, count, end, frameSize);
            }
            sent += count;
            if (count > 0) {
                turns.sent(stream.sendWindow(), count);
                budget.earnReplies();
            }
            signalNext();
            if (last) {
                break;
            }
        }
        if (endStream) {
            stream.localEnded();
        }
    }

    /** With the lock, which is given back while frames are sent: the stream keeps its place in the line meanwhile. */
    private void awaitTurn(Http2Stream stream) throws IOException {
        SendWindow window = stream.sendWindow();
        boolean granted = false;
        turns.join(window);
        try {
            lock.unlock();
            try {
                output.flushOwn();
            } finally {
                lock.lock();
            }
            while (!granted) {
                requireOpen(stream);
                granted = turns.grant(window, Math.min(1, room())) > 0;
                if (!granted) {
                    signalNext();
                    window.await();
                }
            }
        } finally {
            turns.leave(window);
            if (!granted) {
                signalNext();
            }
        }
    }

    private void requireOpen(Http2Stream stream) throws IOException {
        output.requireOpen();
        stream.requireSends();
    }

    // ---- sending --------------------------------------------------------------------------------------------------

    /** Sends what is appended, unless somebody does that already. May block. */
    void flush() throws IOException {
        output.flush();
    }

    /** The same where no other stream could append first; only by a thread that is at the beginning of its stack. */
    void flushAlone() throws IOException {
        output.flushAlone();
    }

    /** Has what is appended sent by another thread, unless somebody does that already. Never blocks. */
    void flushElsewhere() {
        output.flushElsewhere();
    }

    /** Sends what is appended, and returns when it is sent, by whomever. May block. */
    void finish() throws IOException {
        output.finish();
    }

    /** The same, and nothing is sent after it. May block. */
    void finishForGood() throws IOException {
        output.finishForGood();
    }

    /** Nothing can be sent any more: everybody who waits, or comes later, gets this. */
    void fail(IOException reason) {
        output.fail(reason);
    }

    /** No stream is open: gives large buffers back. */
    void idle() {
        output.idle();
    }

    /** The connection rests: gives every buffer back; false if something is still to be sent. */
    boolean rest() {
        lock.lock();
        try {
            boolean rests = output.rest();
            if (rests) {
                fields.rest();
            }
            return rests;
        } finally {
            lock.unlock();
        }
    }
}
