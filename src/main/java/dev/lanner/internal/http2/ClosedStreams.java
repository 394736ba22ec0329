package dev.lanner.internal.http2;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams that were closed last, and whether it was us who reset them: frames for those may still be on their way and
 * are let pass, while frames for others are an error (RFC 9113 §5.1). For any number of threads.
 */
final class ClosedStreams {
    private static final int REMEMBERED = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Boolean> resetByUs = new LinkedHashMap<>();

    void add(int streamId, boolean byUs) {
        lock.lock();
        try {
            resetByUs.merge(streamId, byUs, Boolean::logicalOr);
            if (resetByUs.size() > REMEMBERED) {
                resetByUs.remove(resetByUs.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    boolean contains(int streamId) {
        lock.lock();
        try {
            return resetByUs.containsKey(streamId);
        } finally {
            lock.unlock();
        }
    }

    boolean wasResetByUs(int streamId) {
        lock.lock();
        try {
            return resetByUs.getOrDefault(streamId, false);
        } finally {
            lock.unlock();
        }
    }
}
