package dev.lanner.internal.server;

import dev.lanner.internal.net.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Time that passes when the test says so. The server's own ticker looks at it. */
public final class ManualClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();

    /** Who takes the time for all deadlines of a server; null before it has begun. Of several servers, the last to look. */
    private volatile Thread ticker;

    private volatile long ticked;

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
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    /**
     * Lets time pass, and waits until the ticker has seen it: what begins after this call has its deadline counted from the
     * new time.
     */
    public void advance(Duration by) {
        long now = nanos.addAndGet(by.toNanos());
        Thread looking = ticker;
        if (looking != null) {
            Await.until("the ticker has seen the time", () -> {
                LockSupport.unpark(looking);
                return ticked - now >= 0 || !looking.isAlive();
            });
        }
    }

    /** Lets time pass, second by second, until the condition holds. */
    public void advanceUntil(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            advance(Duration.ofSeconds(1));
            return condition.getAsBoolean();
        });
    }
}
