package dev.lanner.internal.tls;

import java.util.Arrays;

/** Walks through DER values, one level deep; {@link #content} of a structure is for another reader. */
public final class DerReader {
    private final byte[] bytes;
    private int at;

    public DerReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasNext() {
        return at < bytes.length;
    }

    /** The tag of the next value; -1 at the end. */
    public int tag() {
        return hasNext() ? bytes[at] & 0xff : -1;
    }

    /** What stands behind the values that were read. */
    public byte[] rest() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    /** The next value whole, with tag and length. */
    byte[] whole() {
        int from = at;
        content();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /**
     * The content of the next value.
     *
     * @throws IllegalArgumentException if there is none, or if it is longer than what is there
     */
    public byte[] content() {
        at++;
        int length = next();
        if (length >= 0x80) {
            int width = length & 0x7f;
            if (width == 0 || width > 3) {
                throw new IllegalArgumentException("no DER length");
            }
            length = 0;
            for (int i = 0; i < width; i++) {
                length = length << 8 | next();
            }
        }
        if (length > bytes.length - at) {
            throw new IllegalArgumentException("DER value cut");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** The content of the next value, which must have a tag. */
    public byte[] content(int tag) {
        if (tag() != tag) {
            throw new IllegalArgumentException("another DER tag than expected");
        }
        return content();
    }

    private int next() {
        if (!hasNext()) {
            throw new IllegalArgumentException("DER cut");
        }
        return bytes[at++] & 0xff;
    }

    /** An object identifier's content in dotted form. */
    static String oid(byte[] content) {
        StringBuilder dotted = new StringBuilder();
        long number = 0;
        for (byte b : content) {
            number = number << 7 | b & 0x7f;
            if (b >= 0) {
                if (dotted.isEmpty()) {
                    long top = Math.min(2, number / 40);
                    dotted.append(top).append('.').append(number - top * 40);
                } else {
                    dotted.append('.').append(number);
                }
                number = 0;
            }
        }
        return dotted.toString();
    }
}
