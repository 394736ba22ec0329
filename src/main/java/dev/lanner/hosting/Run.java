package dev.lanner.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command {@code run}: builds an application, and starts it in a process of its own. */
final class Run {
    static final String HELP = """
            usage: lanner run [PATH] [OPTIONS] [-- ARGUMENTS]

            Builds the application at PATH and starts it in a process of its own: a Maven project (a folder with a pom.xml), a
            folder of classes, a jar, or a source file. Without PATH, the one in this folder.

              -c, --configuration Debug|Release
                                Debug, which is the default: assertions are on, code is compiled for debuggers, and the
                                environment is Development unless something sets it; Release: neither
                  --launch-profile NAME
                                run by this profile of Properties/launchSettings.json, not by the first that can be run
                  --no-launch-profile
                                run by none
                  --no-launch-profile-arguments
                                run without the profile's arguments
              -e, --env NAME=VALUE
                                set a variable for the application; wins over the profile and over this environment
                  --urls URLS   listen there; wins over all other places that say so, but for endpoints with names
                  --main CLASS  start this class, where there are several
                  --class-path PATH
                                jars and folders that the application needs besides
                  --no-build    don't build, but start what was built before
                  --watch       build and start again whenever the sources change, while the old one finishes its requests
              -q, --quiet       tell nothing but warnings and errors
              -v, --verbose     tell more of what fails
              -h, --help        show this
              -V, --version     show the version

            examples:
              lanner run                               the Maven project in this folder
              lanner run Hello.java --watch            a source file, again and again
              lanner run app.jar -c Release -- --backlog 100

            exit code: that of the application; 1 could not be built or started, 2 not understood
            """;

    private final RunOptions options;
    private final Map<String, String> inherited;

    /** @param inherited the environment of this process */
    Run(RunOptions options, Map<String, String> inherited) {
        this.options = options;
        this.inherited = inherited;
    }

    /**
     * Runs the application to its end.
     *
     * @return its exit code
     * @throws IOException in one sentence, if it can't be built or started
     */
    int run() throws UsageException, IOException {
        Project project = Project.of(options.path());
        LaunchProfile profile = profile(project);
        LaunchVariables variables = new LaunchVariables(inherited, options).set(profile);
        if (profile != null && profile.isExecutable()) {
            return executable(profile, project, variables);
        }
        Path work = Files.createTempDirectory("lanner-run");
        try {
            List<String> arguments = arguments(profile);
            if (options.watch()) {
                return new Watch(options, project, profile, variables, arguments, work).run();
            }
            String page = Browser.page(profile, variables.value("URLS"));
            if (page != null) {
                options.tell("to be looked at: " + page);
            }
            return Child.start(command(project, arguments, work), variables.variables(), project.workingFolder())
                    .await();
        } finally {
            delete(work);
        }
    }

    private LaunchProfile profile(Project project) throws UsageException {
        if (options.noProfile()) {
            return null;
        }
        LaunchSettings settings = LaunchSettings.of(project, options);
        if (settings == null) {
            if (options.profile() != null) {
                options.warn("there is no launch profile \"" + options.profile() + "\", since there is no "
                        + project.folder().resolve("Properties").resolve("launchSettings.json")
                        + "; running without one.");
            }
            return null;
        }
        LaunchProfile profile = settings.choose(options);
        if (profile != null) {
            options.tell("Using launch settings from " + settings.file() + " (" + profile.name() + ") ...");
        }
        return profile;
    }

    /** The application's own: those of the command, or else those of the profile. */
    private List<String> arguments(LaunchProfile profile) {
        if (!options.passed().isEmpty()
                || profile == null
                || profile.commandLineArgs() == null
                || options.noProfileArguments()) {
            return options.passed();
        }
        return Words.of(profile.commandLineArgs());
    }

    private List<String> command(Project project, List<String> arguments, Path work)
            throws UsageException, IOException {
        return command(options, project.build(options, work), arguments);
    }

    /** @param built what the build has come to */
    static List<String> command(RunOptions options, List<String> built, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Tools.java()));
        command.addAll(options.configuration().java());
        command.addAll(built);
        command.addAll(arguments);
        return command;
    }

    private int executable(LaunchProfile profile, Project project, LaunchVariables variables)
            throws UsageException, IOException {
        if (profile.executablePath() == null) {
            throw new UsageException("the launch profile \"" + profile.name() + "\" is for an executable, but has no"
                    + " executablePath.");
        }
        List<String> command = new ArrayList<>(List.of(profile.executablePath()));
        command.addAll(arguments(profile));
        Path folder = profile.workingDirectory() == null
                ? project.workingFolder()
                : project.folder().resolve(profile.workingDirectory());
        return Child.start(command, variables.variables(), folder).await();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
