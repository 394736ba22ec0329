package dev.lanner.feature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * A stream as a channel, like the JDK's, but for two things: it waits in no monitor, which before JDK 24 would keep a virtual
 * thread on its carrier, and an interrupt does not close it. Used by one thread at a time.
 */
final class StreamChannel implements ReadableByteChannel {
    private static final int PIECE_MAX = 16_384;

    private final InputStream stream;
    private boolean closed;

    StreamChannel(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("content can't be read into a buffer that is read-only");
        }
        if (closed) {
            throw new ClosedChannelException();
        }
        if (target.hasArray()) {
            int read = stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(0, read));
            return read;
        }
        byte[] piece = new byte[Math.min(target.remaining(), PIECE_MAX)];
        int read = stream.read(piece);
        target.put(piece, 0, Math.max(0, read));
        return read;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
