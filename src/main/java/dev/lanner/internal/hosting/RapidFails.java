package dev.lanner.internal.hosting;

import dev.lanner.internal.net.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Counts how often an application failed in the last minute. For any number of threads. */
public final class RapidFails {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Long> times = new ArrayDeque<>();
    private final Clock clock;
    private final int most;

    /** @param most how many failures a minute may have */
    public RapidFails(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Notes a failure; true if it is the one too many. */
    public boolean failed() {
        lock.lock();
        try {
            forget();
            times.addLast(clock.nanos());
            return times.size() == most + 1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there were too many: then nothing is started. */
    public boolean areTooMany() {
        lock.lock();
        try {
            forget();
            return times.size() > most;
        } finally {
            lock.unlock();
        }
    }

    /** As if it had not failed: somebody has changed what may have made it fail. */
    public void clear() {
        lock.lock();
        try {
            times.clear();
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        long now = clock.nanos();
        while (!times.isEmpty() && now - times.peekFirst() >= MINUTE_NANOS) {
            times.removeFirst();
        }
    }
}
