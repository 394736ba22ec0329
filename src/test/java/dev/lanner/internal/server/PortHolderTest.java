package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who listens on a port, by way of {@code /proc}. */
class PortHolderTest {
    private static final long SELF = ProcessHandle.current().pid();

    @BeforeAll
    static void needsProc() {
        assumeThat(Files.isReadable(Path.of("/proc/net/tcp"))).isTrue();
    }

    @Test
    void onlyTheProcessThatListensHoldsThePort() throws Exception {
        int port;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
            assertThat(PortHolder.holding(port, List.of(SELF))).isEqualTo(PortHolder.Holding.THEY);
            assertThat(PortHolder.holding(port, List.of(1_000_000_000L, SELF))).isEqualTo(PortHolder.Holding.THEY);
            assertThat(PortHolder.holding(port, List.of(1_000_000_000L))).isEqualTo(PortHolder.Holding.ANOTHER);
            assertThat(PortHolder.holding(port, List.of())).isEqualTo(PortHolder.Holding.ANOTHER);
        }
        assertThat(PortHolder.holding(port, List.of(SELF))).isEqualTo(PortHolder.Holding.NOBODY);
    }
}
