package dev.lanner.internal.net;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the threads go first that are ready: those for which {@link Thread#yield()} does that, and those that come from
 * outside.
 *
 * <p>A carrier runs the virtual threads of its own queue, to which one that yields returns, until that queue is empty. Only
 * then it looks for those that came from outside: new threads, and the JDK's poller when it is woken, and with it the one that
 * accepts and everybody else who waits for input. Connections whose clients are so fast that the next request is there after
 * each yield never let the queue become empty, and all the others would wait for as long as they go on.
 *
 * <p>So while threads yield here, one comes from outside every few milliseconds. If it does not get its turn, whoever would
 * yield steps aside until it had. At most a fifth of the time passes so.
 */
final class GiveWay {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Should the carriers have other work for so long, stepping aside does not help. */
    private static final long ASIDE_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So it is tried again ever later, up to this. */
    private static final long FUTILE_INTERVAL_MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** So much rarer it is than it takes. */
    private static final int RARER = 4;

    /** After so many looks at which nobody yielded, or nobody had to wait, the next is left to whoever yields then. */
    private static final int CALM_MAX = 200;

    /** There are several queues outside: each turn is in another one, as it comes, and a carrier looks through them all. */
    private static final int TURNS = 4;

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final AtomicBoolean watching = new AtomicBoolean();

    /** When the thread that looks could not be started; only its starters use it. */
    private static volatile long failed = System.nanoTime() - RETRY_NANOS;

    /** Somebody has yielded since the last look. */
    private static volatile boolean yielded;

    /** Null while nobody has to step aside. */
    private static final AtomicReference<Aside> aside = new AtomicReference<>();

    private GiveWay() {}

    /** @param watch that somebody is to look from now on; not needed each time, but now and then */
    @SuppressWarnings("ThreadPriorityCheck") // a yield before a read that would block was measured to pay
    static void pause(boolean watch) {
        Aside now = aside.get();
        if (now != null && Thread.currentThread().isVirtual()) {
            now.step();
            return;
        }
        if (!yielded) {
            yielded = true;
        }
        if (watch && !watching.get()) {
            watch();
        }
        Thread.yield();
    }

    private static void watch() {
        if (System.nanoTime() - failed < RETRY_NANOS || !watching.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            Thread thread = Thread.ofPlatform()
                    .name("lanner-give-way")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(GiveWay::run);
            thread.setContextClassLoader(null); // it belongs to none of the applications
            thread.start();
            started = true;
        } catch (OutOfMemoryError none) {
            failed = System.nanoTime(); // no memory, or no thread: that is not the end of the connection which asked
        } finally {
            if (!started) {
                watching.set(false);
            }
        }
    }

    private static void run() {
        long interval = INTERVAL_NANOS;
        try {
            for (int calm = 0; calm < CALM_MAX; calm++) {
                LockSupport.parkNanos(interval);
                if (yielded && !isTurnPrompt()) {
                    calm = 0;
                    interval = new Aside().last(interval);
                } else {
                    interval = INTERVAL_NANOS;
                }
            }
        } catch (InterruptedException | RejectedExecutionException | OutOfMemoryError end) {
            failed = System.nanoTime();
        } finally {
            watching.set(false);
        }
    }

    private static boolean isTurnPrompt() throws InterruptedException {
        yielded = false;
        var turn = new CountDownLatch(1);
        fromOutside(turn::countDown);
        return turn.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    }

    private static void fromOutside(Runnable turn) {
        Thread.ofVirtual().inheritInheritableThreadLocals(false).start(turn);
    }

    /** A while in which whoever would yield steps aside. */
    private static final class Aside {
        private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);

        /**
         * Lasts until threads from outside have had their turn. By the thread that looks.
         *
         * @param interval since the last look, in nanoseconds
         * @return how long it is to the next one
         */
        long last(long interval) throws InterruptedException {
            long began = System.nanoTime();
            aside.set(this);
            boolean helped;
            try {
                turn(TURNS);
                helped = over.await(ASIDE_MAX_NANOS, TimeUnit.NANOSECONDS);
            } finally {
                end();
            }
            long took = System.nanoTime() - began;
            return helped
                    ? Math.max(INTERVAL_NANOS, RARER * took)
                    : Math.min(FUTILE_INTERVAL_MAX_NANOS, Math.max(2 * interval, RARER * took));
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
            aside.compareAndSet(this, null);
            over.countDown();
            for (Thread thread = waiting.poll(); thread != null; thread = waiting.poll()) {
                wake(thread);
            }
        }

        private static void wake(Thread thread) {
            try {
                LockSupport.unpark(thread);
            } catch (RejectedExecutionException full) {
                // There was no memory for the carriers' queue; the others are woken all the same.
            }
        }

        void step() {
            boolean interrupted = Thread.interrupted();
            try {
                waiting.add(Thread.currentThread());
                while (over.getCount() > 0) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            } catch (OutOfMemoryError full) {
                return; // then it does not wait
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
