package dev.lanner.middleware;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 * @param attributes read after the file was opened
 */
record OpenFile(FileChannel channel, BasicFileAttributes attributes) implements Closeable {
    /**
     * Opens a file. Only a regular one: to open a pipe would block until somebody writes. So it is looked at before, and
     * again when it is open, whether it still is the file that was found: what was found may be a while ago, and links lead
     * elsewhere by now.
     *
     * @return null if it is gone, or another one is in its place
     * @throws AccessDeniedException if we may not read it
     */
    static OpenFile open(FileTree.Found found) throws IOException {
        if (now(found) == null) {
            return null;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException removedJustNow) {
            return null;
        }
        BasicFileAttributes attributes = null;
        try {
            attributes = now(found);
        } finally {
            if (attributes == null) {
                channel.close();
            }
        }
        return attributes == null ? null : new OpenFile(channel, attributes);
    }

    /** The attributes that a file has now; null if there is none any more, or another one. */
    private static BasicFileAttributes now(FileTree.Found found) throws IOException {
        try {
            BasicFileAttributes now =
                    Files.readAttributes(found.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean same = now.isRegularFile()
                    && Objects.equals(now.fileKey(), found.attributes().fileKey());
            return same ? now : null;
        } catch (AccessDeniedException denied) {
            throw denied;
        } catch (FileSystemException gone) {
            return null; // also a file in a folder's place
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
