package dev.lanner.hosting;

import dev.lanner.internal.text.Json;
import dev.lanner.internal.text.JsonException;
import dev.lanner.internal.text.JsonValue;
import dev.lanner.internal.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The launch profiles of an application: a file in the format that .NET's tools read and write.
 *
 * @param file where they stand
 * @param profiles in the order of the file
 */
record LaunchSettings(Path file, List<LaunchProfile> profiles) {
    /**
     * Those of a project.
     *
     * @return null if there are none
     * @throws UsageException if there is a mistake in the file, with its place
     */
    static LaunchSettings of(Project project, RunOptions options) throws UsageException {
        Path ofFolder = project.folder().resolve("Properties").resolve("launchSettings.json");
        Path ofFile = besideSource(project);
        if (Files.exists(ofFolder)) {
            if (ofFile != null && Files.exists(ofFile)) {
                options.warn("there are " + ofFolder + " and " + ofFile + "; the first one counts.");
            }
            return read(ofFolder);
        }
        return ofFile != null && Files.exists(ofFile) ? read(ofFile) : null;
    }

    /** As in {@code Hello.run.json} for {@code Hello.java}; null for what is no source file. */
    private static Path besideSource(Project project) {
        if (!(project instanceof Project.SourceFile source)) {
            return null;
        }
        String name = source.file().getFileName().toString();
        return source.folder().resolve(name.substring(0, name.length() - ".java".length()) + ".run.json");
    }

    static LaunchSettings read(Path file) throws UsageException {
        try {
            List<LaunchProfile> profiles = new ArrayList<>();
            JsonValue.Struct all = Json.read(file).struct("profiles");
            if (all != null) {
                for (String name : all.members().keySet()) {
                    JsonValue.Struct profile = all.struct(name);
                    if (profile != null) {
                        profiles.add(LaunchProfile.of(name, profile));
                    }
                }
            }
            return new LaunchSettings(file, profiles);
        } catch (JsonException mistake) {
            throw new UsageException("the launch settings have a mistake: " + mistake.getMessage() + ".");
        } catch (IOException failed) {
            throw new UsageException(failed.getMessage() + ".");
        }
    }

    /**
     * The profile to run by: the one that was named, or else the first that can be run. What was named and can't be had is
     * told, and no reason not to run.
     *
     * @return null for none
     * @throws UsageException if several have that name in different cases
     */
    LaunchProfile choose(RunOptions options) throws UsageException {
        String wanted = options.profile();
        if (wanted == null) {
            return profiles.stream()
                    .filter(LaunchProfile::isSupported)
                    .findFirst()
                    .orElse(null);
        }
        List<LaunchProfile> found = profiles.stream()
                .filter(profile -> profile.name().equalsIgnoreCase(wanted))
                .toList();
        if (found.isEmpty()) {
            List<String> names = profiles.stream().map(LaunchProfile::name).toList();
            String nearest = NearestName.of(wanted, names);
            options.warn("there is no launch profile \"" + wanted + "\" in " + file
                    + (nearest == null ? "" : " (did you mean \"" + nearest + "\"?)") + "; running without one.");
            return null;
        }
        if (found.size() > 1) {
            throw new UsageException("the launch profile \"" + wanted + "\" could be any of "
                    + String.join(", ", found.stream().map(LaunchProfile::name).toList())
                    + ", which differ in case alone: rename one.");
        }
        LaunchProfile profile = found.getFirst();
        if (!profile.isSupported()) {
            options.warn("the launch profile \"" + profile.name() + "\" is for " + profile.commandName()
                    + ", which can't be run here; running without one.");
            return null;
        }
        return profile;
    }
}
