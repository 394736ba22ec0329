package dev.lanner.internal.net;

import dev.lanner.internal.log.LazyLogger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one ticker of a server: owns every deadline of every connection, and the time that is good enough for them.
 *
 * <p>A blocking server falls to peers that are slow, unless each wait has a total limit. A timer for each read costs more
 * than the read; so there is one thread, which looks at all deadlines ten times a second. Expiry closes or half-closes
 * the raw socket, and that wakes whoever is blocked in it.
 *
 * <p>It runs from the server's start until its last connection has ended, also while the server drains.
 */
public final class Deadlines {
    /** How often it looks: a limit of 15 s needs no finer one. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What lies between two ticks counts for no more, however long it was. */
    private static final long STEP_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private final Clock clock;
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> everyTick = ConcurrentHashMap.newKeySet();
    private volatile long now;

    /** By the ticker. */
    private long stoodStill;

    private volatile Thread thread;

    public Deadlines(Clock clock) {
        this.clock = clock;
        this.now = clock.nanos();
    }

    public Clock clock() {
        return clock;
    }

    /** The time of the last tick, and one tick more, so that no deadline comes too early. Costs no call of the system. */
    public long now() {
        return now + TICK_NANOS;
    }

    /** A deadline that is looked at until it is given back by {@link #remove}. */
    public Deadline add(Consumer<Deadline.Phase> onExpired) {
        Deadline deadline = new Deadline(this, onExpired);
        deadlines.add(deadline);
        return deadline;
    }

    /** The same, of a side that is held to a rate while it waits, which is that phase. */
    public Pace add(Deadline.Phase waiting, Consumer<Deadline.Phase> onExpired) {
        Pace pace = new Pace(this, waiting, onExpired);
        deadlines.add(pace);
        return pace;
    }

    public void remove(Deadline deadline) {
        deadlines.remove(deadline);
    }

    /** Has something short run at each tick, on the ticker's thread. */
    public void everyTick(Runnable action) {
        everyTick.add(action);
    }

    /** Starts the thread. A daemon does not keep the JVM alive. */
    public void start(boolean daemon) {
        Thread ticker = Thread.ofPlatform().name("lanner-ticker").daemon(daemon).unstarted(this::run);
        thread = ticker;
        ticker.start();
    }

    /** Ends the thread. */
    public void stop() {
        Thread ticker = thread;
        thread = null;
        LockSupport.unpark(ticker);
    }

    private void run() {
        long last = System.nanoTime();
        while (thread == Thread.currentThread()) {
            LockSupport.parkNanos(TICK_NANOS);
            long awake = System.nanoTime();
            slept(awake - last);
            last = awake;
            try {
                tick();
            } catch (RuntimeException | Error ours) {
                warn(ours); // as it can without memory; the next one does what was left
            }
        }
    }

    /** The text is not a parameter: it is made where it is first used, which can fail as well. */
    private static void warn(Throwable ours) {
        try {
            LOGGER.log(Level.ERROR, "a deadline, or what else is due, could not be carried out", ours);
        } catch (RuntimeException | Error silenced) {
            // Without memory a logger fails too, and that must not end the ticker.
        }
    }

    /**
     * Before a tick: takes out of our time what the whole process stood still (a stopped process, a paused container or virtual
     * machine): nobody could keep a deadline then. A second of each standstill counts: else nobody would be late any more on a
     * machine that collects garbage all the time, perhaps because of them.
     */
    void slept(long nanos) {
        stoodStill += Math.max(0, nanos - STEP_MAX_NANOS);
    }

    /** Expires what is due. Tests call it after they have moved their clock. */
    public void tick() {
        now = clock.nanos() - stoodStill;
        for (Deadline deadline : deadlines) {
            try {
                deadline.expireIfBefore(now);
            } catch (RuntimeException | Error ours) {
                warn(ours);
            }
        }
        for (Runnable action : everyTick) {
            try {
                action.run();
            } catch (RuntimeException | Error ours) {
                warn(ours);
            }
        }
    }
}
