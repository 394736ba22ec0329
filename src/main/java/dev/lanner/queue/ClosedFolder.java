package dev.lanner.queue;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A folder that is closed to all other users. What they may exchange at any moment, a file for a folder or a folder for a link, is
 * moved here, which follows no link and opens nothing, and only then looked at: nobody else can put anything in its place now.
 *
 * <p>For any number of threads.
 */
final class ClosedFolder {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    /** Makes it. */
    ClosedFolder(Path folder) throws IOException {
        this.folder = folder;
        make(folder);
    }

    /** Makes a folder for this user alone, whatever the umask is. */
    static void make(Path path) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        Files.setPosixFilePermissions(path, PRIVATE);
    }

    /** A name that nobody can guess. */
    static String name() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Path path() {
        return folder;
    }

    /** Moves something here, whatever it is, and from wherever in this file system; gives where it is now. */
    Path take(Path path) throws IOException {
        Path target = folder.resolve(name());
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    /**
     * Removes a file, or a folder with all that is in it, from a place where nobody else can put anything.
     *
     * @throws IOException if something is left, as what belongs to somebody else, or comes into being meanwhile
     */
    void delete(Path path) throws IOException {
        Deque<Path> left = new ArrayDeque<>(List.of(path));
        IOException failure = null;
        while (!left.isEmpty()) {
            Path each = left.pop();
            try {
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    clear(each, left);
                }
                Files.deleteIfExists(each);
            } catch (IOException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Removes what is in a folder, but for folders that have something in them: these are moved here, to be removed next. */
    private void clear(Path parent, Deque<Path> next) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent)) {
            for (Path each : all) {
                try {
                    Files.deleteIfExists(each);
                } catch (DirectoryNotEmptyException full) {
                    takeIfThere(each, next);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }

    private void takeIfThere(Path path, Deque<Path> next) throws IOException {
        try {
            next.push(take(path));
        } catch (NoSuchFileException gone) {
            // Whoever has put it there has taken it away.
        }
    }
}
