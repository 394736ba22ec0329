package dev.lanner.internal.server;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.GiveWay;
import dev.lanner.internal.net.Transport;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few threads for many connections, for as long as the next request of each is there when its turn comes.
 *
 * <p>A thread of its own is the cheapest way to wait for a request. But under full load nobody waits: there are always
 * connections whose next request has come, and a carrier that goes from the virtual thread of one to that of the next copies
 * the stacks of both, for each request. So where many threads are ready at a time, their connections become members here,
 * and a <em>runner</em> gives them their turns, first come, first served. Who has had nothing to do for some turns gets a thread
 * of its own again.
 *
 * <p>A turn runs the application, which may block. So whenever all runners are in a turn and somebody waits, another one is
 * started. It does nothing for as long as the others keep the carriers busy. If it does come to run, a turn has probably
 * blocked: the connection of that turn leaves, and keeps the runner that was blocked as its own thread.
 */
final class SharedThreads {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    /** One that takes turns, or could; with the same threads for good. */
    abstract static class Member {
        /** Who is next after it in the queue. */
        private Member behind;

        /**
         * Goes on with the calling thread as its own.
         *
         * @return whether it has {@linkplain SharedThreads#join joined}; else the thread has nothing to do with it any more
         */
        abstract boolean serveAlone();

        /**
         * On a runner: a turn, if there is something to do.
         *
         * @return whether it goes on as a member; else the thread has nothing to do with it any more
         */
        abstract boolean takeTurnAsMember();
    }

    private final Sharing sharing;
    private final AtomicInteger pausing = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();

    /** The queue of those that wait for their turn; null if nobody does. With the lock, as the next three. */
    private Member first;

    private Member last;

    /** How many wait. */
    private int waiting;

    /** Runners that are not in a turn: between two, or started and not yet running. */
    private int ready;

    /** How many of the runners that were started have come to run. */
    private final AtomicInteger begun = new AtomicInteger();

    SharedThreads(Sharing sharing) {
        this.sharing = sharing;
    }

    Sharing sharing() {
        return sharing;
    }

    /** What the thread of a connection does, from the connection's first turn on; at the bottom of its stack. */
    void serve(Member own) {
        Member mine = own;
        while (mine != null && mine.serveAlone()) {
            mine = run();
        }
    }

    /** By a connection that waits for its next request on its own thread: others that are ready run first. */
    void pause(Transport transport) {
        pausing.incrementAndGet();
        try {
            transport.pause();
        } finally {
            pausing.decrementAndGet();
        }
    }

    /** Whether so many are ready at a time that it may be worth while to join. */
    boolean isCrowded() {
        return waiting() + pausing.get() >= sharing.crowd();
    }

    /** The calling thread, its own until then, has nothing to do with it any more. */
    void join(Member member) {
        lock.lock();
        try {
            append(member);
        } finally {
            lock.unlock();
        }
    }

    /** Becomes a runner, unless one is ready. Returns whose own thread the calling one is after that; null for nobody's. */
    private Member run() {
        lock.lock();
        try {
            if (ready > 0) {
                return null;
            }
            ready++;
        } finally {
            lock.unlock();
        }
        return giveTurns();
    }

    private void runStarted() {
        begun.incrementAndGet();
        serve(giveTurns());
    }

    /** Until nobody waits, or until a turn has blocked: then it returns that member, which has left. */
    private Member giveTurns() {
        Member next = takeFirst();
        int left = waiting();
        while (next != null) {
            int begunBefore = begun.get();
            boolean stays = takeTurn(next);
            if (stays && begun.get() != begunBefore) {
                return next;
            }
            Member served = stays ? next : null;
            if (--left > 0) {
                next = swap(served);
            } else {
                giveBack(served);
                GiveWay.pause(true);
                next = takeFirst();
                left = waiting();
            }
        }
        return null;
    }

    private static boolean takeTurn(Member member) {
        try {
            return member.takeTurnAsMember();
        } catch (Throwable ours) {
            tell(ours);
            return false;
        }
    }

    private static void tell(Throwable ours) {
        try {
            LOGGER.log(Level.ERROR, "the server failed at the end of a connection's turn", ours);
        } catch (RuntimeException | Error silenced) {
            // Without memory a logger fails too; the others must have their turns.
        }
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** By a runner that is ready: whose turn it is; null if nobody waits, and then it is a runner no more. */
    private Member takeFirst() {
        lock.lock();
        try {
            ready--;
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /** By a runner after a turn, which is ready then; null if that one has left. */
    private void giveBack(Member served) {
        lock.lock();
        try {
            if (served != null) {
                append(served);
            }
            ready++;
        } finally {
            lock.unlock();
        }
    }

    /** Both in one. */
    private Member swap(Member served) {
        lock.lock();
        try {
            if (served != null) {
                append(served);
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    // ---- with the lock --------------------------------------------------------------------------------------------

    private void append(Member member) {
        waiting++;
        if (first == null) {
            first = member;
        } else {
            last.behind = member;
        }
        last = member;
    }

    /** Whose turn it is. Somebody must be ready for those behind it. */
    private Member poll() {
        Member polled = first;
        if (polled != null) {
            waiting--;
            first = polled.behind;
            polled.behind = null;
            if (first == null) {
                last = null;
            } else if (ready == 0) {
                startRunner();
            }
        }
        return polled;
    }

    private void startRunner() {
        ready++;
        boolean started = false;
        try {
            Thread.ofVirtual().name("lanner-shared").start(this::runStarted);
            started = true;
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            // The runner that asks for another one comes back after its turn, and whoever joins meanwhile runs.
        } finally {
            if (!started) {
                ready--;
            }
        }
    }
}
