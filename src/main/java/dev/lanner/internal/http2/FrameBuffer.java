package dev.lanner.internal.http2;

import dev.lanner.internal.hpack.BlockWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Frames on their way out, one behind the other, in the format of RFC 9113 §4.1: the counterpart of {@link FrameReader}.
 * Grows with what is appended; but large content stays in the array of whoever sends it.
 *
 * <p>Guarded by the writer's lock while it is filled; then it belongs to the thread that sends it.
 */
final class FrameBuffer {
    static final int SMALLEST = 1_024;

    private static final int NO_DATA = -1;

    private static final int LENT_AT_FIRST = 8;
    private static final ByteBuffer[] NOTHING_LENT = {};
    private static final int[] NOWHERE = {};

    private byte[] array;
    private int size;

    /** Where the frame that was appended last begins, if it is DATA. */
    private int lastData = NO_DATA;

    private int lastDataStream;
    private int lastDataLength;

    /** Content that is not in the array, and behind how many of its bytes it belongs. */
    private ByteBuffer[] lent = NOTHING_LENT;

    private int[] lentBehind = NOWHERE;
    private int lentCount;
    private int lentBytes;

    FrameBuffer() {
        this(SMALLEST);
    }

    /** @param capacity 0 for none before a frame is appended */
    FrameBuffer(int capacity) {
        array = new byte[capacity];
    }

    /** The bytes, from 0 to {@link #size()}, unless some are {@linkplain #isInParts elsewhere}; another array when it grows. */
    byte[] array() {
        return array;
    }

    /** In bytes, wherever they are. */
    int size() {
        return size + lentBytes;
    }

    /** Of these, how many are in the array. */
    int copied() {
        return size;
    }

    /** Whether some of the content is in other arrays. */
    boolean isInParts() {
        return lentCount > 0;
    }

    /** All of it, in order, where it is. */
    ByteBuffer[] parts() {
        ByteBuffer[] parts = new ByteBuffer[2 * lentCount + 1];
        int count = 0;
        int at = 0;
        for (int i = 0; i < lentCount; i++) {
            if (lentBehind[i] > at) {
                parts[count++] = ByteBuffer.wrap(array, at, lentBehind[i] - at);
                at = lentBehind[i];
            }
            parts[count++] = lent[i];
        }
        if (size > at) {
            parts[count++] = ByteBuffer.wrap(array, at, size - at);
        }
        return Arrays.copyOf(parts, count);
    }

    int capacity() {
        return array.length;
    }

    void clear() {
        size = 0;
        lastData = NO_DATA;
        if (lentCount > 0) {
            Arrays.fill(lent, 0, lentCount, null);
            lentCount = 0;
            lentBytes = 0;
        }
    }

