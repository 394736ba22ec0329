package dev.lanner;

import dev.lanner.internal.net.ArraySource;
import dev.lanner.internal.net.LentBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves a request's content to a channel. The server waits for a slow client with a small array; once much has come at a time, a
 * large buffer is lent, into which a socket is read without a copy, until a read brings less.
 *
 * @param content what is to be read
 * @param target where to
 * @param buffers lends
 */
record ContentTransfer(ReadableByteChannel content, WritableByteChannel target, LentBuffers buffers) {
    /** So much at a time is much. A record of TLS is less, and with what is around it fits in: it can be decrypted in place. */
    static final int MUCH = ArraySource.PIECE_MAX;

    /**
     * Moves all that is left.
     *
     * @param declared how much there is, as the request says, or -1; if a middleware has changed the content, it is wrong
     * @return how much it was
     */
    long run(long declared) throws IOException {
        ByteBuffer array = ByteBuffer.allocate(declared < 0 ? MUCH : Math.clamp(declared, 1, MUCH));
        ByteBuffer lent = null;
        long left = declared < 0 ? Long.MAX_VALUE : declared;
        long moved = 0;
        try {
            for (int read = content.read(array); read >= 0; read = content.read(lent == null ? array : lent)) {
                write(lent == null ? array : lent);
                moved += read;
                left -= read;
                if (left < 0) {
                    left = Long.MAX_VALUE;
                    array = ByteBuffer.allocate(MUCH);
                }
                lent = next(lent, read >= MUCH && left >= MUCH);
            }
            return moved;
        } finally {
            next(lent, false);
        }
    }

    private ByteBuffer next(ByteBuffer lent, boolean wanted) {
        if (wanted) {
            return lent == null ? buffers.take() : lent;
        }
        if (lent != null) {
            buffers.give(lent);
        }
        return null;
    }

    private void write(ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            if (target.write(buffer) <= 0) {
                throw new IOException("the channel takes nothing; only one that blocks can be written to here");
            }
        }
        buffer.clear();
    }
}
