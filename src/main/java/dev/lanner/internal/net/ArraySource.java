package dev.lanner.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What reads bytes into arrays, as an {@link java.io.InputStream} does, and into buffers only by way of them. */
@FunctionalInterface
public interface ArraySource {
    /** A record of TLS fits in, with what is around its content. */
    int PIECE_MAX = 17_408;

    /**
     * Reads some bytes, blocking until there is one.
     *
     * @param length at least 1
     * @return how many; -1 at the end
     */
    int read(byte[] target, int from, int length) throws IOException;

    /**
     * Reads some bytes, blocking until there is one.
     *
     * @param target something remains of it
     * @return how many, by which the buffer has moved on; -1 at the end
     */
    static int read(ArraySource source, ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            int read = source.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(0, read));
            return read;
        }
        byte[] piece = new byte[Math.min(target.remaining(), PIECE_MAX)];
        int read = source.read(piece, 0, piece.length);
        target.put(piece, 0, Math.max(0, read));
        return read;
    }
}
