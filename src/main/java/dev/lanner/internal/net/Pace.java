package dev.lanner.internal.net;

import dev.lanner.feature.DataRate;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Holds a peer to a {@link DataRate} in one direction.
 *
 * <p>There is an allowance of time. It begins with the rate's grace; waiting uses it up, and bytes that really moved earn
 * it back at the rate's speed, up to a minute. A wait may take as long as what is left of it. Dripping bytes thus never
 * renew a deadline, and a fast start buys no more than a minute of silence.
 *
 * <p>It is itself the deadline of that direction, which can be armed for something else while no wait is under way.
 *
 * <p>Used by one thread at a time.
 */
public final class Pace extends Deadline {
    private static final long EARNED_MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Phase phase;
    private DataRate rate = DataRate.NONE;
    private long allowanceNanos;
    private long began;

    /** @param phase that of a wait */
    Pace(Deadlines deadlines, Phase phase, Consumer<Phase> onExpired) {
        super(deadlines, onExpired);
        this.phase = phase;
    }

    /** One without a rate, that nobody looks at. */
    public static Pace none(Deadlines deadlines) {
        return new Pace(deadlines, Phase.WRITE, never -> {});
    }

    /** Begins anew, with the grace of that rate. */
    public void reset(DataRate newRate) {
        rate = newRate;
        allowanceNanos = newRate.grace().toNanos();
    }

    public DataRate rate() {
        return rate;
    }

    /**
     * Before a call that may block.
     *
     * @param pending bytes that the peer must take before the call can come back: they have time at the rate's speed
     */
    public void begin(int pending) {
        if (rate != DataRate.NONE) {
            began = deadlines().now();
            arm(phase, allowanceNanos + nanosFor(pending));
        }
    }

    /** After it, with the bytes that moved; also after a failure. */
    public void end(long moved) {
        if (rate != DataRate.NONE) {
            disarm();
            long used = deadlines().now() - began;
            allowanceNanos = Math.min(mostNanos(), Math.max(0, allowanceNanos + nanosFor(moved) - used));
        }
    }

    /** Bytes have moved without a wait. */
    public void earn(long moved) {
        if (rate != DataRate.NONE) {
            allowanceNanos = Math.min(mostNanos(), allowanceNanos + nanosFor(moved));
        }
    }

    private long mostNanos() {
        return Math.max(EARNED_MAX_NANOS, rate.grace().toNanos());
    }

    private long nanosFor(long bytes) {
        return Math.min(bytes, Integer.MAX_VALUE) * TimeUnit.SECONDS.toNanos(1) / rate.bytesPerSecond();
    }
}
