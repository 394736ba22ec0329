package dev.lanner.internal.hpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The code that shortens strings (RFC 7541 §5.2, appendix B).
 *
 * <p>It is a canonical code: the codes of one length are consecutive numbers in the order of their symbols, and each
 * length begins where the one before it left off. So the lengths alone give the whole code, and a long code is found by
 * comparing with where each length ends.
 *
 * <p>Decoding takes the next eleven bits as index into a table, which knows every code of up to eleven bits, and two of them
 * if both fit: lower-case letters and digits have five or six. The name of a
 * browser, 105 characters, takes 290 ns so (390 ns with one symbol at a time), and 95 ns to encode. Immutable.
 */
final class Huffman {
    /** The length of each symbol's code in bits, in base 36; the last symbol marks the end of a string. */
    private static final String LENGTHS = "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca"
            + "d67777777777777777777777878djde6f56565666577666567655677777fbeds"
            + "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
            + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq"
            + "u";

    private static final int END_OF_STRING = 256;
    private static final int SYMBOLS = 257;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 30;

    /** What fits into so many bits is found at once. */
    private static final int SHORT = 11;

    /** Decoding writes a second symbol before it knows whether there is one. */
    private static final int TARGET_SLACK = 1;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** By symbol: the code in the lower half, its length in the upper one. */
    private static final long[] CODES = new long[SYMBOLS];

    /**
     * By the next eleven bits: a symbol, the one behind it, the bits of both, and their count, a byte each from the lowest on;
     * 0 if a longer code comes next.
     */
    private static final int[] PAIRS = new int[1 << SHORT];

    /** By length: where the codes of that length end, as the first 32 bits of a string. */
    private static final long[] ENDS = new long[LONGEST + 1];

    /** By length: what makes a code into a place in {@link #ORDER}. */
    private static final int[] OFFSETS = new int[LONGEST + 1];

    /** The symbols in the order of their codes. */
    private static final short[] ORDER = new short[SYMBOLS];

