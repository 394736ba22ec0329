package dev.lanner.internal.net;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays of one size that are used for moments. A new array costs more than what is written into it: it is made of zeros, and
 * of memory that no cache of the processor has. Holds a fixed number of them; who finds none makes one, and who brings one too
 * many lets it go. For any number of threads.
 */
public final class BufferPool {
    /** An array of this size is cheap to make, beside one of 32 KiB. */
    public static final int CHEAP_MAX = 4_096;

    private static final int SLOTS_MAX = 64;
    private static final int SLOTS = Math.min(
            SLOTS_MAX, Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 4 - 1)) * 2);

    /** For most heads, and what is short enough to leave with them. */
    public static final BufferPool SMALL = new BufferPool(CHEAP_MAX);

    /** For what is collected before it is written. */
    public static final BufferPool COLLECTED = new BufferPool(32_768);

    private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);
    private final int size;

    /** @param size of each array, in bytes */
    public BufferPool(int size) {
        this.size = size;
    }

    /** Of each array, in bytes. */
    public int size() {
        return size;
    }

    /** An array with whatever was in it. */
    public byte[] take() {
        int at = (int) Thread.currentThread().threadId();
        for (int tries = 0; tries < 4; tries++) {
            int slot = at + tries & SLOTS - 1;
            if (slots.getPlain(slot) != null) {
                byte[] found = slots.getAndSet(slot, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return new byte[size];
    }

    /** Takes an array back, which its giver touches no more; lets go one of another size. */
    public void give(byte[] array) {
        if (array == null || array.length != size) {
            return;
        }
        int at = (int) Thread.currentThread().threadId();
        for (int tries = 0; tries < 4; tries++) {
            int slot = at + tries & SLOTS - 1;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, array)) {
                return;
            }
        }
    }
}
