package dev.lanner.internal.http2;

import dev.lanner.internal.net.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

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

    /** How often a client may speak up for each DATA frame that it gets; Envoy allows as many WINDOW_UPDATEs. */
    private static final int REPLIES_PER_DATA = 10;

    private static final int PER_SECOND = 20;

    private final Clock clock;
    private final int capacity;
    private final IntConsumer onSpent;
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicLong replies = new AtomicLong();
    private long points;
    private long refilled;

    /** @param onSpent is told of the points that are spent */
    Budget(Clock clock, int capacity, IntConsumer onSpent) {
        this.clock = clock;
        this.capacity = capacity;
        this.onSpent = onSpent;
        this.points = capacity;
        this.refilled = clock.nanos();
    }

    /** Something that cost us and was of no use. */
    void spend(int cost) throws Http2Exception {
        onSpent.accept(cost);
        long now = clock.nanos();
        long earned = (now - refilled) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (earned > 0) {
            refilled = now;
            points = Math.min(capacity, points + earned);
        }
        points = Math.min(capacity, points + (long) USEFUL_REQUEST * completed.getAndSet(0));
        points -= cost;
        if (points < 0) {
            throw Http2Rule.TOO_MUCH_USELESS_WORK.brokenOn(0);
        }
    }

    /** WINDOW_UPDATE or PING: of use as long as DATA has gone out that it can be the reply to. */
    void spendReply() throws Http2Exception {
        if (replies.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            spend(CONTROL_FRAME);
        }
    }

    /** A request was answered whole. */
    void earn() {
        completed.incrementAndGet();
    }

    /** A DATA frame goes out. */
    void earnReplies() {
        replies.addAndGet(REPLIES_PER_DATA);
    }
}
