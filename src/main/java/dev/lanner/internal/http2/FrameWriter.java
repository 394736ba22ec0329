package dev.lanner.internal.http2;

import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What goes to the client: frames of all streams, in the order in which they were appended, and the windows that hold DATA
 * back (RFC 9113 §5.2).
 *
 * <p><b>Combining.</b> Streams append their frames to one buffer. One of those who appended writes for all: it lets the
 * others that are ready append too, and then writes what is there, until nothing is. So the answers of several streams
 * leave in one system call, and nobody's finished answer waits for another stream: whoever blocks in a window has flushed
 * before.
 *
 * <p><b>Turns.</b> When streams wait for the connection's window or for room in the buffer, the most urgent one goes first,
 * and equals take turns, the one that has got least first (RFC 9218).
 *
 * <p><b>Threads.</b> Any number. All state is guarded by the lock, which is never held across IO. The connection's thread
 * only appends, and has somebody else write: it must never wait for the client to read.
 */
final class FrameWriter {
    /** Streams wait while this much is waiting to be written. */
    private static final int BUFFERED_MAX = 262_144;

    /** What a client may make us answer without reading the answers. */
    private static final int ANSWERS_MAX = 65_536;

    private static final int SMALL = 1_024;
    private static final int ROUNDS_FOR_OTHERS = 16;

    private final Transport transport;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final List<Http2Stream> waiting = new ArrayList<>();
    private final FieldBlocks fields;
    private byte[] buffer = new byte[SMALL];
    private int size;
    private byte[] spare;
    private int answers;
    private long window = PeerSettings.WINDOW_DEFAULT;
    private int initialWindow = PeerSettings.WINDOW_DEFAULT;
    private int frameSize = PeerSettings.FRAME_SIZE_MIN;
    private IOException failure;

