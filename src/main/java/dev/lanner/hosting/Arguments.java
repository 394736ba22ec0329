package dev.lanner.hosting;

import dev.lanner.internal.text.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

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

    /** Left to whoever reads the configuration, who knows all keys, but for what is an option, or near to one. */
    private boolean isSetting(String argument) {
        String name = name(argument);
        return command().takesSettings()
                && argument.startsWith("--")
                && (name.equals(Option.URLS.word())
                        || Option.of(name) == null
                                && NearestName.of(name, command().optionWords()) == null);
    }

    private void add(Option option, String value) throws UsageException {
        List<String> values = options.computeIfAbsent(option, first -> new ArrayList<>());
        if (!values.isEmpty() && !option.repeats()) {
            throw new UsageException(
                    option.word() + " is given twice, as " + values.getFirst() + " and as " + value + ".");
        }
        values.add(value);
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

    /** Hands the option's number, if it was given, to whoever knows its range. */
    void number(Option option, IntConsumer taker) throws UsageException {
        if (!has(option)) {
            return;
        }
        try {
            taker.accept(Integer.parseInt(value(option)));
        } catch (IllegalArgumentException outOfRange) {
            throw new UsageException(
                    option.word() + " is \"" + value(option) + "\"; it must be " + option.value() + ".");
        }
    }

    /** Whether an option says where to listen, or by which certificates. */
    boolean listen() {
        return Stream.of(Option.PORT, Option.BIND, Option.UNIX, Option.HTTPS, Option.CERT, Option.KEY)
                .anyMatch(this::has);
    }

    /** What is neither a command nor an option is somebody else's to read. */
    Arguments withoutRest() {
        return new Arguments(named, options, List.of(), passed);
    }

    boolean has(Option option) {
        return options.containsKey(option);
    }

    /** The value of an option that is given once; null if it was not given. */
    String value(Option option) {
        List<String> values = values(option);
        return values.isEmpty() ? null : values.getFirst();
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
