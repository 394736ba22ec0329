package dev.lanner.internal.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching and hashing bytes, eight at a time. */
public final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Bytes() {}

    /**
     * Finds a byte.
     *
     * @return its first place from {@code from} to {@code to} - 1, or -1
     */
    public static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        long pattern = ONES * (wanted & 0xff);
        int at = from;
        for (; at <= to - 8; at += 8) {
            long diff = (long) LONGS.get(bytes, at) ^ pattern;
            long found = diff - ONES & ~diff & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /**
     * A number for a hash table whose keys are compared whole afterwards: made of the length and of the first, the middle
     * and the last eight bytes, so it costs the same for a long key.
     *
     * @param length at least 8
     */
    public static int hash(byte[] bytes, int from, int length) {
        long first = (long) LONGS.get(bytes, from);
        long middle = (long) LONGS.get(bytes, from + length / 2 - 4);
        long last = (long) LONGS.get(bytes, from + length - 8);
        long mixed = ((first * 31 + middle) * 31 + last + length) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    /** The same, made of all bytes. */
    public static int wholeHash(byte[] bytes, int from, int length) {
        long mixed = length;
        int at = from;
        for (int to = from + length - Long.BYTES; at <= to; at += Long.BYTES) {
            mixed = mixed * 31 + (long) LONGS.get(bytes, at);
        }
        for (; at < from + length; at++) {
            mixed = mixed * 31 + bytes[at];
        }
        return (int) (mixed * 0x9e3779b97f4a7c15L >>> 32);
    }
}