    FrameWriter(Transport transport, Pace pace, FieldBlocks fields) {
        this.transport = transport;
        this.pace = pace;
        this.fields = fields;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** The window that a new stream begins with. */
    int initialWindow() {
        lock.lock();
        try {
            return initialWindow;
        } finally {
            lock.unlock();
        }
    }

    /** Our settings, at the beginning. */
    void settings(int... idsAndValues) {
        lock.lock();
        try {
            frame(idsAndValues.length / 2 * 6, Frame.SETTINGS, 0, 0);
            for (int i = 0; i < idsAndValues.length; i += 2) {
                put16(idsAndValues[i]);
                put32(idsAndValues[i + 1]);
            }
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
                    if (!stream.changeWindow(change)) {
                        throw Http2Rule.WINDOW_OVERFLOW.brokenOn(0);
                    }
                }
                signalNext();
            }
            if (settings.maxFrameSize() > 0) {
                frameSize = settings.maxFrameSize();
            }
            if (settings.headerTableSize() >= 0) {
                fields.tableSize(settings.headerTableSize());
            }
            answer(0);
            frame(0, Frame.SETTINGS, Frame.ACK, 0);
        } finally {
            lock.unlock();
        }
    }

    void ping(boolean ack, long opaque) throws Http2Exception {
        lock.lock();
        try {
            answer(8);
            frame(8, Frame.PING, ack ? Frame.ACK : 0, 0);
            put32((int) (opaque >>> 32));
            put32((int) opaque);
        } finally {
            lock.unlock();
        }
    }

    void goAway(int lastStreamId, ErrorCode code, String debug) {
        lock.lock();
        try {
            byte[] text = debug.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            frame(8 + text.length, Frame.GOAWAY, 0, 0);
            put32(lastStreamId);
            put32(code.number());
            put(text, 0, text.length);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a stream up. What of it was appended before stays. */
    void rstStream(int streamId, int errorCode) throws Http2Exception {
        lock.lock();
        try {
            answer(4);
            frame(4, Frame.RST_STREAM, 0, streamId);
            put32(errorCode);
        } finally {
            lock.unlock();
        }
    }

    void windowUpdate(int streamId, int increment) {
        lock.lock();
        try {
            frame(4, Frame.WINDOW_UPDATE, 0, streamId);
            put32(increment);
        } finally {
            lock.unlock();
        }
    }

    /** Room for more of our DATA, of the connection or a stream (§6.9.1). */
    boolean increaseWindow(Http2Stream stream, int increment) {
        lock.lock();
        try {
            boolean fits;
            if (stream == null) {
                window += increment;
                fits = window <= PeerSettings.WINDOW_MAX;
            } else {
                fits = stream.changeWindow(increment);
            }
            signalNext();
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** A head: informational, final, or trailers. */
    void headers(Http2Stream stream, Function<FieldBlocks, BlockWriter> block, boolean endStream) throws IOException {
        lock.lock();
        try {
            requireOpen(stream);
            fieldBlock(stream.id(), block.apply(fields), endStream);
            if (endStream) {
                stream.localEnded();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The answer to a request for which no stream was opened. */
    void refusal(int streamId, int status) throws Http2Exception {
        lock.lock();
        try {
            answer(0);
            fieldBlock(streamId, fields.refusal(status), true);
        } finally {
            lock.unlock();
        }
    }

    private void fieldBlock(int streamId, BlockWriter block, boolean endStream) {
        int length = block.length();
        int first = Math.min(length, frameSize);
        frame(
                first,
                Frame.HEADERS,
                (endStream ? Frame.END_STREAM : 0) | (first == length ? Frame.END_HEADERS : 0),
                streamId);
        put(block.array(), 0, first);
        for (int from = first; from < length; ) {
            int count = Math.min(length - from, frameSize);
            frame(count, Frame.CONTINUATION, from + count == length ? Frame.END_HEADERS : 0, streamId);
            put(block.array(), from, count);
            from += count;
        }
    }

    /** Content. Waits for both windows and for room, after it has sent what was appended so far. */
    void data(Http2Stream stream, byte[] content, int from, int length, boolean endStream) throws IOException {
        int sent = 0;
        while (true) {
            lock.lock();
            try {
                requireOpen(stream);
                int count = granted(stream, length - sent);
                if (count > 0 || length == sent) {
                    boolean last = endStream && sent + count == length;
                    frame(count, Frame.DATA, last ? Frame.END_STREAM : 0, stream.id());
                    put(content, from + sent, count);
                    sent += count;
                    window -= count;
                    stream.sent(count);
                    signalNext();
                    if (last) {
                        stream.localEnded();
                    }
                    if (sent == length) {
                        return;
                    }
                    continue;
                }
            } finally {
                lock.unlock();
            }
            flush();
            await(stream);
        }
    }

    /** How many bytes the stream may send now; 0 if it must wait. */
    private int granted(Http2Stream stream, int wanted) {
        long room = Math.min(window, BUFFERED_MAX - size - Frame.HEADER_LENGTH);
        long most = Math.min(Math.min(wanted, frameSize), Math.min(stream.window(), room));
        if (most <= 0) {
            return 0;
        }
        Http2Stream next = next();
        return next == null || next == stream || stream.goesBefore(next) ? (int) most : 0;
    }

    private void await(Http2Stream stream) throws IOException {
        lock.lock();
        try {
            waiting.add(stream);
            try {
                while (failure == null && stream.state().sends() && granted(stream, 1) == 0) {
                    stream.awaitRoom();
                }
            } finally {
                waiting.remove(stream);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of the streams that wait and have a window of their own, the one whose turn it is. */
    private Http2Stream next() {
        Http2Stream next = null;
        for (Http2Stream stream : waiting) {
            if (stream.window() > 0 && (next == null || stream.goesBefore(next))) {
                next = stream;
            }
        }
        return next;
    }

    private void signalNext() {
        Http2Stream next = waiting.isEmpty() ? null : next();
        if (next != null && window > 0 && size < BUFFERED_MAX - Frame.HEADER_LENGTH) {
            next.signalRoom();
        }
    }

    private void requireOpen(Http2Stream stream) throws IOException {
        if (failure != null) {
            throw failure;
        }
        stream.requireSends();
    }

    /** Counts what the client has made us say; a client that makes us talk and does not listen is cut off. */
    private void answer(int bytes) throws Http2Exception {
        answers += Frame.HEADER_LENGTH + bytes;
        if (answers > ANSWERS_MAX) {
            throw Http2Rule.ANSWERS_NOT_READ.brokenOn(0);
        }
    }

    private void frame(int length, int type, int flags, int streamId) {
        room(Frame.HEADER_LENGTH + length);
        buffer[size] = (byte) (length >>> 16);
        buffer[size + 1] = (byte) (length >>> 8);
        buffer[size + 2] = (byte) length;
        buffer[size + 3] = (byte) type;
        buffer[size + 4] = (byte) flags;
        size += 5;
        put32(streamId);
    }

    private void put16(int value) {
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
    }

    private void put32(int value) {
        put16(value >>> 16);
        put16(value);
    }

    private void put(byte[] bytes, int from, int length) {
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
    }

    private void room(int count) {
        if (size + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + count, buffer.length * 2));
        }
    }

    /** Sends what is appended, unless somebody does that already. May block. */
    @SuppressWarnings("ThreadPriorityCheck") // lets the other streams append first: measured to pay
    void flush() throws IOException {
        if (writing.compareAndSet(false, true)) {
            Thread.yield();
            writeAll();
        }
    }

    /** Has what is appended sent by another thread, unless somebody does that already. Never blocks. */
    void flushElsewhere() {
        if (writing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lanner-flush").start(() -> {
                try {
                    writeAll();
                } catch (IOException gone) {
                    // Noted in failure: whoever appends next gets it, and the reader finds the connection closed.
                }
            });
        }
    }

    private void writeAll() throws IOException {
        byte[] done = null;
        for (int round = 0; round < ROUNDS_FOR_OTHERS; round++) {
            byte[] bytes;
            int count;
            lock.lock();
            try {
                if (done != null && done.length <= BUFFERED_MAX / 4) {
                    spare = done;
                }
                count = size;
                if (count == 0 || failure != null) {
                    writing.set(false);
                    written.signalAll();
                    return;
                }
                bytes = buffer;
                buffer = spare != null ? spare : new byte[SMALL];
                spare = null;
                size = 0;
                answers = 0;
                signalNext();
            } finally {
                lock.unlock();
            }
            write(bytes, count);
            done = bytes;
        }
        writing.set(false);
        flushElsewhere();
    }

    private void write(byte[] bytes, int count) throws IOException {
        try {
            for (int sent = 0; sent < count; ) {
                int moved = 0;
                pace.begin(Math.min(count - sent, 16_384));
                try {
                    moved = transport.write(bytes, sent, count - sent);
                } finally {
                    pace.end(moved);
                }
                sent += moved;
            }
        } catch (IOException gone) {
            fail(gone);
            throw gone;
        }
    }

    /** Sends what is appended, and returns when it is sent, by whomever. May block. */
    void finish() throws IOException {
        while (true) {
            flush();
            lock.lock();
            try {
                if (failure != null) {
                    throw failure;
                }
                if (size == 0 && !writing.get()) {
                    return;
                }
                if (writing.get()) {
                    written.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nothing can be sent any more: everybody who waits, or comes later, gets this. */
    void fail(IOException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            writing.set(false);
            written.signalAll();
            waiting.forEach(Http2Stream::signalRoom);
        } finally {
            lock.unlock();
        }
    }

    /** No stream is open: gives large buffers back. */
    void idle() {
        lock.lock();
        try {
            if (size == 0 && buffer.length > SMALL) {
                buffer = new byte[SMALL];
            }
            spare = null;
        } finally {
            lock.unlock();
        }
    }
}
