package dev.lanner.internal.hpack;

/**
 * Reads the integers and strings of a block (RFC 7541 §5). Owned by a {@link HpackDecoder}, used by its thread only.
 *
 * <p>A string is not made into a {@code String} here: it is shown as bytes, in the block itself or, if it was encoded, in
 * an array that the next string uses again.
 */
final class BlockReader {
    /** Far more than a block may have, and far from an overflow. */
    private static final int INTEGER_MAX = 1 << 28;

    /** As the first byte has at most 7 bits, and each other one brings 7, five bytes are enough for it. */
    private static final int INTEGER_BYTES_MAX = 5;

    private static final int HUFFMAN = 0x80;
    private static final int SCRATCH_KEPT = 1_024;
    private static final byte[] NOTHING = {};

    private byte[] block = NOTHING;
    private int at;
    private int end;
    private byte[] scratch = NOTHING;

    private byte[] stringBytes = NOTHING;
    private int stringFrom;
    private int stringLength;

    /** Begins a block. */
    void open(byte[] bytes, int from, int length) {
        block = bytes;
        at = from;
        end = from + length;
    }

    /** Lets go of the block, and of what a large string has left behind. */
    void close() {
        block = NOTHING;
        stringBytes = NOTHING;
        if (scratch.length > SCRATCH_KEPT) {
            scratch = NOTHING;
        }
    }

    void rest() {
        scratch = NOTHING;
    }

    boolean atEnd() {
        return at == end;
    }

    /** The next byte, with which a representation begins; it stays. */
    int peek() {
        return block[at] & 0xff;
    }

    private int next() throws HpackException {
        if (at == end) {
            throw HpackRule.BLOCK_CUT.broken();
        }
        return block[at++] & 0xff;
    }

    /**
     * Reads an integer (RFC 7541 §5.1).
     *
     * @param mask the bits of its first byte that belong to it
     * @return from 0 to 2^28
     */
    int integer(int mask) throws HpackException {
        int value = next() & mask;
        if (value < mask) {
            return value;
        }
        for (int bytes = 2; bytes <= INTEGER_BYTES_MAX; bytes++) {
            int b = next();
            value += (b & 0x7f) << 7 * (bytes - 2);
            if (b < 0x80) {
                if (value > INTEGER_MAX) {
                    break;
                }
                return value;
            }
        }
        throw HpackRule.INTEGER_TOO_LARGE.broken();
    }

    /** Reads a string (RFC 7541 §5.2), to be got by {@link #bytes()}, {@link #from()} and {@link #length()}. */
    void string() throws HpackException {
        if (at == end) {
            throw HpackRule.BLOCK_CUT.broken();
        }
        boolean huffman = peek() >= HUFFMAN;
        int encoded = integer(HUFFMAN - 1);
        if (encoded > end - at) {
            throw HpackRule.STRING_CUT.broken();
        }
        if (huffman) {
            int room = Huffman.decodedRoom(encoded);
            if (room > scratch.length) {
                scratch = new byte[Math.max(room, SCRATCH_KEPT / 4)];
            }
            stringBytes = scratch;
            stringFrom = 0;
            stringLength = Huffman.decode(block, at, encoded, scratch);
        } else {
            stringBytes = block;
            stringFrom = at;
            stringLength = encoded;
        }
        at += encoded;
    }

    byte[] bytes() {
        return stringBytes;
    }

    int from() {
        return stringFrom;
    }

    int length() {
        return stringLength;
    }
}
