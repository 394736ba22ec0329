package dev.lanner.internal.http1;

import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Bytes;
import dev.lanner.server.BadRequestException;
import java.io.IOException;
import java.util.function.Supplier;

/** Finds lines in the input; they end in CRLF and in nothing else (RFC 9112 §2.2). Used by the reading thread only. */
final class LineReader {
    /** How more input is got; it says what the end of the input means here. */
    interface More {
        /** Gets at least one byte more, or throws. */
        void fill() throws IOException;
    }

    private final ByteInput in;
    private final More more;
    private boolean waited;

    LineReader(ByteInput in, More more) {
        this.in = in;
        this.more = more;
    }

    /** Before the first of the lines that {@link #hasWaited} tells of. */
    void begin() {
        waited = false;
    }

    /** Whether more input had to be got since {@link #begin}, and so the lines may have moved. */
    boolean hasWaited() {
        return waited;
    }

    /**
     * Makes the next line complete: it begins at the input's position, and its CRLF is there too.
     *
     * @param bytesMax how long it may be, CRLF included
     * @param tooLong thrown if it is longer
     * @return its length without CRLF
     */
    int next(int bytesMax, Supplier<BadRequestException> tooLong) throws IOException {
        int searched = 0;
        while (true) {
            int from = in.position();
            int lineFeed = Bytes.indexOf(in.array(), (byte) '\n', from + searched, in.limit());
            int bytes = lineFeed < 0 ? in.buffered() : lineFeed - from + 1;
            if (bytes > bytesMax || lineFeed < 0 && bytes == bytesMax) {
                throw tooLong.get();
            }
            if (lineFeed >= 0) {
                if (lineFeed == from || in.array()[lineFeed - 1] != '\r') {
                    throw Http1Rule.BARE_LF.broken();
                }
                return bytes - 2;
            }
            searched = bytes;
            waited = true;
            more.fill();
        }
    }
}
