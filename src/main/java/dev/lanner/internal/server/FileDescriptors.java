package dev.lanner.internal.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many descriptors the process may have, where the system tells. */
final class FileDescriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    private FileDescriptors() {}

    /** The soft limit; {@link Integer#MAX_VALUE} where it is not known or there is none. */
    static int max() {
        try {
            if (Files.isReadable(LIMITS)) {
                for (String line : Files.readAllLines(LIMITS)) {
                    if (line.startsWith(LINE)) {
                        String soft = line.substring(LINE.length()).strip().split(" +")[0];
                        return soft.equals("unlimited")
                                ? Integer.MAX_VALUE
                                : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(soft));
                    }
                }
            }
        } catch (IOException | RuntimeException unknown) {
            return Integer.MAX_VALUE;
        }
        return Integer.MAX_VALUE;
    }
}
