package dev.lanner.middleware;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stored responses by their keys, in a bounded number of bytes. What is evicted is what was not used for longest, by second
 * chances: whatever has answered since it was last looked at goes to the end of the queue, so that an answer costs no lock.
 *
 * <p>Every byte counts, also of responses that are still being made, and of those that were evicted and are still being sent.
 * For any number of threads.
 */
final class CacheStore {
    private final long bytesMax;
    private final ConcurrentHashMap<CacheKey, StoredResponse> responses = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** What is stored, that which was looked at least recently first; guarded by lock. */
    private final LinkedHashMap<CacheKey, StoredResponse> queue = new LinkedHashMap<>();

    /** Guarded by lock. */
    private long bytes;

    CacheStore(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Null if there is none; it may be stale, and gone when it is taken hold of. */
    StoredResponse get(CacheKey key) {
        return responses.get(key);
    }

    /** Takes so many bytes, if need be by evicting; false if even that does not make room. */
    boolean reserve(long more) {
        lock.lock();
        try {
            while (bytes + more > bytesMax && evictOne()) {
                // One after the other.
            }
            boolean fits = bytes + more <= bytesMax;
            bytes += fits ? more : 0;
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** Gives bytes back that were reserved. */
    void release(long fewer) {
        lock.lock();
        try {
            bytes -= fewer;
        } finally {
            lock.unlock();
        }
    }

    /** False if nothing is stored. A round in which everything was used ends with the oldest. */
    private boolean evictOne() {
        for (int left = queue.size(); left > 0; left--) {
            Map.Entry<CacheKey, StoredResponse> oldest = queue.firstEntry();
            if (!oldest.getValue().takeUsed() || left == 1) {
                remove(oldest.getKey());
                return true;
            }
            queue.putLast(oldest.getKey(), oldest.getValue());
        }
        return false;
    }

    /** Stores a response in the place of another one, and holds it; its bytes were reserved. */
    void put(CacheKey key, StoredResponse response) {
        lock.lock();
        try {
            remove(key);
            response.hold();
            responses.put(key, response);
            queue.putLast(key, response);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a response, if there is one. */
    void remove(CacheKey key) {
        lock.lock();
        try {
            StoredResponse removed = responses.remove(key);
            if (removed != null) {
                queue.remove(key);
                letGo(key, removed);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything. */
    void clear() {
        lock.lock();
        try {
            List.copyOf(queue.keySet()).forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of a response that the caller holds, and of its bytes if it was the last to hold it. */
    void letGo(CacheKey key, StoredResponse response) {
        if (response.letGo()) {
            release(response.weight(key));
        }
    }

    int size() {
        return responses.size();
    }

    /** How many bytes are taken. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
