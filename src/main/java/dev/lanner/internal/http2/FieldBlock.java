package dev.lanner.internal.http2;

import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import java.io.IOException;
import java.util.Arrays;

/**
 * The field block of one HEADERS frame and the CONTINUATIONs behind it, joined (RFC 9113 §4.3). Used by the connection's
 * thread only.
 */
final class FieldBlock {
    private static final int SMALLEST = 512;
    private static final byte[] NOTHING = {};

    private final FrameReader reader;
    private final Budget budget;
    private final int bytesMax;
    private final int continuationsMax;
    private byte[] array = NOTHING;
    private int length;

    FieldBlock(FrameReader reader, Budget budget, Limits limits, Http2Limits limits2) {
        this.reader = reader;
        this.budget = budget;
        this.bytesMax = 2 * limits.headerBytes();
        this.continuationsMax = limits2.continuations();
    }

    /** The bytes, from 0 to {@link #length()}. */
    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Reads the block of HEADERS that were read just now. */
    void read(Frame.Headers headers) throws IOException {
        length = 0;
        append(headers.length());
        boolean end = headers.endHeaders();
        for (int frames = 0; !end; frames++) {
            if (frames == continuationsMax) {
                throw Http2Rule.CONTINUATION_TOO_MANY.brokenOn(0);
            }
            if (!(reader.next() instanceof Frame.Continuation more) || more.streamId() != headers.streamId()) {
                throw Http2Rule.FIELD_BLOCK_INTERRUPTED.brokenOn(0);
            }
            if (more.length() == 0) {
                budget.spend(Budget.EMPTY_FRAME);
            }
            append(more.length());
            end = more.endHeaders();
        }
    }

    /** The connection rests: keeps nothing. */
    void rest() {
        length = 0;
        array = NOTHING;
    }

    private void append(int count) throws IOException {
        int end = length + count;
        if (end > bytesMax) {
            throw Http2Rule.FIELD_BLOCK_FAR_TOO_LARGE.brokenOn(0);
        }
        if (end > array.length) {
            array = Arrays.copyOf(array, Math.max(end, SMALLEST));
        }
        while (length < end) {
            int there = Math.min(end - length, reader.await());
            reader.take(array, length, there);
            length += there;
        }
    }
}
