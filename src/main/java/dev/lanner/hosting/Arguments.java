package dev.lanner.hosting;

import dev.lanner.internal.text.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the program was called with, sorted. {@code --port 8080}, {@code --port=8080}, {@code -p 8080} and {@code -p8080}
 * are the same; behind {@code --} there are no options.
 *
 * @param named the command that the first argument names; null if it names none
 * @param options each with its values in order, of which one is empty where it takes none
 * @param rest what is neither a command nor an option, in order
 * @param passed what stands behind two dashes for somebody else, in order
 */
record Arguments(Command named, Map<Option, List<String>> options, List<String> rest, List<String> passed) {
    static Arguments parse(String... arguments) throws UsageException {
        Command named = arguments.length == 0 ? null : Command.of(arguments[0]);
        Arguments parsed = new Arguments(named, new EnumMap<>(Option.class), new ArrayList<>(), new ArrayList<>());
        for (int i = named == null ? 0 : 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--")) {
                List<String> behind = parsed.command().passesOn() ? parsed.passed : parsed.rest;
                behind.addAll(List.of(arguments).subList(i + 1, arguments.length));
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-") || parsed.isSetting(argument)) {
                parsed.rest.add(argument);
                continue;
            }
            String name = name(argument);
            Option option = parsed.option(name);
            if (name.length() < argument.length()) {
                parsed.add(option, attached(option, name, argument));
            } else if (option.value() == null) {
                parsed.add(option, "");
            } else if (i + 1 < arguments.length) {
                parsed.add(option, arguments[++i]);
            } else {
                throw new UsageException(name + " needs a value: " + option.value() + ".");
            }
        }
        return parsed;
    }

    /** Left to whoever reads the configuration, who knows all keys. */
    private boolean isSetting(String argument) {
        Option option = Option.of(name(argument));
        return command().takesSettings()
                && argument.startsWith("--")
                && (option == null || !command().takes(option));
    }

    private void add(Option option, String value) {
        options.computeIfAbsent(option, first -> new ArrayList<>()).add(value);
    }

    /** What stands before the equals sign; of one dash, the letter that takes the rest for its value. */
    private static String name(String argument) {
        if (argument.startsWith("--")) {
            int equals = argument.indexOf('=');
            return equals < 0 ? argument : argument.substring(0, equals);
        }
        Option letter = argument.length() > 2 ? Option.of(argument.substring(0, 2)) : null;
        return letter != null && letter.value() != null ? argument.substring(0, 2) : argument;
    }

    private Option option(String name) throws UsageException {
        Option option = Option.of(name);
        if (option == null) {
            String word = name.startsWith("--") ? name : "-" + name;
            String nearest = NearestName.of(word, command().optionWords());
            throw new UsageException("unknown option " + name + "."
                    + (nearest == null
                            ? " " + command().helpCommand() + " lists the options."
                            : " Did you mean " + nearest + "?"));
        }
        if (!command().takes(option)) {
            throw new UsageException("lanner " + command().word() + " has no option " + name + ". "
                    + command().helpCommand() + " lists the options.");
        }
        return option;
    }

    private static String attached(Option option, String name, String argument) throws UsageException {
        if (option.value() == null) {
            throw new UsageException(name + " takes no value, so it can't be " + argument + ".");
        }
        int from = name.length() + (argument.startsWith("--") ? 1 : 0);
        return argument.substring(from);
    }

    Command command() {
        return named == null ? Command.SERVE : named;
    }

    boolean has(Option option) {
        return options.containsKey(option);
    }

    /** The option's value, the last one if it was given several times; null if it was not given. */
    String value(Option option) {
        List<String> values = values(option);
        return values.isEmpty() ? null : values.getLast();
    }

    /** The option's values in order; none if it was not given. */
    List<String> values(Option option) {
        return options.getOrDefault(option, List.of());
    }

    /** An argument that names a file. */
    static Path path(String name) throws UsageException {
        try {
            return Path.of(name);
        } catch (InvalidPathException noPath) {
            throw new UsageException("\"" + name + "\" can't be the name of a file: " + noPath.getReason() + ".");
        }
    }
}
