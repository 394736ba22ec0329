package dev.lanner.hosting;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What shows an application to whoever starts it: the program by which this system opens pages. */
final class Browser {
    private static final Pattern EVERY_ADDRESS = Pattern.compile("://([*+]|0\\.0\\.0\\.0|\\[::])(?=:|/|$)");

    private Browser() {}

    /**
     * The page that a profile wants to be seen.
     *
     * @param profile null for none
     * @param addresses where the application listens, with semicolons between; null if nobody has said
     * @return null for none
     */
    static String page(LaunchProfile profile, String addresses) {
        if (profile == null || !profile.launchBrowser()) {
            return null;
        }
        String path = profile.launchUrl() == null ? "" : profile.launchUrl();
        if (path.matches("https?://.*")) {
            return path;
        }
        if (addresses == null || addresses.isBlank()) {
            return null;
        }
        String first = addresses.strip().split(";", -1)[0].replaceFirst("/$", "");
        return EVERY_ADDRESS.matcher(first).replaceFirst("://localhost") + "/" + path.replaceFirst("^/", "");
    }

    /**
     * Opens a page; a line tells if that can't be.
     *
     * @param variables the environment
     */
    static void open(String page, Map<String, String> variables, RunOptions options) {
        List<String> command = new ArrayList<>(command(System.getProperty("os.name"), variables));
        if (command.isEmpty()) {
            options.tell("to be looked at: " + page);
            return;
        }
        command.add(page);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            builder.start().getOutputStream().close();
            options.tell("opening " + page);
        } catch (IOException missing) {
            options.tell("to be looked at: " + page + " (" + command.getFirst() + " can't be started)");
        }
    }

    /**
     * The program that opens a page whose URL follows. It stands for the JDK's own {@code Desktop}, which would bring all of
     * {@code java.desktop} along.
     *
     * @return empty where there is no desktop
     */
    static List<String> command(String system, Map<String, String> variables) {
        if (system.startsWith("Windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler");
        } else if (system.startsWith("Mac")) {
            return List.of("open");
        }
        // Without one of these, xdg-open would take this terminal for a browser made of text.
        boolean hasDesktop = variables.containsKey("DISPLAY") || variables.containsKey("WAYLAND_DISPLAY");
        return hasDesktop ? List.of("xdg-open") : List.of();
    }
}
