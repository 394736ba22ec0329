package dev.lanner.internal.http2;

import java.nio.ByteBuffer;

/**
 * Content that has arrived and was not read, in a ring that grows and shrinks with it: so many small frames cost no more
 * than their bytes, and a stream whose content was read holds nothing that counts in no window any more. Guarded by the
 * stream's lock.
 */
final class Content {
    private static final byte[] NOTHING = {};
    private static final int GROWN_MIN = 1_024;

    /** Not given back before the stream ends: what arrives is mostly read frame by frame. */
    static final int KEPT_MAX = 16_384;

    /** A larger ring is never more than so many times what is in it. */
    static final int SPARSENESS_MAX = 4;

    private byte[] ring = NOTHING;
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** How much room is held. */
    int capacity() {
        return ring.length;
    }

    /**
     * Takes bytes of a DATA frame that are in the input already.
     *
     * @param left how much the frame brings from here on: unless that is much, the ring grows once for it, so that content of
     *     one frame is an array by itself. Only one frame of a connection at a time can be announced and not have come.
     */
    void append(FrameReader reader, int count, int left) {
        grow(size + (left > KEPT_MAX ? count : left));
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        reader.take(ring, tail, first);
        reader.take(ring, 0, count - first);
        size += count;
    }

    private void grow(int needed) {
        if (needed > ring.length) {
            move(new byte[ring == NOTHING ? needed : Math.max(GROWN_MIN, Math.max(needed, ring.length * 2))]);
        }
    }

    private void shrink() {
        if (ring.length > KEPT_MAX && SPARSENESS_MAX * size < ring.length) {
            move(new byte[Math.max(KEPT_MAX, size * 2)]);
        }
    }

    private void move(byte[] other) {
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, other, 0, first);
        System.arraycopy(ring, 0, other, first, size - first);
        ring = other;
        head = 0;
    }

    /** All of it, if it is an array by itself and not too long, which is the caller's from now on; else null. */
    byte[] takeArray(int most) {
        if (size == 0 || size < ring.length || size > most || head > 0) {
            return null;
        }
        byte[] all = ring;
        ring = NOTHING;
        size = 0;
        return all;
    }

    /** Some of it. */
    int take(ByteBuffer target) {
        int count = Math.min(target.remaining(), size);
        int first = Math.min(count, ring.length - head);
        target.put(ring, head, first);
        target.put(ring, 0, count - first);
        head = (head + count) % ring.length;
        size -= count;
        shrink();
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
