package dev.lanner.internal.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Large buffers outside of the heap: from a socket into one of them nothing is copied on the way, and much comes in one call.
 * There are never more than a fixed number of them, lent to those to whom much comes at a time; who gets none does with an
 * array. For any number of threads.
 */
public final class LentBuffers {
    private static final int SIZE = 524_288;
    private static final int COUNT_MAX = 32;

    /** What the heap may grow to is also what the JVM bounds the memory outside of it by: so small a part of that is taken. */
    private static final int PART_OF_MEMORY = 32;

    /** For the whole process: at most 16 MiB. */
    public static final LentBuffers SHARED =
            new LentBuffers(Math.clamp(Runtime.getRuntime().maxMemory() / PART_OF_MEMORY / SIZE, 1, COUNT_MAX), SIZE);

    private final AtomicReferenceArray<ByteBuffer> free;
    private final AtomicInteger made = new AtomicInteger();
    private final int size;

    /** @param size of each, in bytes */
    public LentBuffers(int count, int size) {
        this.free = new AtomicReferenceArray<>(count);
        this.size = size;
    }

    /** An empty buffer, with whatever was in it; null if all are lent. Once there was no memory for one more, no more are made. */
    public ByteBuffer take() {
        for (int i = 0; i < free.length(); i++) {
            ByteBuffer found = free.getAcquire(i) == null ? null : free.getAndSet(i, null);
            if (found != null) {
                return found.clear().order(ByteOrder.BIG_ENDIAN);
            }
        }
        if (made.incrementAndGet() <= free.length()) {
            try {
                return ByteBuffer.allocateDirect(size);
            } catch (OutOfMemoryError outsideOfTheHeap) {
                // The JVM has collected garbage and waited before it said so: nobody is to go through that again.
                made.addAndGet(free.length());
            }
        }
        made.decrementAndGet();
        return null;
    }

    /** Takes a buffer back, which its giver touches no more. */
    public void give(ByteBuffer lent) {
        for (int i = 0; i < free.length(); i++) {
            if (free.getAcquire(i) == null && free.compareAndSet(i, null, lent)) {
                return;
            }
        }
    }
}
