package dev.lanner.middleware;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file that was opened once, and what is said about it: all of it belongs to the same file, also while somebody puts
 * another one in its place.
 *
 * <p>Owned by the request that opened it.
 *
 * @param channel open for reading
 * @param size in bytes, as it was when the file was opened
 * @param attributes read after the file was opened
 */
record OpenFile(FileChannel channel, long size, BasicFileAttributes attributes) implements Closeable {
    private static final int ATTEMPTS = 3;

    /**
     * Opens a file. Only a regular one: to open a pipe would block until somebody writes.
     *
     * @throws NoSuchFileException if it is gone, or no regular file any more
     * @throws java.nio.file.AccessDeniedException if we may not read it
     */
    static OpenFile open(FileTree.Found found) throws IOException {
        Path path = found.path();
        BasicFileAttributes before = found.attributes();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!before.isRegularFile()) {
                throw new NoSuchFileException(path.toString());
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try {
                BasicFileAttributes after =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (Objects.equals(before.fileKey(), after.fileKey())) {
                    return new OpenFile(channel, channel.size(), after);
                }
                before = after;
            } catch (IOException failed) {
                channel.close();
                throw failed;
            }
            channel.close();
        }
        throw new IOException(path + " was replaced each time it was opened");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
