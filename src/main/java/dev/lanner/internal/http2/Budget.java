package dev.lanner.internal.http2;

import dev.lanner.internal.net.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a connection may cost us for nothing: one account for everything that a client can do cheaply and that makes us
 * work (RFC 9113 §10.5). Useful work refills it, and so does time. Resets that a client provokes cost as much as those
 * that it sends.
 *
 * <p>Spent by the connection's thread; streams that end earn.
 */
final class Budget {
    static final int CONTROL_FRAME = 1;
    static final int RESET = 5;
    static final int EMPTY_FRAME = 10;
    private static final int USEFUL_REQUEST = 5;
    private static final int PER_SECOND = 20;

    private final Clock clock;
    private final int capacity;
    private final AtomicInteger completed = new AtomicInteger();
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
        long earned = (now - refilled) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (earned > 0) {
            refilled = now;
            left = Math.min(capacity, left + earned);
        }
        left = Math.min(capacity, left + (long) USEFUL_REQUEST * completed.getAndSet(0));
        left -= points;
        if (left < 0) {
            throw Http2Rule.TOO_MUCH_USELESS_WORK.brokenOn(0);
        }
    }

    /** A request was answered whole. */
    void earn() {
        completed.incrementAndGet();
    }
}
