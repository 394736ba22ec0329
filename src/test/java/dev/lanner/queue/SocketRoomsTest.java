package dev.lanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is there already is removed if a broker has left it, and never if it is somebody else's. */
class SocketRoomsTest {
    @TempDir
    Path folder;

    @Test
    void whatAKilledBrokerHasLeftIsRemoved() throws Exception {
        Path rooms = folder.resolve("broker.d");
        Path left = new SocketRooms(rooms, false).newSocket();
        Files.writeString(left, "");

        try (SocketRooms next = new SocketRooms(rooms, false)) {
            assertThat(next.isEmpty()).isTrue();
        }
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
}
