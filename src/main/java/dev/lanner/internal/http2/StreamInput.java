package dev.lanner.internal.http2;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.HttpRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What arrives for one stream behind the request's head: content, bounded by the stream's window, and trailers.
 *
 * <p><b>Threads.</b> The connection's thread brings it, one thread of the application reads it, and any thread may give it
 * up. Guarded by its lock, which is not held while the connection's input is waited for: what is there can be read
 * meanwhile.
 */
final class StreamInput {
    static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);

    private final int streamId;
    private final ReentrantLock lock = ShortLock.outer();
    private final Waiters arrived = new Waiters(lock);
    private final Content content = new Content();
    private final ReceiveWindow window;
    private final StreamPace pace;
    private final boolean exact;
    private long declaredLeft;
    private Headers trailers = NO_TRAILERS;
    private boolean ended;
    private boolean unwanted;
    private IOException failure;

    /** @param length what the head says of the content */
    StreamInput(int streamId, BodyLength length, ReceiveWindow window, StreamPace pace) {
        this.streamId = streamId;
        this.window = window;
        this.pace = pace;
        this.exact = length instanceof BodyLength.Known;
        this.declaredLeft = length instanceof BodyLength.Known known ? known.bytes() : Long.MAX_VALUE;
    }

    // ---- by the connection's thread -------------------------------------------------------------------------------

    /** Whether there is room in the stream's window for that much. */
    boolean takeWindow(int bytes) {
        return window.take(bytes);
    }

    /** Content is announced; false if it is more than the head has declared (RFC 9113 §8.1.1). */
    boolean takeDeclared(int bytes) {
        declaredLeft -= bytes;
        return declaredLeft >= 0;
    }

    /**
     * Content arrives.
     *
     * @return how much of it nobody will read, since the stream was given up
     */
    int append(FrameReader reader, int length) throws IOException {
        for (int left = length; left > 0; ) {
            int count = Math.min(left, reader.await());
            lock.lock();
            try {
                if (unwanted) {
                    return left;
                }
                content.append(reader, count, left);
                arrived.signalAll();
            } finally {
                lock.unlock();
            }
            left -= count;
        }
        return 0;
    }

    /** Nothing more comes. */
    void end() throws Http2Exception {
        end(NO_TRAILERS);
    }

    /** Nothing more comes but these. */
    void end(Headers fields) throws Http2Exception {
        lock.lock();
        try {
            if (exact && declaredLeft > 0 && !unwanted) {
                throw Http2Rule.CONTENT_LENGTH_WRONG.brokenOn(streamId);
            }
            trailers = fields;
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- by any thread --------------------------------------------------------------------------------------------

    /** Nothing more can be read but what is there. */
    void fail(IOException reason) {
        lock.lock();
        try {
            failure = reason;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will read what is there, nor what comes; how many bytes are there. */
    int discard() {
        lock.lock();
        try {
            unwanted = true;
            return content.discard();
        } finally {
            lock.unlock();
        }
    }

    /** Room is free again in the stream's window; by how much to update the client's view now. */
    int giveBack(int bytes) {
        return window.giveBack(bytes);
    }

    // ---- by the application's thread ------------------------------------------------------------------------------

    /** Some content, waiting for it; -1 at its end. */
    int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            if (!awaitContent()) {
                return -1;
            }
            int read = content.take(target);
            pace.earn(read);
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** What is there of the content, waiting for some, if it is an array by itself and not too long; else null, as at the end. */
    byte[] readArray(int most) throws IOException {
        lock.lock();
        try {
            byte[] all = awaitContent() ? content.takeArray(most) : null;
            if (all != null) {
                pace.earn(all.length);
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock; false at the end. */
    private boolean awaitContent() throws IOException {
        while (content.size() == 0) {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return false;
            }
            await();
        }
        return true;
    }

    /** Waits until there may be content; the caller looks again. */
    private void await() {
        pace.begin();
        try {
            arrived.await();
        } finally {
            pace.end();
        }
    }

    /** After the end of the content. */
    Headers trailers() {
        lock.lock();
        try {
            return trailers;
        } finally {
            lock.unlock();
        }
    }

    /** On the ticker's thread: the client does not keep to the rate. */
    void tooSlow() {
        fail(HttpRule.BODY_TOO_SLOW.broken());
    }

    /** The exchange is over. */
    void release() {
        lock.lock();
        try {
            pace.release();
        } finally {
            lock.unlock();
        }
    }
}
