package dev.lanner.internal.http2;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much DATA a peer may still send (RFC 9113 §5.2, §6.9): of a stream, or of the connection. What was consumed is told
 * back when it is half of the window, so that updates are few and the peer never runs dry. The window bounds what we must
 * hold.
 *
 * <p>The connection's thread takes; whoever consumes gives back.
 */
final class ReceiveWindow {
    private final int half;
    private final AtomicInteger available;
    private final AtomicInteger consumed = new AtomicInteger();

    ReceiveWindow(int size) {
        this.half = size / 2;
        this.available = new AtomicInteger(size);
    }

    /** DATA has arrived; false if there was no room for it. */
    boolean take(int bytes) {
        return available.addAndGet(-bytes) >= 0;
    }

    /**
     * Room is free again.
     *
     * @return by how much to update the peer's view now; 0 for not yet
     */
    int giveBack(int bytes) {
        int total = consumed.addAndGet(bytes);
        if (total < half || !consumed.compareAndSet(total, 0)) {
            return 0;
        }
        available.addAndGet(total);
        return total;
    }
}
