package dev.lanner.internal.http2;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams that were closed last, and how: what a late frame means depends on it (RFC 9113 §5.1). For any number of
 * threads.
 */
final class ClosedStreams {
    /** How a stream was closed. A later one in this order stands, whatever came before. */
    enum How {
        /** Both sides have ended: any further frame is an error of the connection. */
        ENDED,
        /** By us: frames may still be on their way, and are let pass. */
        RESET_BY_US,
        /** By the client, which has no business to go on. */
        RESET_BY_CLIENT
    }

    private static final int REMEMBERED = 256;

    private final ReentrantLock lock = ShortLock.inner();
    private final Map<Integer, How> closed = new LinkedHashMap<>();

    void add(int streamId, How how) {
        lock.lock();
        try {
            closed.merge(streamId, how, (before, now) -> now.compareTo(before) > 0 ? now : before);
            if (closed.size() > REMEMBERED) {
                closed.remove(closed.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Null for a stream that was never opened, or is forgotten. */
    How how(int streamId) {
        lock.lock();
        try {
            return closed.get(streamId);
        } finally {
            lock.unlock();
        }
    }
}
