package dev.lanner.internal.http2;

import java.util.Arrays;

/**
 * The field block that was decoded last, if it stands for the same fields when it comes again: clients that ask for the
 * same thing again and again send the same few indices. Used by the connection's thread only.
 */
final class LastBlock {
    private static final int LENGTH_MAX = 256;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;

    /** 0 for none: a block without a byte is of no request. */
    private int length;

    /** The decoder's, before and after it was decoded. */
    private long tableVersion;

    /** Whether decoding it would give what it gave, and change nothing. */
    boolean is(byte[] block, int blockLength, long version) {
        return length > 0 && version == tableVersion && Arrays.equals(bytes, 0, length, block, 0, blockLength);
    }

    void keep(byte[] block, int blockLength, long version) {
        if (blockLength > LENGTH_MAX) {
            forget();
            return;
        }
        if (blockLength > bytes.length) {
            bytes = new byte[blockLength];
        }
        System.arraycopy(block, 0, bytes, 0, blockLength);
        length = blockLength;
        tableVersion = version;
    }

    void forget() {
        length = 0;
    }

    /** The connection rests: keeps nothing. */
    void rest() {
        forget();
        bytes = NONE;
    }
}
