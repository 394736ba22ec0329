package dev.lanner.internal.server;

import dev.lanner.internal.net.Clock;
import dev.lanner.server.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many requests run at once, whatever connections they came on; some more wait for a place, in no order, and not for
 * long. For any number of threads.
 *
 * <p>While there are places, one costs an atomic addition. The lock is for those who wait.
 */
final class RequestAdmission {
    private final int max;
    private final int maxWaiting;
    private final long patienceNanos;
    private final Clock clock;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    RequestAdmission(Limits limits, Clock clock) {
        this.max = limits.requests();
        this.maxWaiting = limits.waitingRequests();
        this.patienceNanos = limits.waitingRequestTimeout().toNanos();
        this.clock = clock;
    }

    /** Takes a place, and waits for one if need be; false if there is none. */
    boolean enter() {
        boolean entered = tryEnter() || awaitPlace();
        if (!entered) {
            refused.increment();
        }
        return entered;
    }

    private boolean tryEnter() {
        int seen = running.get();
        while (seen < max) {
            int witness = running.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Whoever waits says so first and looks then; whoever leaves does it the other way round. So nobody is overlooked. */
    private boolean awaitPlace() {
        long began = clock.nanos();
        lock.lock();
        try {
            if (waiting.get() >= maxWaiting) {
                return false;
            }
            waiting.incrementAndGet();
            try {
                boolean entered = tryEnter();
                while (!entered && clock.nanos() - began < patienceNanos) {
                    changed.awaitUninterruptibly();
                    entered = tryEnter();
                }
                return entered;
            } finally {
                waiting.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back. */
    void leave() {
        running.decrementAndGet();
        if (waiting.get() > 0) {
            signal(false);
        }
    }

    /** By the ticker: those who wait look at the clock. */
    void tick() {
        if (waiting.get() > 0) {
            signal(true);
        }
    }

    private void signal(boolean all) {
        lock.lock();
        try {
            if (all) {
                changed.signalAll();
            } else {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many have a place. */
    int running() {
        return running.get();
    }

    /** How many wait for one. */
    int waiting() {
        return waiting.get();
    }

    /** How many got none. */
    long refused() {
        return refused.sum();
    }
}
