package dev.lanner.internal.http2;

import java.util.Arrays;

/** A view of a frame in a buffer (RFC 9113 §4.1), whether it means something or not. Its payload need not be complete. */
final class RawFrame {
    private final byte[] buffer;
    private final int at;

    /** @param at where its header begins, which is complete */
    RawFrame(byte[] buffer, int at) {
        this.buffer = buffer;
        this.at = at;
    }

    static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    static int int32(byte[] bytes, int at) {
        return int16(bytes, at) << 16 | int16(bytes, at + 2);
    }

    int length() {
        return int16(buffer, at) << 8 | buffer[at + 2] & 0xff;
    }

    int type() {
        return buffer[at + 3] & 0xff;
    }

    int flags() {
        return buffer[at + 4] & 0xff;
    }

    boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /** With the reserved bit, which means nothing. */
    int streamWord() {
        return int32(buffer, at + 5);
    }

    /** Whether a field block, or a part of one, is in it. */
    boolean hasBlock() {
        return type() == Frame.HEADERS || type() == Frame.CONTINUATION || type() == Frame.PUSH_PROMISE;
    }

    /** A copy of what is complete. */
    byte[] payload() {
        int from = at + Frame.HEADER_LENGTH;
        return Arrays.copyOfRange(buffer, from, from + length());
    }
}
