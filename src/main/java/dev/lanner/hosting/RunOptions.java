package dev.lanner.hosting;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code lanner run} was told, checked.
 *
 * @param path what to run
 * @param profile the launch profile by name; null for the first that can be run
 * @param noProfile whether launch profiles are left alone
 * @param noProfileArguments whether their arguments are
 * @param variables for the application, which win over all others
 * @param urls where it is to listen; null if that is not said here
 * @param main the class to be started; null for the only one that there is
 * @param classPath what else the application needs
 * @param noBuild whether it is started as it was built before
 * @param watch whether it is started again when its sources change
 * @param passed the application's own arguments
 * @param err gets what is told
 */
record RunOptions(
        Path path,
        BuildConfiguration configuration,
        String profile,
        boolean noProfile,
        boolean noProfileArguments,
        Map<String, String> variables,
        String urls,
        String main,
        List<String> classPath,
        boolean noBuild,
        boolean watch,
        boolean quiet,
        List<String> passed,
        PrintStream err) {
    static RunOptions of(Arguments arguments, PrintStream err) throws UsageException {
        List<String> paths = arguments.rest();
        if (paths.size() > 1) {
            throw new UsageException("one application can be run, and there are " + paths.size() + ": "
                    + String.join(", ", paths) + ". Its own arguments stand behind --.");
        }
        if (arguments.has(Option.PROFILE) && arguments.has(Option.NO_PROFILE)) {
            throw new UsageException(
                    Option.PROFILE.word() + " and " + Option.NO_PROFILE.word() + " contradict each other.");
        }
        return new RunOptions(
                Arguments.path(paths.isEmpty() ? "." : paths.getFirst()),
                BuildConfiguration.of(arguments.value(Option.CONFIGURATION)),
                arguments.value(Option.PROFILE),
                arguments.has(Option.NO_PROFILE),
                arguments.has(Option.NO_PROFILE_ARGUMENTS),
                variables(arguments.values(Option.ENV)),
                arguments.value(Option.URLS),
                arguments.value(Option.MAIN),
                arguments.values(Option.CLASS_PATH),
                arguments.has(Option.NO_BUILD),
                arguments.has(Option.WATCH),
                arguments.has(Option.QUIET),
                arguments.passed(),
                err);
    }

    private static Map<String, String> variables(List<String> values) throws UsageException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new UsageException("-e is \"" + value + "\"; it must be " + Option.ENV.value() + ".");
            }
            variables.put(value.substring(0, equals), value.substring(equals + 1));
        }
        return variables;
    }

    /** A class path: what is to be run, what else was named, and Lanner itself. */
    String classPathBehind(String first) {
        List<String> parts = new ArrayList<>(List.of(first));
        parts.addAll(classPath);
        parts.add(Tools.lanner());
        return String.join(File.pathSeparator, parts);
    }

    void tell(String line) {
        if (!quiet) {
            err.println(line);
            err.flush();
        }
    }

    /** What nobody may miss. */
    void warn(String line) {
        err.println("lanner: " + line);
        err.flush();
    }
}
