package dev.lanner.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What standard output and standard error are.
 *
 * @param isInteractive whether a person sits before standard output
 * @param isErrInteractive whether a person sits before standard error, as far as can be seen
 * @param wantsColours whether that person may be written to in colours
 */
record Terminal(boolean isInteractive, boolean isErrInteractive, boolean wantsColours) {
    private static final Path OUT = Path.of("/dev/fd/1");
    private static final Path ERR = Path.of("/dev/fd/2");
    private static final Path TERMINALS = Path.of("/dev/pts");

    /**
     * Looks.
     *
     * @param environment the process's; {@code NO_COLOR} that is not empty, and {@code TERM=dumb}, refuse colours
     * @param noColours whether colours are refused anyway
     */
    @SuppressWarnings("SystemConsoleNull") // it is null, with the property below
    static Terminal detect(Map<String, String> environment, boolean noColours) {
        // From Java 22 on there is a console without a terminal too, unless it is this one, which also starts faster.
        if (System.getProperty("jdk.console") == null) {
            System.setProperty("jdk.console", "java.base");
        }
        boolean isInteractive = System.console() != null;
        return of(isInteractive, isErrInteractive(isInteractive), environment, noColours);
    }

    static Terminal of(
            boolean isInteractive, boolean isErrInteractive, Map<String, String> environment, boolean noColours) {
        boolean refused = noColours
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(environment.get("TERM"));
        return new Terminal(isInteractive, isErrInteractive, !refused);
    }

    /** Java tells of standard input and output only. */
    private static boolean isErrInteractive(boolean isInteractive) {
        try {
            return isInteractive && Files.isSameFile(OUT, ERR)
                    || ERR.toRealPath().startsWith(TERMINALS);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether standard output may be written to in colours. */
    boolean hasColours() {
        return isInteractive && wantsColours;
    }

    /** Whether standard error may be written to in colours. */
    boolean hasErrColours() {
        return isErrInteractive && wantsColours;
    }
}
