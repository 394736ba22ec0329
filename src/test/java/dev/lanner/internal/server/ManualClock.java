package dev.lanner.internal.server;

import dev.lanner.internal.net.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Time that passes when the test says so. The server's own ticker looks at it. */
public final class ManualClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** Lets time pass, second by second, until the condition holds. */
    public void advanceUntil(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            advance(Duration.ofSeconds(1));
            return condition.getAsBoolean();
        });
    }
}
