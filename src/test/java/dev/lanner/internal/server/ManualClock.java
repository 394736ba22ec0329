package dev.lanner.internal.server;

import dev.lanner.internal.net.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Time that passes when the test says so. The server's own ticker looks at it. */
public final class ManualClock implements Clock {
    private final Instant start;
    private final AtomicLong nanos = new AtomicLong();

    /** Who takes the time for all deadlines of a server; null before it has begun. Of several servers, the last to look. */
    private volatile Thread ticker;

    private volatile long ticked;

    /** It is 1970, when the certificates of tests begin to count. */
    public ManualClock() {
        this(Instant.EPOCH);
    }

    private ManualClock(Instant start) {
        this.start = start;
    }

    /** It is the moment of the examples in RFC 9110: Sun, 06 Nov 1994 08:49:37 GMT. */
    public static ManualClock ofExamples() {
        return new ManualClock(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @Override
    public long nanos() {
        long now = nanos.get();
        if (Thread.currentThread().getName().equals("lanner-ticker")) {
            ticker = Thread.currentThread();
            ticked = now;
        }
        return now;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.get());
    }

    /** Nobody notices before the next {@link dev.lanner.internal.net.Deadlines#tick()}. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /**
     * Lets time pass, second by second, until the condition holds. The ticker sees every second: did it miss some, what the
     * condition begins would be late at once.
     */
    public void advanceUntil(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            if (ticker != null && ticked == nanos.get()) {
                advance(Duration.ofSeconds(1));
            }
            LockSupport.unpark(ticker);
            return condition.getAsBoolean();
        });
    }

    /** Lets time pass as it does, so that nobody takes the time of a moment ago for that of now. It may be a second more. */
    public void pass(Duration time) {
        long end = nanos.get() + time.toNanos();
        advanceUntil("the ticker has seen it", () -> ticked - end >= 0);
    }
}
