package dev.lanner.internal.http2;

/**
 * Content that has arrived and was not read: a ring that grows with what is in it and never beyond the stream's window.
 * Many small frames so cost no more than their bytes. Guarded by the stream's lock.
 */
final class Content {
    private static final byte[] NOTHING = {};
    private static final int SMALLEST = 1_024;

    private byte[] ring = NOTHING;
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** Takes bytes of a DATA frame that are in the input already. */
    void append(FrameReader reader, int count) {
        grow(size + count);
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        reader.take(ring, tail, first);
        reader.take(ring, 0, count - first);
        size += count;
    }

    private void grow(int needed) {
        if (needed > ring.length) {
            byte[] larger = new byte[Math.max(SMALLEST, Math.max(needed, ring.length * 2))];
            int first = Math.min(size, ring.length - head);
            System.arraycopy(ring, head, larger, 0, first);
            System.arraycopy(ring, 0, larger, first, size - first);
            ring = larger;
            head = 0;
        }
    }

    /** Some of it. */
    int take(byte[] target, int from, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, target, from, first);
        System.arraycopy(ring, 0, target, from + first, count - first);
        head = (head + count) % ring.length;
        size -= count;
        return count;
    }

    /** Gives all of it up; how much that was. */
    int discard() {
        int unread = size;
        ring = NOTHING;
        head = 0;
        size = 0;
        return unread;
    }
}
