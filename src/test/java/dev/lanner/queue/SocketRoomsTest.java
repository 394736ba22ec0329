package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from the rooms that processes have been given, and what is removed with them: never anything of somebody else. */
class SocketRoomsTest {
    @TempDir
    Path folder;

    private static List<Path> in(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.toList();
        }
    }

    @Test
    void whatAKilledBrokerHasLeftIsRemoved() throws Exception {
        Path rooms = folder.resolve("broker.d");
        Path left = new SocketRooms(rooms, false).newSocket();
        Files.writeString(left, "");

        try (SocketRooms next = new SocketRooms(rooms, false)) {
            assertThat(in(rooms)).containsExactly(rooms.resolve("taken"));
            assertThat(next.newSocket()).doesNotExist();
        }
        assertThat(in(folder)).isEmpty();
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws Exception {
        Path others = Files.createDirectory(folder.resolve("nginx.d"));
        Path file = Files.writeString(others.resolve("site.conf"), "listen 80;");

        assertThatThrownBy(() -> new SocketRooms(others, false))
                .isInstanceOf(IOException.class)
                .hasMessage(others + " is there, and no broker has made it: choose another path for the socket");
        assertThat(file).hasContent("listen 80;");
    }

    /** A user who finds a room before the broker takes the socket has no socket of the process's user. */
    @Test
    void socketOfAnotherUserIsNotTaken() throws Exception {
        UserPrincipal us = Files.getOwner(folder);
        UserPrincipal somebodyElse =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("4711");
        try (SocketRooms rooms = new SocketRooms(folder.resolve("b.d"), true)) {
            for (UserPrincipal user : new UserPrincipal[] {somebodyElse, null}) {
                Path place = rooms.newSocket();
                try (ServerSocketChannel socket = listen(place)) {
                    assertThatThrownBy(() -> rooms.take(place, user))
                            .isInstanceOf(IOException.class)
                            .hasMessage("what is at the place that it was given is the socket of another user");
                    assertThat(socket.isOpen()).isTrue();
                }
            }
            Path place = rooms.newSocket();
            try (ServerSocketChannel socket = listen(place)) {
                assertThat(rooms.take(place, us)).exists();
                assertThat(socket.isOpen()).isTrue();
            }
        }
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return socket.bind(UnixDomainSocketAddress.of(path));
    }

    @Test
    void linksAreRemovedAndNotFollowed() throws Exception {
        Path others = Files.createDirectory(folder.resolve("others"));
        Path precious = Files.writeString(others.resolve("precious"), "precious");
        try (SocketRooms rooms = new SocketRooms(folder.resolve("b.d"), true)) {
            Path place = rooms.newSocket();
            Path inside = Files.createDirectory(place.resolveSibling("inside"));
            Files.createSymbolicLink(place, others);
            Files.createSymbolicLink(inside.resolve("link"), others);
            rooms.leave(place);
            assertThat(place.getParent()).doesNotExist();
        }
        assertThat(precious).hasContent("precious");
    }

    /** Deeper than a path can be long, and than a stack that goes down with it. */
    @Test
    void deepFoldersAreRemoved() throws Exception {
        try (SocketRooms rooms = new SocketRooms(folder.resolve("b.d"), false)) {
            Path place = rooms.newSocket();
            Path top = Files.createDirectory(folder.resolve("0"));
            Files.writeString(top.resolve("file"), "");
            for (int i = 1; i < 3_000; i++) {
                Path above = Files.createDirectory(folder.resolve("" + i));
                Files.move(top, above.resolve("d"));
                top = above;
            }
            Files.move(top, place.resolveSibling("deep"));
            rooms.leave(place);
            assertThat(place.getParent()).doesNotExist();
            assertThat(in(folder.resolve("b.d").resolve("taken"))).isEmpty();
        }
        assertThat(in(folder)).isEmpty();
    }
}
