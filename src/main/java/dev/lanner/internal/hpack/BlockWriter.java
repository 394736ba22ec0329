package dev.lanner.internal.hpack;

import java.util.Arrays;

/**
 * The bytes of a block that is being made, and how integers and strings become bytes (RFC 7541 §5). It is used again for
 * the next block after {@link #clear}. Used by one thread at a time: the one that holds the connection's writer.
 */
public final class BlockWriter {
    private static final int KEPT = 4_096;
    private static final int INITIAL = 256;
    private static final int INTEGER_BYTES_MAX = 5;
    private static final int HUFFMAN = 0x80;
    private static final byte[] NOTHING = {};

    /** How many bytes Huffman's code has to save; a string that is as long with it is better left plain. */
    private final int leastGain;

    private byte[] bytes = NOTHING;
    private int size;

    /** An empty one. */
    public BlockWriter() {
        this(1);
    }

    BlockWriter(int leastGain) {
        this.leastGain = leastGain;
    }

    /** The bytes, from 0 to {@link #length()}; another array when there are more of them. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes there are. */
    public int length() {
        return size;
    }

    /** Begins anew. An array that has become large is given up. */
    public void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = NOTHING;
        }
    }

    /** The connection rests: begins anew, with nothing. */
    public void rest() {
        size = 0;
        bytes = NOTHING;
    }

    private void room(int count) {
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(INITIAL, size + count), bytes.length * 2));
        }
    }

    /**
     * Writes an integer (RFC 7541 §5.1).
     *
     * @param pattern the bits of the first byte above the integer
     * @param mask the bits of the first byte that belong to it
     * @param value from 0 on
     */
    void integer(int pattern, int mask, int value) {
        room(INTEGER_BYTES_MAX + 1);
        if (value < mask) {
            bytes[size++] = (byte) (pattern | value);
            return;
        }
        bytes[size++] = (byte) (pattern | mask);
        int rest = value - mask;
        for (; rest >= 0x80; rest >>>= 7) {
            bytes[size++] = (byte) (rest | 0x80);
        }
        bytes[size++] = (byte) rest;
    }

    /**
     * Writes a string, encoded if that makes it shorter (RFC 7541 §5.2).
     *
     * @param text characters up to U+00FF, as {@link dev.lanner.http.Headers} lets them in
     */
    @SuppressWarnings("deprecation") // the one method that copies such a text without an array in between
    void string(String text) {
        int plain = text.length();
        int encoded = Huffman.encodedLength(text);
        if (plain - encoded >= leastGain) {
            integer(HUFFMAN, HUFFMAN - 1, encoded);
            room(encoded);
            size = Huffman.encode(text, bytes, size);
        } else {
            integer(0, HUFFMAN - 1, plain);
            room(plain);
            text.getBytes(0, plain, bytes, size);
            size += plain;
        }
    }
}
