package dev.lanner.hosting;

import java.util.Map;

/**
 * What standard output is.
 *
 * @param isInteractive whether a person sits before it
 * @param hasColours whether it may be written to in colours
 */
record Terminal(boolean isInteractive, boolean hasColours) {
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
        return of(System.console() != null, environment, noColours);
    }

    static Terminal of(boolean isInteractive, Map<String, String> environment, boolean noColours) {
        boolean refused = noColours
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(environment.get("TERM"));
        return new Terminal(isInteractive, isInteractive && !refused);
    }
}
