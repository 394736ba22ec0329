package dev.lanner.configuration;

import dev.lanner.internal.text.NearestName;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a configuration comes from.
 *
 * @param folder where the process runs
 * @param variables of its environment
 * @param arguments what it was called with
 * @param code what the program itself has set
 */
record Sources(Path folder, Map<String, String> variables, List<String> arguments, ServerOptions code) {
    static final String ENVIRONMENT = "environment";
    static final String FILE = "config";
    static final String FILE_NAME = "lanner.json";
    static final String PRODUCTION = "Production";

    private static final String PREFIX = "LANNER_";

    /** As other programs of this kind are told; {@link #PREFIX} goes before it. */
    private static final List<String> OTHER_PREFIXES = List.of("ASPNETCORE_", "DOTNET_");

    /** What a module tells the processes that it starts, or which broker to attach to, and no setting. */
    private static final Set<String> OF_HOSTS = Set.of(
            "LANNER_PORT",
            "LANNER_UNIX_SOCKET",
            "LANNER_APPL_PATH",
            "LANNER_TOKEN",
            "LANNER_LIFELINE",
            "LANNER_BROKER",
            "LANNER_PREFIX",
            "LANNER_QUEUE");

    private static final List<String> OTHER_NAMES = List.of("ENVIRONMENT", "URLS", "HTTP_PORTS", "HTTPS_PORTS");

    /**
     * What they say.
     *
     * @param entries by key; of several sources for a key, the last word
     * @param files that are read, or would be if they were there
     * @param rest the arguments that are the application's own
     */
    record Read(
            String environment,
            Map<String, Entry> entries,
            List<Path> files,
            List<String> rest,
            List<String> warnings) {}

    Read read() throws ConfigurationException {
        List<String> warnings = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        List<Entry> called = arguments(rest);
        List<Entry> surrounding = variables(warnings);
        String environment = last(ENVIRONMENT, surrounding, called, PRODUCTION);
        if (!environment.matches("[A-Za-z0-9_-]+")) {
            throw new ConfigurationException(
                    "the environment is \"" + environment + "\"; it must be of letters and digits, as in Development");
        }
        String named = last(FILE, surrounding, called, null);
        Path file = folder.resolve(named == null ? FILE_NAME : named);
        Path special = sibling(file, environment);
        Map<String, Entry> entries = new LinkedHashMap<>();
        read(file, named != null, entries);
        read(special, false, entries);
        surrounding.forEach(entry -> entries.put(entry.key(), entry));
        called.forEach(entry -> entries.put(entry.key(), entry));
        entries.remove(ENVIRONMENT);
        entries.remove(FILE);
        return new Read(environment, entries, List.of(file, special), rest, warnings);
    }

    /** As in {@code lanner.Development.json}. */
    private static Path sibling(Path file, String environment) {
        String name = file.getFileName().toString();
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return file.resolveSibling(stem + "." + environment + ".json");
    }

    private static String last(String key, List<Entry> lower, List<Entry> higher, String otherwise) {
        String found = otherwise;
        for (List<Entry> source : List.of(lower, higher)) {
            for (Entry entry : source) {
                found = entry.key().equals(key) ? entry.text() : found;
            }
        }
        return found;
    }

    private void read(Path file, boolean mustBeThere, Map<String, Entry> into) throws ConfigurationException {
        try {
            if (mustBeThere || Files.exists(file)) {
                SettingsFile.read(file).forEach(entry -> into.put(entry.key(), entry));
            }
        } catch (NoSuchFileException notThere) {
            throw new ConfigurationException("there is no file " + file);
        } catch (IOException mistake) {
            throw new ConfigurationException(mistake.getMessage());
        }
    }

    // ---- variables ------------------------------------------------------------------------------------------------

    private List<Entry> variables(List<String> warnings) throws ConfigurationException {
        List<Entry> entries = new ArrayList<>();
        for (String prefix : OTHER_PREFIXES.reversed()) {
            for (String name : OTHER_NAMES) {
                String value = variables.get(prefix + name);
                if (value != null) {
                    String key = name.equals("ENVIRONMENT") ? ENVIRONMENT : Schema.folded(name);
                    entries.add(new Entry(key, value, prefix + name));
                }
            }
        }
        for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
            if (variable.getKey().startsWith(PREFIX) && !OF_HOSTS.contains(variable.getKey())) {
                Entry entry = entry(variable.getKey(), variable.getValue(), warnings);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    /** Null for a variable that means something else: only with two underscores it can't. */
    private static Entry entry(String variable, String value, List<String> warnings) throws ConfigurationException {
        String name = variable.substring(PREFIX.length());
        for (String special : List.of(ENVIRONMENT, FILE)) {
            if (Schema.folded(name).equals(special)) {
                return new Entry(special, value, variable);
            }
        }
        try {
            return new Entry(Schema.key(List.of(name.split("__", -1)), true), value, variable);
        } catch (Schema.UnknownKeyException unknown) {
            if (name.contains("__")) {
                throw new ConfigurationException(variable + ": " + unknown.getMessage());
            }
            String meant = NearestName.of(name, List.of("URLS", "HTTP_PORTS", "HTTPS_PORTS", "ENVIRONMENT"));
            if (meant != null) {
                warnings.add(variable + " is not known and does nothing. Did you mean " + PREFIX + meant + "?");
            }
            return null;
        }
    }

    // ---- arguments ------------------------------------------------------------------------------------------------

    /** @param rest gets what is the application's own: all behind {@code --}, and what does not begin with two dashes */
    private List<Entry> arguments(List<String> rest) throws ConfigurationException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest.addAll(arguments.subList(i + 1, arguments.size()));
                return entries;
            }
            if (!argument.startsWith("--")) {
                rest.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            String key = key(option);
            if (equals >= 0) {
                entries.add(new Entry(key, argument.substring(equals + 1), option));
            } else if (i + 1 < arguments.size()) {
                entries.add(new Entry(key, arguments.get(++i), option));
            } else {
                throw new ConfigurationException(option + " needs a value");
            }
        }
        return entries;
    }

    private static String key(String option) throws ConfigurationException {
        String name = option.substring(2);
        if (name.equals(ENVIRONMENT) || name.equals(FILE)) {
            return name;
        }
        try {
            return Schema.key(List.of(name.split("\\.", -1)), false);
        } catch (Schema.UnknownKeyException unknown) {
            throw new ConfigurationException(option + ": " + unknown.getMessage()
                    + (unknown.meant == null ? ". The application's own arguments stand behind --" : ""));
        }
    }
}
