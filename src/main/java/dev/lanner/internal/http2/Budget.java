package dev.lanner.internal.http2;

import dev.lanner.internal.net.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a connection may cost us for nothing: one account for everything that a client can do cheaply and that makes us
 * work (RFC 9113 §10.5). Useful work refills it, and so does time. Resets that a client provokes cost as much as those
 * that it sends. DATA that is sent earns, because it makes honest clients talk: they say that there is room again
 * (WINDOW_UPDATE), and measure how much can be under way (PING).
 *
 * <p>Spent by the connection's thread; streams earn.
 */
final class Budget {
    static final int CONTROL_FRAME = 1;
    static final int RESET = 5;
    static final int EMPTY_FRAME = 10;
    private static final int USEFUL_REQUEST = 5;
    private static final int BYTES_SENT_PER_POINT = 1_024;
    private static final int PER_SECOND = 20;

    private final Clock clock;
    private final int capacity;
    private final AtomicInteger earned = new AtomicInteger();
    private long left;
    private long refilled;

    Budget(Clock clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
        this.left = capacity;
        this.refilled = clock.nanos();
    }

    /** Something that cost us and was of no use. */
    void spend(int points) throws Http2Exception {
        long now = clock.nanos();
        long byTime = (now - refilled) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (byTime > 0) {
            refilled = now;
        }
        left = Math.min(capacity, left + byTime + earned.getAndSet(0));
        left -= points;
        if (left < 0) {
            throw Http2Rule.TOO_MUCH_USELESS_WORK.brokenOn(0);
        }
    }

    /** A request was answered whole. */
    void earn() {
        earn(USEFUL_REQUEST);
    }

    /** A DATA frame with that much content was sent. */
    void earnBySending(int bytes) {
        earn(1 + bytes / BYTES_SENT_PER_POINT);
    }

    private void earn(int points) {
        earned.accumulateAndGet(points, (sum, more) -> Math.min(capacity, sum + more));
    }
}
