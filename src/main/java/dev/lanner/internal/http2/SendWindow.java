package dev.lanner.internal.http2;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much DATA one stream may still send (RFC 9113 §6.9), and how soon it is its turn (RFC 9218 §10). Guarded by the
 * writer's lock.
 */
final class SendWindow {
    private final int streamId;
    private final Condition room;
    private final StreamPace pace;
    private int available;
    private long sentBytes;
    private Priority priority;

    /** @param lock the writer's, which the caller holds */
    SendWindow(int streamId, ReentrantLock lock, int available, Priority priority, StreamPace pace) {
        this.streamId = streamId;
        this.room = lock.newCondition();
        this.available = available;
        this.priority = priority;
        this.pace = pace;
    }

    /** Bytes; less than nothing after SETTINGS that have made it smaller (§6.9.2). */
    int available() {
        return available;
    }

    /** By WINDOW_UPDATE or by SETTINGS; false if it grows too large. */
    boolean change(int bytes) {
        long changed = (long) available + bytes;
        available = (int) changed;
        return changed <= PeerSettings.WINDOW_MAX;
    }

    void sent(int bytes) {
        available -= bytes;
        sentBytes += bytes;
        pace.earn(bytes);
    }

    void priority(Priority newPriority) {
        priority = newPriority;
    }

    /** Whether the urgent one comes first; of equals, the one that has got less, or was asked for earlier. */
    boolean goesBefore(SendWindow other) {
        if (priority.urgency() != other.priority.urgency()) {
            return priority.urgency() < other.priority.urgency();
        }
        if (priority.incremental() && other.priority.incremental()) {
            return sentBytes < other.sentBytes || sentBytes == other.sentBytes && streamId < other.streamId;
        }
        return streamId < other.streamId;
    }

    /** Waits until there may be room; the caller looks again. */
    @SuppressWarnings("WaitNotInLoop")
    void await() {
        pace.begin();
        try {
            room.awaitUninterruptibly();
        } finally {
            pace.end();
        }
    }

    void signal() {
        room.signal();
    }

    /** The stream is over. */
    void release() {
        pace.release();
    }
}
