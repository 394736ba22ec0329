package dev.lanner.internal.net;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until the test turns it. For any number of threads. */
public final class ManualClock implements Clock {
    /** The moment of the examples in RFC 9110: Sun, 06 Nov 1994 08:49:37 GMT. */
    public static final Instant START = Instant.parse("1994-11-06T08:49:37Z");

    private volatile long nanos;

    /** Turns the clock. Nobody notices before the next {@link Deadlines#tick()}. */
    public synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos);
    }
}
