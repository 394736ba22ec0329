package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The TLS handshakes in flight, a bounded number. When there are as many as may be, the one that has been at it longest
 * gives way: clients that stall must not keep out those that do not. One that began a moment ago never does, since then
 * it is we who are slow, and the newcomer is turned away. For any number of threads.
 */
final class Handshakes {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A connection that shakes hands. */
    interface Entry {
        /** When it began, in nanoseconds of the clock. */
        long accepted();

        /** Cuts it. Does not block. */
        void giveWay();
    }

    private final int max;
    private final ReentrantLock lock = new ReentrantLock();

    /** From the oldest to the youngest, guarded by the lock. */
    private final Deque<Entry> inFlight = new ArrayDeque<>();

    Handshakes(int max) {
        this.max = max;
    }

    /** Takes a place; null if there is one, else why not. */
    EndReason begin(Entry entry, long now) {
        Entry displaced = null;
        lock.lock();
        try {
            if (inFlight.size() >= max) {
                if (now - inFlight.getFirst().accepted() < PATIENCE_NANOS) {
                    return EndReason.TOO_MANY_TLS_HANDSHAKES;
                }
                displaced = inFlight.removeFirst();
            }
            inFlight.addLast(entry);
        } finally {
            lock.unlock();
        }
        if (displaced != null) {
            displaced.giveWay();
        }
        return null;
    }

    /** Gives the place back. */
    void end(Entry entry) {
        lock.lock();
        try {
            inFlight.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return inFlight.size();
        } finally {
            lock.unlock();
        }
    }
}
