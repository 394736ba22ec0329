package dev.lanner.hosting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment of an application that is started. What is set later wins. The names that ASP.NET Core has for where to
 * listen, and for the environment's own name, mean the same as ours: setting one takes the others away.
 *
 * <p>Used by one thread.
 */
final class LaunchVariables {
    private static final List<String> PREFIXES = List.of("LANNER_", "ASPNETCORE_", "DOTNET_");
    private static final Pattern COMMON =
            Pattern.compile("(?:LANNER|ASPNETCORE|DOTNET)_(URLS|ENVIRONMENT|HTTPS?_PORTS)");
    private static final Pattern REFERENCE = Pattern.compile("%([^%]+)%");

    private final RunOptions options;
    private final Map<String, String> inherited;
    private final Map<String, String> variables;
    private final Map<String, String> origins = new HashMap<>();

    LaunchVariables(Map<String, String> inherited, RunOptions options) {
        this.inherited = inherited;
        this.variables = new TreeMap<>(inherited);
        this.options = options;
    }

    /** All that there is. */
    Map<String, String> variables() {
        return variables;
    }

    /** By the profile, if there is one, and by what the command was told. */
    LaunchVariables set(LaunchProfile profile) {
        if (profile != null) {
            String origin = "the launch profile \"" + profile.name() + "\"";
            if (profile.applicationUrl() != null && !profile.applicationUrl().isBlank()) {
                set("LANNER_URLS", profile.applicationUrl(), origin);
            }
            set("LANNER_LAUNCH_PROFILE", profile.name(), origin);
            set("DOTNET_LAUNCH_PROFILE", profile.name(), origin);
            profile.environmentVariables().forEach((name, value) -> set(name, expanded(value), origin));
        }
        options.variables().forEach((name, value) -> set(name, value, "-e"));
        if (options.urls() != null) {
            set("LANNER_URLS", options.urls(), Option.URLS.word());
        }
        if (options.configuration() == BuildConfiguration.DEBUG && value("ENVIRONMENT") == null) {
            variables.put("LANNER_ENVIRONMENT", "Development");
        }
        return this;
    }

    /** With what stands between percent signs in the environment of this process, where there is such a thing. */
    private String expanded(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(inherited.getOrDefault(found.group(1), found.group())));
    }

    private void set(String name, String value, String origin) {
        Matcher common = COMMON.matcher(name);
        if (common.matches()) {
            warn(common.group(1), name, value, origin);
            PREFIXES.forEach(prefix -> variables.remove(prefix + common.group(1)));
        }
        variables.put(name, value);
        origins.put(name, origin);
    }

    private void warn(String common, String name, String value, String origin) {
        for (String prefix : PREFIXES) {
            String before = variables.get(prefix + common);
            if (before != null && !before.equals(value)) {
                options.warn(name + "=" + value + " (from " + origin + ") overrides " + prefix + common + "=" + before
                        + " (from " + origins.getOrDefault(prefix + common, "the environment") + ").");
            }
        }
    }

    /** What the application takes for it; null if nothing says. */
    String value(String common) {
        for (String prefix : PREFIXES) {
            String value = variables.get(prefix + common);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
