package dev.lanner.internal.tls;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays of one size that are used for moments: TLS wants room for a whole record even to write three bytes. Holds a fixed
 * number of them; who finds none makes one, and who brings one too many lets it go. For any number of threads.
 */
final class BufferPool {
    /** The most that TLS 1.2 lets a record grow, header included (RFC 5246 §6.2.3); TLS 1.3 allows less, and the engine knows. */
    static final int RECORD_MAX = 5 + 16_384 + 2_048;

    /** Records that leave in one write. */
    static final int BATCH = 4;

    private static final int SLOTS =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 4 - 1)) * 2;

    /** For one record, received or encrypted. */
    static final BufferPool RECORDS = new BufferPool(RECORD_MAX + 507);

    /** For a batch of them. */
    static final BufferPool BATCHES = new BufferPool(BATCH * 16_709 + 512);

    private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);
    private final int size;

    private BufferPool(int size) {
        this.size = size;
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
