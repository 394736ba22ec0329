package dev.lanner.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The idle connections to one process, of which the last one used is taken first. For any number of threads. */
final class BackendPool implements AutoCloseable {
    /** Node closes idle connections after five seconds; who asks at that moment gets no answer. */
    private static final long IDLE_MAX_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final int CONNECTIONS_MAX = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Backend> idle = new ArrayDeque<>();
    private boolean closed;

    /** A connection that can be used; null if there is none. */
    Backend take(long nowNanos) {
        while (true) {
            Backend backend = pop();
            if (backend == null) {
                return null;
            }
            if (nowNanos - backend.idleSince() < IDLE_MAX_NANOS && backend.isQuiet()) {
                return backend;
            }
            backend.close();
        }
    }

    private Backend pop() {
        lock.lock();
        try {
            return idle.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection back that waits for nothing. */
    void give(Backend backend, long nowNanos) {
        backend.idleSince(nowNanos);
        boolean kept;
        lock.lock();
        try {
            kept = !closed && idle.size() < CONNECTIONS_MAX;
            if (kept) {
                idle.addFirst(backend);
            }
        } finally {
            lock.unlock();
        }
        if (!kept) {
            backend.close();
        }
    }

    /** Closes what was idle for too long. */
    void sweep(long nowNanos) {
        lock.lock();
        try {
            while (!idle.isEmpty() && nowNanos - idle.peekLast().idleSince() >= IDLE_MAX_NANOS) {
                idle.pollLast().close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(Backend::close);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
