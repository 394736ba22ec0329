package dev.lanner.internal.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds out who listens on a port, where the system tells: on Linux, by way of {@code /proc}. */
public final class PortHolder {
    private static final Path PROC = Path.of("/proc");

    /** What is known of a port. */
    public enum Holding {
        /** Nobody listens on it. */
        NOBODY,
        /** One of the processes in question listens on it. */
        THEY,
        /** Another process does. */
        ANOTHER,
        /** The system does not tell. */
        UNKNOWN
    }

    private PortHolder() {}

    /** Such as {@code " by java (pid 31157)"}; empty where it can't be found out. */
    static String describe(int port) {
        try {
            Set<String> inodes = listeningInodes(port);
            return inodes.isEmpty() ? "" : holder(inodes);
        } catch (IOException | RuntimeException unknown) {
            return "";
        }
    }

    /** Whether one of some processes listens on a port. Of another user's processes nothing can be found out. */
    public static Holding holding(int port, Collection<Long> pids) {
        try {
            if (!Files.isReadable(PROC.resolve("net/tcp"))) {
                return Holding.UNKNOWN;
            }
            Set<String> inodes = listeningInodes(port);
            if (inodes.isEmpty()) {
                return Holding.NOBODY;
            }
            boolean theirs = pids.stream()
                    .anyMatch(pid -> holds(PROC.resolve(pid.toString()).resolve("fd"), inodes));
            return theirs ? Holding.THEY : Holding.ANOTHER;
        } catch (IOException | RuntimeException unknown) {
            return Holding.UNKNOWN;
        }
    }

    /** The fourth column is the state (0A listens), the second the local address in hex, the tenth the inode. */
    private static Set<String> listeningInodes(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (Path table : List.of(PROC.resolve("net/tcp"), PROC.resolve("net/tcp6"))) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] columns = line.strip().split(" +");
                    if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals("0A")) {
                        inodes.add("socket:[" + columns[9] + "]");
                    }
                }
            }
        }
        return inodes;
    }

    private static String holder(Set<String> inodes) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), inodes)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return " by " + name + " (pid " + process.getFileName() + ")";
                }
            }
        }
        return "";
    }

    private static boolean holds(Path descriptors, Set<String> inodes) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                if (inodes.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException notOurs) {
            return false;
        }
        return false;
    }
}