    void settings(int... idsAndValues) {
        frame(idsAndValues.length / 2 * 6, Frame.SETTINGS, 0, 0);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            put16(idsAndValues[i]);
            put32(idsAndValues[i + 1]);
        }
    }

    void settingsAck() {
        frame(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    void ping(boolean ack, long opaque) {
        frame(8, Frame.PING, ack ? Frame.ACK : 0, 0);
        put32((int) (opaque >>> 32));
        put32((int) opaque);
    }

    void goAway(int lastStreamId, ErrorCode code, String debug) {
        byte[] text = debug.getBytes(StandardCharsets.UTF_8);
        frame(8 + text.length, Frame.GOAWAY, 0, 0);
        put32(lastStreamId);
        put32(code.number());
        put(text, 0, text.length);
    }

    void rstStream(int streamId, int errorCode) {
        frame(4, Frame.RST_STREAM, 0, streamId);
        put32(errorCode);
    }

    void windowUpdate(int streamId, int increment) {
        frame(4, Frame.WINDOW_UPDATE, 0, streamId);
        put32(increment);
    }

    void data(int streamId, byte[] content, int from, int length, boolean endStream) {
        room(Frame.HEADER_LENGTH + length);
        dataHeader(streamId, length, endStream);
        put(content, from, length);
    }

    /** The same, in the frame that was appended last if that is the stream's DATA and has room. */
    void moreData(int streamId, byte[] content, int from, int length, boolean endStream, int frameSize) {
        room(Frame.HEADER_LENGTH + length);
        moreDataHeader(streamId, length, endStream, frameSize);
        put(content, from, length);
    }

    /** The same without copying: the content must stay as it is until this buffer is sent, or given up. */
    void moreDataInPlace(int streamId, byte[] content, int from, int length, boolean endStream, int frameSize) {
        ByteBuffer part = ByteBuffer.wrap(content, from, length);
        if (lentCount == lent.length) {
            ByteBuffer[] more = Arrays.copyOf(lent, Math.max(LENT_AT_FIRST, 2 * lentCount));
            lentBehind = Arrays.copyOf(lentBehind, more.length);
            lent = more;
        }
        room(Frame.HEADER_LENGTH);
        moreDataHeader(streamId, length, endStream, frameSize);
        lentBehind[lentCount] = size;
        lent[lentCount++] = part;
        lentBytes += length;
    }

    /** With room for it: memory can be wanting for that, and half a frame would be the end of all streams. */
    private void moreDataHeader(int streamId, int length, boolean endStream, int frameSize) {
        int joined = lastDataLength + length;
        if (lastData == NO_DATA || lastDataStream != streamId || joined > frameSize) {
            dataHeader(streamId, length, endStream);
        } else {
            putLengthTypeFlags(lastData, joined, Frame.DATA, endStream ? Frame.END_STREAM : 0);
            lastDataLength = joined;
        }
    }

    private void dataHeader(int streamId, int length, boolean endStream) {
        int at = size;
        header(length, Frame.DATA, endStream ? Frame.END_STREAM : 0, streamId);
        lastData = at;
        lastDataStream = streamId;
        lastDataLength = length;
    }

    /** HEADERS, and as many CONTINUATIONs as it takes (§4.3). */
    void fieldBlock(int streamId, BlockWriter block, boolean endStream, int frameSize) {
        int length = block.length();
        int first = Math.min(length, frameSize);
        room(length + (length / frameSize + 1) * Frame.HEADER_LENGTH);
        int flags = (endStream ? Frame.END_STREAM : 0) | (first == length ? Frame.END_HEADERS : 0);
        frame(first, Frame.HEADERS, flags, streamId);
        put(block.array(), 0, first);
        for (int from = first; from < length; ) {
            int count = Math.min(length - from, frameSize);
            frame(count, Frame.CONTINUATION, from + count == length ? Frame.END_HEADERS : 0, streamId);
            put(block.array(), from, count);
            from += count;
        }
    }

    /** The header of a frame, and room for its payload. */
    private void frame(int length, int type, int flags, int streamId) {
        room(Frame.HEADER_LENGTH + length);
        header(length, type, flags, streamId);
    }

    private void header(int length, int type, int flags, int streamId) {
        putLengthTypeFlags(size, length, type, flags);
        size += 5;
        put32(streamId);
        lastData = NO_DATA;
    }

    private void putLengthTypeFlags(int at, int length, int type, int flags) {
        array[at] = (byte) (length >>> 16);
        array[at + 1] = (byte) (length >>> 8);
        array[at + 2] = (byte) length;
        array[at + 3] = (byte) type;
        array[at + 4] = (byte) flags;
    }

    private void put16(int value) {
        array[size++] = (byte) (value >>> 8);
        array[size++] = (byte) value;
    }

    private void put32(int value) {
        put16(value >>> 16);
        put16(value);
    }

    private void put(byte[] bytes, int from, int length) {
        System.arraycopy(bytes, from, array, size, length);
        size += length;
    }

    private void room(int count) {
        if (size + count > array.length) {
            array = Arrays.copyOf(array, Math.max(Math.max(SMALLEST, size + count), array.length * 2));
        }
    }
}
