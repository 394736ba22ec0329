package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ctrl-C; or SIGTERM, if whoever started the tests in the background has SIGINT ignored, which is inherited. */
final class Interrupt {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SIGINT_BIT = 1 << 1;

    private Interrupt() {}

    /** Tells a process. */
    static void send(long pid) throws Exception {
        String kill = Command.require("kill").toString();
        assertThat(Command.run(kill, isIgnored() ? "-TERM" : "-INT", "" + pid).exit())
                .isZero();
    }

    /** As a terminal tells everybody in it; SIGTERM is told to the first alone, which passes it on. */
    static void sendToAll(long first, long other) throws Exception {
        send(first);
        if (!isIgnored()) {
            send(other);
        }
    }

    private static boolean isIgnored() throws IOException {
        return Files.isReadable(STATUS)
                && Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
    }
}
