package dev.lanner.queue;

import dev.lanner.internal.server.UnixSocket;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * Where processes put the sockets on which they want their requests. Each gets a room, a folder with a name that nobody can
 * guess; the broker then takes the socket away, into a folder that is closed to everybody else, and only there looks at it. So no
 * process can put something else in its place later, such as a link to the socket of a service that listens to the broker and not
 * to the process.
 *
 * <p>Owned by its {@link Broker}; for any number of threads.
 */
final class SocketRooms implements AutoCloseable {
    private static final String SOCKET_NAME = "s";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxrwxrwx");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final Path taken;
    private final boolean shared;

    /**
     * Makes the folders, of which a broker that was killed may have left some.
     *
     * @param shared whether processes of other users have rooms too
     */
    SocketRooms(Path folder, boolean shared) throws IOException {
        this.folder = folder;
        this.taken = folder.resolve("taken");
        this.shared = shared;
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            requireOurs();
            delete(folder);
        }
        make(folder, shared ? PASSABLE : PRIVATE);
        make(taken, PRIVATE);
    }

    /** What a killed broker has left is empty, or has the folder of sockets that were taken; anything else is somebody's. */
    private void requireOurs() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                if (Files.isDirectory(taken, LinkOption.NOFOLLOW_LINKS)
                        || !all.iterator().hasNext()) {
                    return;
                }
            }
        }
        throw new IOException(folder + " is there, and no broker has made it: choose another path for the socket");
    }

    /** Whatever the umask is. */
    private static void make(Path path, Set<PosixFilePermission> mode) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        Files.setPosixFilePermissions(path, mode);
    }

    private static String name() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A path for a socket, in a room of its own. */
    Path newSocket() throws IOException {
        Path room = folder.resolve(name());
        make(room, shared ? OPEN : PRIVATE);
        return room.resolve(SOCKET_NAME);
    }

    /**
     * Takes a socket out of its room.
     *
     * @throws IOException in one sentence, if it is none
     */
    Path take(Path socket) throws IOException {
        Path target = taken.resolve(name());
        try {
            Files.move(socket, target);
        } catch (IOException notThere) {
            throw new IOException("there is no socket at the place that it was given");
        }
        if (!UnixSocket.isSocket(target)) {
            delete(target);
            throw new IOException("what is at the place that it was given is no socket");
        }
        return target;
    }

    /** The room of a socket is needed no more. */
    void leave(Path socket) throws IOException {
        delete(socket.getParent());
    }

    /** Without following links. */
    static void delete(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failed) throws IOException {
                Files.deleteIfExists(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Whether nobody has a room, and no socket is kept. */
    boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(folder);
                DirectoryStream<Path> sockets = Files.newDirectoryStream(taken)) {
            boolean hasRooms = false;
            for (Path room : rooms) {
                hasRooms |= !room.equals(taken);
            }
            return !hasRooms && !sockets.iterator().hasNext();
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
