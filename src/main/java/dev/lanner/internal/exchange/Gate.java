package dev.lanner.internal.exchange;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Lets one thread at a time into a stream of an exchange, and nobody any more once the exchange is over: whoever has kept
 * the stream gets an exception, and touches nothing of the next request. For any number of threads.
 */
final class Gate {
    private enum State {
        FREE,
        BUSY,
        CLOSED
    }

    private static final AtomicReferenceFieldUpdater<Gate, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Gate.class, State.class, "state");

    private final String what;

    private volatile State state = State.FREE;

    /** @param what the stream's name in messages */
    Gate(String what) {
        this.what = what;
    }

    /** Before a call; {@link #leave} follows. */
    void enter() throws IOException {
        if (!STATE.compareAndSet(this, State.FREE, State.BUSY)) {
            if (state == State.CLOSED) {
                throw new IOException(what + " is of no use any more: its request has ended");
            }
            throw new IllegalStateException(what + " is used by two threads at once");
        }
    }

    void leave() {
        STATE.compareAndSet(this, State.BUSY, State.FREE);
    }

    /** The exchange is over; false if some thread is still inside. */
    boolean close() {
        return STATE.getAndSet(this, State.CLOSED) != State.BUSY;
    }
}
