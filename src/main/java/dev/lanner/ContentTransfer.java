package dev.lanner;

import dev.lanner.internal.net.LentBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves a request's content to a channel. Whoever waits for a slow client waits with a small array; as long as much comes at a
 * time, a large buffer is lent, into which a socket is read without a copy.
 *
 * @param content what is to be read
 * @param target where to
 * @param buffers lends
 */
record ContentTransfer(ReadableByteChannel content, WritableByteChannel target, LentBuffers buffers) {
    /** So much at a time is much. A record of TLS is less and fits, so it is decrypted to where it is written from. */
    static final int MUCH = 17_408;

    /**
     * Moves all that is left.
     *
     * @param length how much there is at most, or -1 if nobody knows
     * @return how much it was
     */
    long run(long length) throws IOException {
        ByteBuffer array = ByteBuffer.allocate(length < 0 ? MUCH : Math.clamp(length, 1, MUCH));
        ByteBuffer lent = null;
        long moved = 0;
        try {
            for (int read = content.read(array); read >= 0; read = content.read(lent == null ? array : lent)) {
                write(lent == null ? array : lent);
                moved += read;
                lent = next(lent, read >= MUCH);
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
