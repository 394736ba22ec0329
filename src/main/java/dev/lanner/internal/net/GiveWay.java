package dev.lanner.internal.net;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
 * <p>So while threads yield here, one comes from outside now and then. While it is overdue, whoever would yield steps aside:
 * parks, until it has had its turn, or until it is plain that this does not help.
 *
 * <p>There are several queues outside, and a carrier stays with the one that it took its last task from for as long as there is
 * another in it. So the one from outside goes away from it in its turn, and comes back through the timer.
 */
public final class GiveWay {
    /** With 4 ms, and 2 of patience, a new client beside 64 busy ones waited for 6.8 ms, not 3.5; 512 took 1 % less CPU. */
    private static final long INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(1_500);

    /** More than {@link #SLEEP_MILLIS}, with which the turn begins. */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(1_300);

    private static final int SLEEP_MILLIS = 1;

    /** If it is overdue by so much, it is not those who pause that keep it waiting, and stepping aside does not help. */
    private static final long FUTILE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** So it is not tried again for a while. */
    private static final long FUTILE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Each leads behind who has come since, as an accepted connection's thread. Without them a new client waited nearly twice as long. */
    private static final int YIELDS = 3;

    /** The thread that is to have its turn; null while there is none. */
    private static final AtomicReference<GiveWay> current = new AtomicReference<>();

    /** Before that ({@link System#nanoTime()}) nobody looks how those outside fare. */
    private static volatile long nextLook = System.nanoTime();

    private final long due = System.nanoTime() + PATIENCE_NANOS;
    private final ConcurrentLinkedQueue<Thread> aside = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private GiveWay() {}

    /** @param look to find out from now on whether others get their turn; not needed each time, but now and then */
    @SuppressWarnings("ThreadPriorityCheck") // a yield before a read that would block was measured to pay
    public static void pause(boolean look) {
        GiveWay now = current.get();
        try {
            if (now == null) {
                if (look && System.nanoTime() - nextLook > 0) {
                    look();
                }
            } else if (now.isOverdueFor(0) && !now.endIfFutile()) {
                now.stepAside();
                return;
            }
            Thread.yield();
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            // Without memory or threads nobody gives way, and no connection ends by that.
        }
    }

    /** By threads that read, and perhaps never pause: nobody is to step aside for longer than that helps. */
    static void goOn() {
        GiveWay now = current.get();
        if (now != null) {
            now.endIfFutile();
        }
    }

    private static void look() {
        var turn = new GiveWay();
        if (!current.compareAndSet(null, turn)) {
            return;
        }
        boolean started = false;
        try {
            Thread.ofVirtual()
                    .name("lanner-give-way")
                    .inheritInheritableThreadLocals(false)
                    .start(turn::run);
            started = true;
        } finally {
            if (!started) {
                turn.end(FUTILE_INTERVAL_NANOS);
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // from an empty queue a yield leads outside
    private void run() {
        try {
            if (!isOverdueFor(0)) {
                Thread.sleep(SLEEP_MILLIS); // who is woken comes from outside; who is started does not with JDK 21
            }
            if (isOverdueFor(0)) {
                LockSupport.parkNanos(1); // all queues outside are looked at before the timer brings this thread back
                for (int i = 0; i < YIELDS; i++) {
                    Thread.yield();
                }
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        } finally {
            end(INTERVAL_NANOS);
        }
    }

    private boolean isOverdueFor(long nanos) {
        return System.nanoTime() - due > nanos;
    }

    private void stepAside() {
        aside.add(Thread.currentThread());
        if (!over) {
            LockSupport.park(this); // that it may return too early does no harm
        }
    }

    private boolean endIfFutile() {
        boolean futile = isOverdueFor(FUTILE_NANOS);
        if (futile) {
            end(FUTILE_INTERVAL_NANOS);
        }
        return futile;
    }

    /** @param interval how long it is to the next look, in nanoseconds */
    private void end(long interval) {
        over = true;
        if (current.compareAndSet(this, null)) {
            nextLook = System.nanoTime() + interval;
        }
        for (Thread thread = aside.poll(); thread != null; thread = aside.poll()) {
            try {
                LockSupport.unpark(thread);
            } catch (RejectedExecutionException full) {
                // There was no memory for the carriers' queue; the others are woken all the same.
            }
        }
    }
}
