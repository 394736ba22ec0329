package dev.lanner.queue;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.server.UnixSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Where processes put the sockets on which they want their requests. Each gets a room, a folder with a name that nobody can
 * guess; the broker then takes the socket away, into a folder that is closed to everybody else, and only there looks at it. So no
 * process can put something else in its place later, such as a link to the socket of a service that listens to the broker and not
 * to the process. The system shows the paths of sockets to all users, so another one may find a room and put a socket of his there
 * first: whose a socket is must be who has been given the room.
 *
 * <p>Owned by its {@link Broker}; for any number of threads.
 */
final class SocketRooms implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.broker");
    private static final String SOCKET_NAME = "s";
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxrwxrwx");

    private final Path folder;
    private final boolean shared;
    private final ClosedFolder taken;

    /**
     * Makes the folders, of which a broker that was killed may have left some.
     *
     * @param shared whether processes of other users have rooms too
     */
    SocketRooms(Path folder, boolean shared) throws IOException {
        this.folder = folder;
        this.shared = shared;
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            requireOurs();
            remove();
        }
        ClosedFolder.make(folder);
        taken = new ClosedFolder(taken(folder));
        if (shared) {
            Files.setPosixFilePermissions(folder, PASSABLE);
        }
    }

    private static Path taken(Path folder) {
        return folder.resolve("taken");
    }

    /** What a killed broker has left is empty, or has the folder of sockets that were taken; anything else is somebody's. */
    private void requireOurs() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                if (Files.isDirectory(taken(folder), LinkOption.NOFOLLOW_LINKS)
                        || !all.iterator().hasNext()) {
                    return;
                }
            }
        }
        throw new IOException(folder + " is there, and no broker has made it: choose another path for the socket");
    }

    /** Moves it away as a whole before it is removed, so that the next can be made, whatever users have put into rooms. */
    private void remove() throws IOException {
        ClosedFolder aside = new ClosedFolder(folder.resolveSibling(folder.getFileName() + ClosedFolder.name()));
        try {
            aside.delete(aside.take(folder));
            Files.delete(aside.path());
        } catch (IOException failed) {
            LOGGER.log(Level.WARNING, "applications have left what can't be removed: " + aside.path(), failed);
        }
    }

    /** A path for a socket, in a room of its own. */
    Path newSocket() throws IOException {
        Path room = folder.resolve(ClosedFolder.name());
        ClosedFolder.make(room);
        if (shared) {
            Files.setPosixFilePermissions(room, OPEN);
        }
        return room.resolve(SOCKET_NAME);
    }

    /**
     * Takes a socket out of its room.
     *
     * @param user who has been given the room; null if nobody else can get into it
     * @throws IOException in one sentence, if it is none, or somebody else's
     */
    Path take(Path socket, UserPrincipal user) throws IOException {
        Path target;
        try {
            target = taken.take(socket);
        } catch (IOException notThere) {
            throw new IOException("there is no socket at the place that it was given");
        }
        String wrong = null;
        if (!UnixSocket.isSocket(target)) {
            wrong = "is no socket";
        } else if (user == null
                ? shared
                : !Files.getOwner(target, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            wrong = "is the socket of another user";
        }
        if (wrong != null) {
            forget(target);
            throw new IOException("what is at the place that it was given " + wrong);
        }
        return target;
    }

    /** The room of a socket is needed no more. */
    void leave(Path socket) {
        forget(socket.getParent());
    }

    /** A socket that was taken, or a room, is needed no more. Users can see to it that something is left, which does no harm. */
    void forget(Path path) {
        try {
            taken.delete(path);
        } catch (IOException failed) {
            LOGGER.log(Level.DEBUG, "something is left of {0}: {1}", path, failed);
        }
    }

    @Override
    public void close() throws IOException {
        remove();
    }
}