    static {
        int code = 0;
        int place = 0;
        for (int length = SHORTEST; length <= LONGEST; length++) {
            OFFSETS[length] = place - code;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (Character.digit(LENGTHS.charAt(symbol), Character.MAX_RADIX) == length) {
                    CODES[symbol] = (long) length << Integer.SIZE | code;
                    ORDER[place++] = (short) symbol;
                    code++;
                }
            }
            ENDS[length] = (long) code << Integer.SIZE - length;
            code <<= 1;
        }
        for (int bits = 0; bits < PAIRS.length; bits++) {
            PAIRS[bits] = pair(bits);
        }
    }

    private static int pair(int bits) {
        long window = (long) bits << Long.SIZE - SHORT;
        int first = codeLength(window);
        if (first > SHORT) {
            return 0;
        }
        int one = symbolAt(window, first);
        int second = codeLength(window << first);
        return first + second > SHORT
                ? 1 << 24 | first << 16 | one
                : 2 << 24 | first + second << 16 | symbolAt(window << first, second) << 8 | one;
    }

    private Huffman() {}

    /** How much room a string needs that was so many bytes when encoded. */
    static int decodedRoom(int encodedBytes) {
        return (int) ((long) encodedBytes * Byte.SIZE / SHORTEST) + TARGET_SLACK;
    }

    /**
     * Decodes a string.
     *
     * @param target has as much as {@link #decodedRoom}
     * @return how many bytes it became, put to the beginning of {@code target}
     */
    static int decode(byte[] source, int from, int length, byte[] target) throws HpackException {
        int at = from;
        int end = from + length;
        int size = 0;
        long bits = 0; // what was read and is not decoded, from the highest bit on
        int count = 0; // how many bits that is
        while (true) {
            if (count <= Integer.SIZE && end - at >= Integer.BYTES) {
                bits |= ((int) INTS.get(source, at) & 0xffff_ffffL) << Integer.SIZE - count;
                at += Integer.BYTES;
                count += Integer.SIZE;
            } else {
                for (; count <= Long.SIZE - Byte.SIZE && at < end; at++) {
                    bits |= (source[at] & 0xffL) << Long.SIZE - Byte.SIZE - count;
                    count += Byte.SIZE;
                }
            }
            while (count >= SHORT) {
                int pair = PAIRS[(int) (bits >>> Long.SIZE - SHORT)];
                if (pair == 0) {
                    break;
                }
                target[size] = (byte) pair;
                target[size + 1] = (byte) (pair >> 8);
                size += pair >> 24;
                int used = pair >> 16 & 0xff;
                bits <<= used;
                count -= used;
            }
            if (count >= LONGEST) {
                int codeLength = codeLength(bits);
                target[size++] = (byte) symbol(bits, codeLength);
                bits <<= codeLength;
                count -= codeLength;
            } else if (at == end) {
                return decodeEnd(bits, count, target, size);
            }
        }
    }

    /** Decodes what is left when it may be less than a code: fills it up with ones, as padding is. */
    private static int decodeEnd(long lastBits, int lastCount, byte[] target, int sizeBefore) throws HpackException {
        int size = sizeBefore;
        int count = lastCount;
        long bits = lastBits | -1L >>> count;
        while (count > 0) {
            int codeLength = codeLength(bits);
            if (codeLength > count) {
                checkPadding(bits, count);
                return size;
            }
            target[size++] = (byte) symbol(bits, codeLength);
            bits = bits << codeLength | (1L << codeLength) - 1;
            count -= codeLength;
        }
        return size;
    }

    private static void checkPadding(long bits, int count) throws HpackException {
        if (bits != -1) {
            throw HpackRule.HUFFMAN_PADDING_MALFORMED.broken();
        }
        if (count >= Byte.SIZE) {
            throw HpackRule.HUFFMAN_PADDING_TOO_LONG.broken();
        }
    }

    /** The length of the code with which some bits begin. */
    private static int codeLength(long bits) {
        long first = bits >>> Integer.SIZE;
        int length = SHORTEST;
        while (first >= ENDS[length]) {
            length++;
        }
        return length;
    }

    private static int symbol(long bits, int length) throws HpackException {
        int symbol = symbolAt(bits, length);
        if (symbol == END_OF_STRING) {
            throw HpackRule.HUFFMAN_EOS.broken();
        }
        return symbol;
    }

    private static int symbolAt(long bits, int length) {
        return ORDER[(int) (bits >>> Long.SIZE - length) + OFFSETS[length]];
    }

    /**
     * How many bytes a text becomes.
     *
     * @param text characters up to U+00FF
     */
    static int encodedLength(String text) {
        long bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits += CODES[text.charAt(i)] >>> Integer.SIZE;
        }
        return (int) (bits + Byte.SIZE - 1 >>> 3);
    }

    /**
     * Encodes a text.
     *
     * @param text characters up to U+00FF
     * @param target has room for {@link #encodedLength} bytes from {@code from} on
     * @return the place behind the last byte
     */
    static int encode(String text, byte[] target, int from) {
        int at = from;
        long bits = 0; // the lower ones are still to be written
        int count = 0; // how many those are
        for (int i = 0; i < text.length(); i++) {
            long code = CODES[text.charAt(i)];
            int length = (int) (code >>> Integer.SIZE);
            bits = bits << length | code & 0xffff_ffffL;
            count += length;
            if (count >= Integer.SIZE) {
                count -= Integer.SIZE;
                INTS.set(target, at, (int) (bits >>> count));
                at += Integer.BYTES;
            }
        }
        for (; count >= Byte.SIZE; count -= Byte.SIZE) {
            target[at++] = (byte) (bits >>> count - Byte.SIZE);
        }
        if (count > 0) {
            int padding = Byte.SIZE - count;
            target[at++] = (byte) (bits << padding | (1 << padding) - 1);
        }
        return at;
    }
}
