package dev.lanner.internal.http2;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that wait for something to change; what they look at is guarded by a lock. Like a {@link Condition}, but a
 * thread whose wait fails for want of stack leaves nothing behind that would take a signal in place of somebody else.
 *
 * <p>All methods are to be called with the lock.
 */
final class Waiters {
    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        volatile boolean woken;
        Waiter next;
    }

    private final ReentrantLock lock;
    private Waiter first;

    Waiters(ReentrantLock lock) {
        this.lock = lock;
    }

    /**
     * Waits until others have called {@link #signalAll}; gives the lock back meanwhile. An interrupt is put aside. The caller
     * looks again, and waits again if it must.
     *
     * @throws StackOverflowError if the thread can't wait so deep in its stack; it has the lock all the same
     */
    void await() {
        Waiter own = new Waiter();
        own.next = first;
        first = own;
        boolean interrupted = false;
        lock.unlock();
        try {
            while (!own.woken) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        } finally {
            lock.lock();
            remove(own);
            if (interrupted) {
                own.thread.interrupt();
            }
        }
    }

    private void remove(Waiter own) {
        Waiter before = null;
        for (Waiter each = first; each != null; each = each.next) {
            if (each == own) {
                if (before == null) {
                    first = own.next;
                } else {
                    before.next = own.next;
                }
                return;
            }
            before = each;
        }
    }

    /** Wakes all that wait. */
    void signalAll() {
        for (Waiter each = first; each != null; each = each.next) {
            each.woken = true;
            LockSupport.unpark(each.thread);
        }
        first = null;
    }
}
