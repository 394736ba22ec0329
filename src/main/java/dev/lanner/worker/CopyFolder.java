package dev.lanner.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A temporary folder that only this user can enter, and that goes with this process: at once if it is closed, else by the next
 * one that makes such a folder. A lock says that it is in use, which the system takes back however the process ends. Owned by a
 * {@link ShadowCopy}.
 */
final class CopyFolder implements AutoCloseable {
    private static final String PREFIX = "lanner-worker-";
    private static final String LOCK = "lock";

    /** Those of this process: closing a lock's file a second time would let go of the lock. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    /** Makes one, behind those that killed processes have left. */
    CopyFolder() throws IOException {
        folder = Files.createTempDirectory(PREFIX);
        OURS.add(folder);
        sweep(folder);
        // It gets its name when it is locked: what has that name and no lock was left behind.
        Path unnamed = folder.resolve("unlocked");
        channel = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        Files.move(unnamed, folder.resolve(LOCK));
    }

    /** Removes what has been left beside a folder of ours, by processes of the same user. What can't be removed stays. */
    private static void sweep(Path ours) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(ours.getParent(), PREFIX + "*")) {
            for (Path other : all) {
                if (!OURS.contains(other)
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ours))) {
                    removeIfLeft(other);
                }
            }
        } catch (IOException changing) {
            // Others sweep too; the next one sees what is left then.
        }
    }

    private static void removeIfLeft(Path other) throws IOException {
        Path lock = other.resolve(LOCK);
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            return; // it is being made
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock left = channel.tryLock()) {
            if (left != null) {
                remove(other);
            }
        } catch (OverlappingFileLockException inUse) {
            // By this process, with classes of Lanner that were loaded twice.
        }
    }

    Path path() {
        return folder;
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failed) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** @throws IOException if it can't be removed; it is not in use then all the same */
    @Override
    public void close() throws IOException {
        try (channel) {
            remove(folder);
        } finally {
            OURS.remove(folder);
        }
    }
}
