package dev.lanner.internal.server;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Makes listening sockets in the file system. Each failure is one sentence.
 *
 * <p>The system makes the file with the mode that the process's umask leaves, and listens at once. So that nobody can come
 * in before the right mode is set, the socket is made in a folder of this user's own, and then moved.
 */
public final class UnixSocket {
    /** Of {@code st_mode}: the bits that say what a file is, and what they are for a socket. */
    private static final int FILE_TYPE = 0xf000;

    private static final int SOCKET = 0xc000;

    private UnixSocket() {}

    /**
     * Listens at a path, at which a dead server may have left its socket. The channel's own address is another one.
     *
     * @param mode who may connect, where files have one
     */
    static ServerSocketChannel listen(Path path, Set<PosixFilePermission> mode, int backlog) throws IOException {
        removeStale(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                bindInPrivate(channel, path, mode, backlog);
            } else {
                channel.bind(UnixDomainSocketAddress.of(path), backlog);
            }
            return channel;
        } catch (IOException failed) {
            channel.close();
            BindException failure =
                    new BindException("the socket " + path + " can't be listened on: " + reason(path, failed));
            failure.initCause(failed);
            throw failure;
        }
    }

    /** Of a file that it has named itself, a message would say nothing to anybody. */
    private static String reason(Path path, IOException failed) {
        Path folder = path.toAbsolutePath().getParent();
        return switch (failed) {
            case NoSuchFileException missing -> "there is no folder " + folder;
            case AccessDeniedException refused -> "this user may not make files in " + folder;
            default -> failed.getMessage();
        };
    }

    private static void bindInPrivate(
            ServerSocketChannel channel, Path path, Set<PosixFilePermission> mode, int backlog) throws IOException {
        String name = ".l" + Integer.toString(new SecureRandom().nextInt(1 << 24), Character.MAX_RADIX);
        Path folder = Files.createDirectory(
                path.resolveSibling(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // As long as the path itself: one that is too long for clients is too long here.
        Path socket = folder.resolve("s".repeat(Math.max(1, bytes(path) - bytes(folder) - 1)));
        try {
            channel.bind(UnixDomainSocketAddress.of(socket), backlog);
            Files.setPosixFilePermissions(socket, mode);
            Files.move(socket, path);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** A socket that nobody answers at was left by a server that is dead. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new BindException("the socket " + path + " can't be made: there is a file or directory of that name");
        }
        boolean answered;
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            answered = probe.isConnected();
        } catch (IOException refused) {
            answered = false;
        }
        if (answered) {
            throw new BindException("the socket " + path + " is in use by another server");
        }
        Files.delete(path);
    }

    /** Whether it is a socket, and no link to one. */
    public static boolean isSocket(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        }
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }
}
