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
            String limits = Files.readString(LIMITS);
            String soft = limits.substring(limits.indexOf(LINE) + LINE.length()).stripLeading();
            return soft.startsWith("unlimited")
                    ? Integer.MAX_VALUE
                    : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(soft.substring(0, soft.indexOf(' '))));
        } catch (IOException | RuntimeException unknown) {
            return Integer.MAX_VALUE;
        }
    }
}
