package dev.lanner.internal.exchange;

import dev.lanner.feature.EndReason;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.internal.net.StackRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the client still waits. It is watched from the first question on, with HTTP/1.1 only once the content has been
 * read: until then reading it tells. For any number of threads; guarded by a lock, which is not held while actions run.
 *
 * <p>Most exchanges end without anybody having asked. Then the lock, which is far from everything else that such an exchange
 * has in its hands, is not touched.
 */
final class Lifetime implements RequestLifetimeFeature {
    private enum Use {
        /** Nobody has asked for anything. */
        NONE,
        /** Somebody has, and may hold the lock. */
        SOME,
        ENDED
    }

    private static final AtomicReferenceFieldUpdater<Lifetime, Use> USE =
            AtomicReferenceFieldUpdater.newUpdater(Lifetime.class, Use.class, "use");

    private final Wire wire;
    private final ReentrantLock lock;
    private List<Runnable> actions;
    private boolean asked;
    private boolean canBeWatched;
    private volatile Use use = Use.NONE;
    private volatile boolean aborted;

    /** @param lock may be shared with other exchanges: it is never held for long */
    Lifetime(Wire wire, ReentrantLock lock, boolean contentRead) {
        this.wire = wire;
        this.lock = lock;
        this.canBeWatched = contentRead || wire.watchesWhileContentArrives();
    }

    @Override
    public boolean aborted() {
        StackRoom.require();
        ask(null);
        return aborted;
    }

    @Override
    public void onAborted(Runnable action) {
        StackRoom.require();
        if (ask(action)) {
            action.run();
        }
    }

    /** Whether the action must run now. */
    private boolean ask(Runnable action) {
        lock();
        try {
            if (aborted || hasEnded()) {
                return aborted && !hasEnded();
            }
            if (action != null) {
                actions = actions == null ? new ArrayList<>(1) : actions;
                actions.add(action);
            }
            boolean first = !asked;
            asked = true;
            if (first && canBeWatched) {
                wire.watch(this::gone);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The content has been read to its end. */
    void contentRead() {
        lock();
        try {
            if (!canBeWatched && asked && !hasEnded()) {
                wire.watch(this::gone);
            }
            canBeWatched = true;
        } finally {
            lock.unlock();
        }
    }

    /** The client has gone. */
    void gone() {
        List<Runnable> now;
        lock();
        try {
            if (aborted || hasEnded()) {
                return;
            }
            aborted = true;
            now = actions == null ? List.of() : actions;
            actions = null;
        } finally {
            lock.unlock();
        }
        now.forEach(Runnable::run);
    }

    /** Cuts under the lock, so that it never cuts a later request: {@link #end} waits for it. */
    @Override
    public void abort() {
        StackRoom.requireWait();
        gone();
        lock();
        try {
            if (!hasEnded()) {
                wire.abort(EndReason.APPLICATION_ABORTED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From here until the unlocking, {@link #end} waits. */
    private void lock() {
        USE.compareAndSet(this, Use.NONE, Use.SOME);
        StackRoom.lock(lock);
    }

    private boolean hasEnded() {
        return use == Use.ENDED;
    }

    /** The exchange is over: nothing is watched and nothing runs any more. Called by one thread only. */
    void end() {
        if (hasEnded() || USE.compareAndSet(this, Use.NONE, Use.ENDED)) {
            return;
        }
        lock();
        try {
            use = Use.ENDED;
            actions = null;
            if (asked) {
                wire.unwatch();
            }
        } finally {
            lock.unlock();
        }
    }
}
