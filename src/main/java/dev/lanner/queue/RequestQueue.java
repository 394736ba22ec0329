package dev.lanner.queue;

import dev.lanner.internal.net.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Requests that wait for an application, in the order in which they came, and the receivers that share them: each request goes
 * to the one that runs the fewest. For any number of threads.
 *
 * @param <R> who takes requests
 */
final class RequestQueue<R> {
    /** The queue's name; for its own sake if it has none. */
    private final String name;

    private final List<UrlPrefix> prefixes;
    private final int limit;
    private final long timeoutNanos;
    private final Verbosity verbosity;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat<R>> seats = new ArrayList<>();
    private final Condition unused = lock.newCondition();
    private final Deque<Waiting<R>> waiting = new ArrayDeque<>();
    private int turn;

    /** A queue can't take a request. Has no stack trace: it is an answer. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    /** A receiver, and how many requests it runs. Guarded by the queue's lock. */
    static final class Seat<R> {
        private final R receiver;
        private final int places;
        private int taken;

        private Seat(R receiver, int places) {
            this.receiver = receiver;
            this.places = places;
        }
    }

    /** A request that waits. Guarded by the queue's lock. */
    private static final class Waiting<R> {
        private final Condition changed;
        private Seat<R> seat;
        private boolean abandoned;

        Waiting(Condition changed) {
            this.changed = changed;
        }
    }

    /** A request's place with a receiver. */
    static final class Place<R> implements AutoCloseable {
        private final RequestQueue<R> queue;
        private final Seat<R> seat;

        private Place(RequestQueue<R> queue, Seat<R> seat) {
            this.queue = queue;
            this.seat = seat;
        }

        R receiver() {
            return seat.receiver;
        }

        @Override
        public void close() {
            queue.giveBack(seat);
        }
    }

    RequestQueue(String name, List<UrlPrefix> prefixes, int limit, Duration timeout, Verbosity verbosity, Clock clock) {
        this.name = name;
        this.prefixes = List.copyOf(prefixes);
        this.limit = limit;
        this.timeoutNanos = timeout.toNanos();
        this.verbosity = verbosity;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    List<UrlPrefix> prefixes() {
        return prefixes;
    }

    Verbosity verbosity() {
        return verbosity;
    }

    /** From now on a receiver gets requests, so many at once. */
    Seat<R> join(R receiver, int places) {
        lock.lock();
        try {
            Seat<R> seat = new Seat<>(receiver, places);
            seats.add(seat);
            while (!waiting.isEmpty() && seat.taken < seat.places) {
                give(seat);
            }
            return seat;
        } finally {
            lock.unlock();
        }
    }

    /** From now on a receiver gets no more requests; those that wait for nobody are refused. */
    void leave(Seat<R> seat) {
        lock.lock();
        try {
            seats.remove(seat);
            if (seats.isEmpty()) {
                waiting.forEach(each -> each.changed.signal());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the receiver's requests end within that time. */
    boolean awaitUnused(Seat<R> seat, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (seat.taken > 0 && nanos > 0) {
                nanos = unused.awaitNanos(nanos);
            }
            return seat.taken == 0;
        } finally {
            lock.unlock();
        }
    }

    boolean isServed() {
        lock.lock();
        try {
            return !seats.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A place for a request; waits for one if need be.
     *
     * @param whenGone takes what is to run when the client goes: a request that waits for nobody leaves the queue
     * @throws Refused if there is none to be had
     */
    Place<R> enter(Consumer<Runnable> whenGone) throws Refused {
        lock.lock();
        try {
            Seat<R> free = waiting.isEmpty() ? free() : null;
            if (free != null) {
                free.taken++;
                return new Place<>(this, free);
            }
            requireServed();
            if (waiting.size() >= limit) {
                throw new Refused("the queue of this application is full");
            }
            return new Place<>(this, awaitSeat(whenGone));
        } finally {
            lock.unlock();
        }
    }

    private void requireServed() throws Refused {
        if (seats.isEmpty()) {
            throw new Refused("nobody serves this application now");
        }
    }

    private void abandon(Waiting<R> request) {
        lock.lock();
        try {
            waiting.remove(request);
            request.abandoned = true;
            request.changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private Seat<R> awaitSeat(Consumer<Runnable> whenGone) throws Refused {
        Waiting<R> own = new Waiting<>(lock.newCondition());
        long began = clock.nanos();
        waiting.add(own);
        whenGone.accept(() -> abandon(own));
        try {
            while (own.seat == null) {
                requireServed();
                if (own.abandoned) {
                    throw new Refused("the client has gone");
                }
                if (clock.nanos() - began >= timeoutNanos) {
                    throw new Refused("the application had no place for this request in time");
                }
                own.changed.await();
            }
            return own.seat;
        } catch (InterruptedException cut) {
            if (own.seat != null) {
                release(own.seat);
            }
            Thread.currentThread().interrupt();
            throw new Refused("the server stops");
        } finally {
            waiting.remove(own);
        }
    }

    /** The receiver that runs the fewest; of several, the next in turn. Null if all are full. */
    private Seat<R> free() {
        Seat<R> best = null;
        for (int i = 0; i < seats.size(); i++) {
            Seat<R> seat = seats.get((turn + i) % seats.size());
            if (seat.taken < seat.places && (best == null || seat.taken < best.taken)) {
                best = seat;
            }
        }
        turn = turn == Integer.MAX_VALUE ? 0 : turn + 1;
        return best;
    }

    /** Gives a place to the request that has waited longest. */
    private void give(Seat<R> seat) {
        Waiting<R> first = waiting.remove();
        seat.taken++;
        first.seat = seat;
        first.changed.signal();
    }

    private void giveBack(Seat<R> seat) {
        lock.lock();
        try {
            release(seat);
        } finally {
            lock.unlock();
        }
    }

    private void release(Seat<R> seat) {
        seat.taken--;
        if (!waiting.isEmpty() && seats.contains(seat)) {
            give(seat);
        }
        unused.signalAll();
    }

    /** By the ticker: those who wait look at the clock. */
    void tick() {
        lock.lock();
        try {
            waiting.forEach(each -> each.changed.signal());
        } finally {
            lock.unlock();
        }
    }

    /** For sentences. */
    @Override
    public String toString() {
        return "the queue \"" + name + "\"";
    }
}
