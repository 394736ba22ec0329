package dev.lanner.internal.tls;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays of one size that are used for moments: TLS wants room for a whole record even to write three bytes. Holds a fixed
 * number of them; who finds none makes one, and who brings one too many lets it go. For any number of threads.
 */
final class BufferPool {
    private static final int SLOTS =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 4 - 1)) * 2;

    private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);
    private final int size;

    BufferPool(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }

    /** An array with whatever was in it. */
    byte[] take() {
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

    /** Takes an array back, which its giver touches no more. */
    void give(byte[] array) {
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
