package dev.lanner.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** Some bytes of a file, to be read once. Leaves the file's own position alone, and the file open. */
final class FilePart implements ReadableByteChannel {
    private final FileChannel file;
    private long position;
    private long left;

    FilePart(FileChannel file, long position, long count) {
        this.file = file;
        this.position = position;
        this.left = count;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (left == 0) {
            return -1;
        }
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + left));
        int read = file.read(target, position);
        target.limit(limit);
        if (read > 0) {
            position += read;
            left -= read;
        }
        return read;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
