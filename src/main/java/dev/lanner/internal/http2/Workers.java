package dev.lanner.internal.http2;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The threads that run the requests of one connection: few for those that arrive together, and one for each that blocks.
 *
 * <p>What comes in one read waits in a queue, and a worker runs one request after the other on one stack. Their responses
 * leave together: whoever ends one while others wait leaves the sending to those behind it.
 *
 * <p>Nobody is delayed by a handler that blocks. As long as a request waits, another worker is <em>coming</em>: it was started,
 * and runs as soon as a carrier is free, because the one before has blocked, or since there are several. It takes what waits,
 * and has sent what was left to be sent unless somebody comes behind it. Where many block, more come at a time. And a worker
 * that has been busy for a while sends what it ends at once, and lets other threads go first.
 *
 * <p>Any number of threads.
 */
final class Workers {
    /** So many are begun, even if there is more to be read. */
    private static final int BATCH = 64;

    /** Some dozens of handlers that only compute their answer need less. */
    private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** What a worker runs. */
    @FunctionalInterface
    interface Request {
        void run(Worker worker);
    }

    private final String name;
    private final Runnable flush;
    private final LongSupplier nanos;
    private final ReentrantLock lock = ShortLock.inner();
    private final Queue<Request> queue = new ArrayDeque<>();

    /** How many are in the queue. Changed with the lock, as the next one. */
    private volatile int waiting;

    /** How many workers were started, and have not come to run yet. */
    private volatile int coming;

    /**
     * @param name of the threads
     * @param flush has sent what is appended; never blocks
     * @param nanos the clock
     */
    Workers(String name, Runnable flush, LongSupplier nanos) {
        this.name = name;
        this.flush = flush;
        this.nanos = nanos;
    }

    /** By the thread that reads, which calls {@link #begin} before it waits for anything. */
    void add(Request request) {
        lock.lock();
        try {
            queue.add(request);
            waiting = queue.size();
        } finally {
            lock.unlock();
        }
        if (waiting >= BATCH) {
            begin();
        }
    }

    /**
     * Sees to it that a worker comes if a request waits. If there is no memory for a thread the connection must end, and
     * {@link #finish} follow.
     */
    void begin() {
        if (waiting > 0) {
            start(needed(1), 1);
        }
    }

    /** The connection has ended: what waits is run by the caller if there is no memory for a thread. */
    void finish() {
        try {
            begin();
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            new Worker(1).runAll(false);
        }
    }

    /** Whether what is appended before this call will be sent by somebody who is coming, and soon: a request waits. */
    boolean willFlush() {
        return coming > 0 && waiting > 0;
    }

    private int needed(int most) {
        lock.lock();
        try {
            return becomeNeeded(most);
        } finally {
            lock.unlock();
        }
    }

    /** How many are to be started, so that as many come. With the lock. */
    private int becomeNeeded(int most) {
        int come = coming;
        int needed = Math.max(0, Math.min(waiting, most) - come);
        coming = come + needed;
        return needed;
    }

    private void start(int count, int most) {
        int started = 0;
        try {
            for (; started < count; started++) {
                Thread.ofVirtual().name(name).start(() -> new Worker(most).runAll(true));
            }
        } finally {
            if (started < count) {
                comeNot(count - started);
            }
        }
    }

    private void comeNot(int count) {
        lock.lock();
        try {
            int come = coming;
            coming = come - count;
        } finally {
            lock.unlock();
        }
    }

    /** One thread, from its start to its end. */
    final class Worker {
        /** How many are to come behind it. */
        private final int most;

        private long sliceBegan;
        private long now;

        private Worker(int most) {
            this.most = most;
            this.sliceBegan = nanos.getAsLong();
            this.now = sliceBegan;
        }

        /**
         * Whether the response that ends now may be left to others to be sent. Of this worker's thread, as everything here.
         *
         * @param endsAt the time, in nanoseconds
         */
        boolean leavesFlush(long endsAt) {
            now = endsAt;
            return willFlush() && !isSliceOver();
        }

        private boolean isSliceOver() {
            return now - sliceBegan >= SLICE_NANOS;
        }

        /** @param comes whether it is one of those that were coming */
        private void runAll(boolean comes) {
            Request request = take(comes);
            if (!willFlush()) {
                flushIfPossible();
            }
            while (request != null) {
                run(request);
                if (isSliceOver()) {
                    giveWay();
                }
                request = take(false);
            }
        }

        private void run(Request request) {
            boolean whole = false;
            try {
                request.run(this);
                whole = true;
            } finally {
                if (!whole) {
                    finish(); // this worker is lost
                }
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // as if each request had a thread
        private void giveWay() {
            Thread.yield();
            sliceBegan = nanos.getAsLong();
            now = sliceBegan;
        }

        /** Null if none waits. For those behind it somebody comes. */
        private Request take(boolean comes) {
            Request request;
            int needed;
            lock.lock();
            try {
                int come = coming;
                coming = comes ? come - 1 : come;
                request = queue.poll();
                waiting = queue.size();
                needed = becomeNeeded(most);
            } finally {
                lock.unlock();
            }
            try {
                start(needed, Math.min(most * 2, BATCH));
            } catch (OutOfMemoryError | RejectedExecutionException none) {
                flushIfPossible(); // instead of those who were to come; what waits is this worker's
            }
            return request;
        }

        private void flushIfPossible() {
            try {
                flush.run();
            } catch (RuntimeException | Error failed) {
                // It has ended the connection, which is no reason to leave a request that was taken.
            }
        }
    }
}
