package dev.lanner.internal.http2;

import java.util.concurrent.locks.ReentrantLock;

/**
 * How much DATA one stream may still send (RFC 9113 §6.9), and what {@link Turns} needs to know of it. Guarded by the
 * writer's lock.
 */
final class SendWindow {
    private final int streamId;
    private final ReentrantLock writerLock;
    private final StreamPace pace;
    private int available;
    private long share;
    private Priority priority;
    private long lentIn;

    /** Null before the first wait: most streams never have one. */
    private Waiters room;

    SendWindow(int streamId, ReentrantLock writerLock, int available, Priority priority, StreamPace pace) {
        this.streamId = streamId;
        this.writerLock = writerLock;
        this.available = available;
        this.priority = priority;
        this.pace = pace;
    }

    int streamId() {
        return streamId;
    }

    /** Bytes; less than nothing after SETTINGS that have made it smaller (§6.9.2). */
    int available() {
        return available;
    }

    Priority priority() {
        return priority;
    }

    void priority(Priority newPriority) {
        priority = newPriority;
    }

    /** By WINDOW_UPDATE or by SETTINGS; false if it grows too large. */
    boolean change(int bytes) {
        long changed = (long) available + bytes;
        available = (int) changed;
        return changed <= PeerSettings.WINDOW_MAX;
    }

    /** How much it has got of what was shared: its own bytes, and those of others while it wanted none. */
    long share() {
        return share;
    }

    /** Time that it did not use is not made up for. */
    void raiseShare(long least) {
        share = Math.max(share, least);
    }

    void sent(int bytes) {
        available -= bytes;
        share += bytes;
        pace.earn(bytes);
    }

    /** The number of the last buffer in which there is content of the stream that was not copied; 0 before the first. */
    long lentIn() {
        return lentIn;
    }

    void lentIn(long buffer) {
        lentIn = buffer;
    }

    /** Waits until there may be room; the caller looks again. */
    void await() {
        if (room == null) {
            room = new Waiters(writerLock);
        }
        pace.begin();
        try {
            room.await();
        } finally {
            pace.end();
        }
    }

    void signal() {
        if (room != null) {
            room.signalAll();
        }
    }

    /** The stream is over. */
    void release() {
        pace.release();
    }
}
