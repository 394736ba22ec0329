package dev.lanner.middleware;

import dev.lanner.feature.ResponseBodyFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that was opened once, and what is said about it: all of it belongs to the same file, also while somebody puts
 * another one in its place.
 *
 * <p>Owned by the request that opened it.
 *
 * @param channel open for reading
 * @param attributes read after the file was opened
 */
record OpenFile(FileChannel channel, BasicFileAttributes attributes) implements FileContent {
    /**
     * Opens a file that was looked at just now: to open a pipe would block until somebody writes. Whether it still is the
     * file that was found is looked at again when it is open.
     *
     * @return null if it is gone, or another one is in its place
     * @throws AccessDeniedException if we may not read it
     */
    static OpenFile open(FileTree.Found found) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException removedJustNow) {
            return null;
        }
        BasicFileAttributes attributes = null;
        try {
            attributes = found.now();
        } finally {
            if (attributes == null) {
                channel.close();
            }
        }
        return attributes == null ? null : new OpenFile(channel, attributes);
    }

    /** All of a file that is small enough for an array; null if it has got shorter. */
    byte[] read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) attributes.size());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.array();
    }

    @Override
    public void sendTo(ResponseBodyFeature body, long from, long length) throws IOException {
        body.sendFile(channel, from, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
