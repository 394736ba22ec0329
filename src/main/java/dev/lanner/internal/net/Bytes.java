package dev.lanner.internal.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching in bytes, eight at a time. */
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
}
