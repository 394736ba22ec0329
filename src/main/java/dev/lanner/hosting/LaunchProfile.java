package dev.lanner.hosting;

import dev.lanner.internal.text.JsonException;
import dev.lanner.internal.text.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A profile of {@code launchSettings.json}. What is there for Visual Studio alone is passed over.
 *
 * @param commandName what is to be started; {@code Project} is the application, {@code Executable} another program
 * @param commandLineArgs null for none
 * @param applicationUrl addresses with semicolons between; null for none
 * @param executablePath of the other program; null if there is none
 * @param workingDirectory where it runs; null for where the command does
 * @param launchBrowser whether somebody wants to look at it
 * @param launchUrl at what, below the address or as a whole; null for the address itself
 */
record LaunchProfile(
        String name,
        String commandName,
        String commandLineArgs,
        String applicationUrl,
        Map<String, String> environmentVariables,
        String executablePath,
        String workingDirectory,
        boolean launchBrowser,
        String launchUrl) {
    static final String EXECUTABLE = "Executable";

    private static final Set<String> SUPPORTED = Set.of("Project", EXECUTABLE);

    static LaunchProfile of(String name, JsonValue.Struct profile) throws JsonException {
        Map<String, String> variables = new LinkedHashMap<>();
        JsonValue.Struct given = profile.struct("environmentVariables");
        if (given != null) {
            for (String variable : given.members().keySet()) {
                variables.put(variable, given.text(variable));
            }
        }
        return new LaunchProfile(
                name,
                profile.text("commandName"),
                profile.text("commandLineArgs"),
                profile.text("applicationUrl"),
                variables,
                profile.text("executablePath"),
                profile.text("workingDirectory"),
                profile.truth("launchBrowser", false),
                profile.text("launchUrl"));
    }

    /** Whether it can be run here: not for IIS, IIS Express, Docker and others. */
    boolean isSupported() {
        return commandName != null && SUPPORTED.contains(commandName);
    }

    boolean isExecutable() {
        return EXECUTABLE.equals(commandName);
    }
}
