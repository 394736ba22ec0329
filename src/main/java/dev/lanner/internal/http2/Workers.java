package dev.lanner.internal.http2;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that run the requests of one connection: few for those that arrive together, and one for each that blocks.
 *
 * <p>What comes in one read waits in a queue, and a worker runs one request after the other on one stack. Their responses
 * leave together: whoever ends one while others wait leaves the sending to those behind it.
 *
 * <p>Nobody is delayed by a handler that blocks. As long as a request waits, another worker is <em>coming</em>: it was started,
 * and runs as soon as a carrier is free, because the one before has blocked, or since there are several. A worker that comes
 * takes what waits; or, if nobody would do that in time, it has sent what was left to others to be sent.
 *
 * <p>Any number of threads.
 */
final class Workers {
    /** So many are begun, even if there is more to be read. */
    private static final int BATCH = 64;

    private final String name;
    private final Runnable flush;
    private final ReentrantLock lock = ShortLock.inner();
    private final Queue<Runnable> queue = new ArrayDeque<>();

    /** How many are in the queue. Changed with the lock, as the next one. */
    private volatile int waiting;

    /** A worker was started, and has not come to run yet. */
    private volatile boolean coming;

    /**
     * @param name of the threads
     * @param flush has sent what is appended; never blocks
     */
    Workers(String name, Runnable flush) {
        this.name = name;
        this.flush = flush;
    }

    /** By the thread that reads, which calls {@link #begin} before it waits for anything. */
    void add(Runnable request) {
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

    /** Sees to it that a worker comes if a request waits. */
    void begin() {
        if (waiting > 0 && needOne()) {
            start();
        }
    }

    /** The connection has ended: what waits is run by the caller if there is no memory for a thread. */
    void finish() {
        try {
            begin();
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            runAll();
        }
    }

    /** Whether what is appended before this call will be sent by somebody who is coming, and soon: a request waits. */
    boolean willFlush() {
        return coming && waiting > 0;
    }

    private boolean needOne() {
        lock.lock();
        try {
            return becomesNeeded();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private boolean becomesNeeded() {
        if (coming || waiting == 0) {
            return false;
        }
        coming = true;
        return true;
    }

    private void start() {
        boolean started = false;
        try {
            Thread.ofVirtual().name(name).start(this::work);
            started = true;
        } finally {
            if (!started) {
                come();
            }
        }
    }

    private void come() {
        lock.lock();
        try {
            coming = false;
        } finally {
            lock.unlock();
        }
    }

    // ---- on a worker ----------------------------------------------------------------------------------------------

    private void work() {
        come();
        runAll();
    }

    private void runAll() {
        Runnable request = take();
        if (!willFlush()) {
            flush.run();
        }
        while (request != null) {
            request.run();
            request = take();
        }
    }

    /** Null if none waits. For those behind it somebody comes. */
    private Runnable take() {
        Runnable request;
        boolean another;
        lock.lock();
        try {
            request = queue.poll();
            waiting = queue.size();
            another = becomesNeeded();
        } finally {
            lock.unlock();
        }
        if (another) {
            try {
                start();
            } catch (OutOfMemoryError | RejectedExecutionException none) {
                // They wait for this one.
            }
        }
        return request;
    }
}
