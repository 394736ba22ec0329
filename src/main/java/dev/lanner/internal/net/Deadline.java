package dev.lanner.internal.net;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;

/**
 * The one thing that a side of a connection has to be done with in time; or nothing.
 *
 * <p>{@link #arm} and {@link #disarm} cost a plain store, so that a request can go through several phases without any
 * bookkeeping: {@link Deadlines} looks at every deadline at each tick. One thread arms and disarms; the ticker's thread
 * expires.
 */
public sealed class Deadline permits Pace {
    /** What is waited for. */
    public enum Phase {
        /** The end of a TLS handshake. */
        HANDSHAKE,
        /** The first byte of the first request, and the rest of a head that has begun. */
        HEAD,
        /** The first byte of a further request. */
        KEEP_ALIVE,
        /** The content of a request. */
        BODY,
        /** Room for what we write. */
        WRITE,
        /** The end of what nobody reads. */
        DRAIN,
        /** Not a limit: finished responses that were held back should go out now. */
        FLUSH,
        /** The last words of a connection, such as a TLS alert. */
        CLOSE,
        /** The answer to a PING. */
        PING
    }

    private static final Phase[] PHASES = Phase.values();
    private static final long PHASE_BITS = 15;
    private static final long NEVER = Long.MIN_VALUE;
    private static final AtomicLongFieldUpdater<Deadline> AT = AtomicLongFieldUpdater.newUpdater(Deadline.class, "at");

    private final Deadlines deadlines;
    private final Consumer<Phase> onExpired;

    /** Nanoseconds with the phase in the lowest bits, so that both change at once. */
    private volatile long at = NEVER;

    Deadline(Deadlines deadlines, Consumer<Phase> onExpired) {
        this.deadlines = deadlines;
        this.onExpired = onExpired;
    }

    /**
     * Sets the time by which {@link #disarm} must be called; replaces what was set before.
     *
     * @param nanos from now; what is finer than a tick has no effect
     */
    @SuppressWarnings("EnumOrdinal") // four bits beside the time, in this class only
    public void arm(Phase phase, long nanos) {
        long time = deadlines.now() + nanos;
        AT.lazySet(this, time & ~PHASE_BITS | phase.ordinal());
    }

    /** What was waited for is there. An expiry that has begun goes on. */
    public void disarm() {
        AT.lazySet(this, NEVER);
    }

    /** Who looks at it, and has the time. */
    Deadlines deadlines() {
        return deadlines;
    }

    /** By the ticker. */
    void expireIfBefore(long now) {
        long seen = at;
        if (seen != NEVER && now - seen >= 0 && AT.compareAndSet(this, seen, NEVER)) {
            onExpired.accept(PHASES[(int) (seen & PHASE_BITS)]);
        }
    }
}
