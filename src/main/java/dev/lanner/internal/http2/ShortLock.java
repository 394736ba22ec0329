package dev.lanner.internal.http2;

import dev.lanner.internal.net.StackRoom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that a thread can take wherever it is, even at the end of its stack, where it can't wait in a queue
 * ({@link StackRoom}). It tries again there: what a lock of this kind guards takes a few steps, in which nobody waits.
 *
 * <p>Those that are taken while another one is held are inner ones: the holder of a lock is never put aside, or those that
 * try again could keep it from going on.
 */
final class ShortLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    private final boolean inner;

    private ShortLock(boolean inner) {
        this.inner = inner;
    }

    /** A lock that is taken while no other one is held. */
    static ShortLock outer() {
        return new ShortLock(false);
    }

    /** A lock that may be taken with any other. Nothing but inner ones is taken while it is held. */
    static ShortLock inner() {
        return new ShortLock(true);
    }

    @Override
    public void lock() {
        if (tryLock()) {
            return;
        }
        if (!inner && StackRoom.canWait()) {
            super.lock();
            return;
        }
        while (!tryLock()) {
            Thread.onSpinWait();
        }
    }
}
