package dev.lanner.gateway;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends an application when its gateway has died, however that came: a shell waits for the end of a pipe that the gateway alone
 * holds open. Works for programs that know nothing of it; where there is no shell, only for those that watch their standard
 * input, as Lanner's do.
 *
 * <p>The application is the gateway's own child, so its process id, its signals and its exit code are the real ones. Where
 * {@code setsid} is there it leads a group of its own: Ctrl-C at the terminal reaches the gateway alone, which stops it in
 * order, and its children end with it.
 */
final class Leash implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");
    private static final Path SHELL = Path.of("/bin/sh");
    private static final String SETSID = "/usr/bin/setsid";

    /** A line says that all is over; the end of the pipe without one, that the gateway has died. */
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            if read -r line; then exit 0; fi
            signal() { kill -s "$1" -- "-$2" 2>/dev/null || kill -s "$1" "$2" 2>/dev/null; }
            signal TERM "$1"
            for second in 1 2 3 4 5 6 7 8 9 10; do
                signal 0 "$1" || exit 0
                sleep 1
            done
            signal KILL "$1"
            """;

    private final Process shell;

    private Leash(Process shell) {
        this.shell = shell;
    }

    /** The command of a program that is to have a group of its own. */
    static List<String> ownGroup(List<String> command) {
        if (!Files.isExecutable(Path.of(SETSID))) {
            return command;
        }
        List<String> grouped = new ArrayList<>(List.of(SETSID));
        grouped.addAll(command);
        return grouped;
    }

    /** Whether there is a shell. */
    static boolean isPossible() {
        return Files.isExecutable(SHELL);
    }

    /** Puts a process that was just started on a leash; null where that can't be. */
    static Leash on(long pid) {
        if (!isPossible()) {
            return null;
        }
        try {
            return new Leash(new ProcessBuilder(SHELL.toString(), "-c", SCRIPT, "lanner-leash", Long.toString(pid))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException failed) {
            LOGGER.log(
                    Level.WARNING,
                    "process {0} would outlive this one if this one is killed: {1}",
                    Long.toString(pid),
                    failed.getMessage());
            return null;
        }
    }

    /** The process has ended. */
    @Override
    public void close() {
        try (OutputStream input = shell.getOutputStream()) {
            input.write("over\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException ended) {
            // Somebody has ended the shell before us.
        }
    }
}
