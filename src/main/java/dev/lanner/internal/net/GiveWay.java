package dev.lanner.internal.net;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the threads go first that are ready: those for which {@link Thread#yield()} does that, and those that come from
 * outside.
 *
 * <p>A carrier runs the virtual threads of its own queue, to which one that yields returns, until that queue is empty. Only
 * then it looks for those that came from outside: new threads, and all that the JDK's poller wakes, the one that accepts
 * among them. Connections whose clients are so fast that the next request is there after each yield never let the queue
 * become empty, and everybody else would wait for as long as they go on.
 *
 * <p>So while threads yield here, one comes from outside every few milliseconds. If it does not get its turn, whoever would
 * yield steps aside until it had. That costs each of them less than a microsecond, and a fifth of the time passes so at most.
 */
final class GiveWay {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Should the carriers have other work for so long, stepping aside does not help. */
    private static final long ASIDE_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So much rarer it is than it takes. */
    private static final int RARER = 4;

    /** After so many turns that came at once, nobody needs to look any more. */
    private static final int PROMPT_MAX = 200;

    /** There are several queues outside; one thread after the other finds those before it in each of them, almost surely. */
    private static final int TURNS = 4;

    private static final AtomicBoolean watching = new AtomicBoolean();

    /** Null while nobody has to step aside. */
    private static volatile Aside aside;

    private GiveWay() {}

    /** @param watch that somebody is to look from now on; not needed each time, but now and then */
    @SuppressWarnings("ThreadPriorityCheck") // a yield before a read that would block was measured to pay
    static void pause(boolean watch) {
        Aside now = aside;
        if (now != null && Thread.currentThread().isVirtual()) {
            now.step();
            return;
        }
        if (watch && !watching.get() && watching.compareAndSet(false, true)) {
            watch();
        }
        Thread.yield();
    }

    private static void watch() {
        Thread thread = Thread.ofPlatform()
                .name("lanner-give-way")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(GiveWay::run);
        thread.setContextClassLoader(null);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                watching.set(false);
            }
        }
    }

    private static void run() {
        try {
            long interval = INTERVAL_NANOS;
            for (int prompt = 0; prompt < PROMPT_MAX; prompt++) {
                LockSupport.parkNanos(interval);
                interval = INTERVAL_NANOS;
                var turn = new CountDownLatch(1);
                fromOutside(turn::countDown);
                if (!turn.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
                    interval = Math.max(INTERVAL_NANOS, RARER * new Aside().last());
                    prompt = 0;
                }
            }
        } catch (InterruptedException | OutOfMemoryError end) {
            // Who yields next has somebody look again.
        } finally {
            watching.set(false);
        }
    }

    private static void fromOutside(Runnable turn) {
        Thread.ofVirtual().inheritInheritableThreadLocals(false).start(turn);
    }

    /** A while in which whoever would yield steps aside. */
    private static final class Aside {
        private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);

        /** By the thread that looks; tells how long it took, in nanoseconds. */
        long last() throws InterruptedException {
            long began = System.nanoTime();
            aside = this;
            try {
                turn(TURNS);
                over.await(ASIDE_MAX_NANOS, TimeUnit.NANOSECONDS);
            } finally {
                end();
            }
            return System.nanoTime() - began;
        }

        private void turn(int left) {
            boolean started = false;
            try {
                fromOutside(() -> {
                    if (left > 1) {
                        turn(left - 1);
                    } else {
                        end();
                    }
                });
                started = true;
            } finally {
                if (!started) {
                    end();
                }
            }
        }

        private void end() {
            if (aside == this) {
                aside = null;
            }
            over.countDown();
            for (Thread thread = waiting.poll(); thread != null; thread = waiting.poll()) {
                LockSupport.unpark(thread);
            }
        }

        void step() {
            boolean interrupted = Thread.interrupted();
            waiting.add(Thread.currentThread());
            while (over.getCount() > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
