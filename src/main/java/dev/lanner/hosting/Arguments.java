package dev.lanner.hosting;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command's arguments, sorted into options and the rest. {@code --port 8080}, {@code --port=8080}, {@code -p 8080} and
 * {@code -p8080} are the same; of an option that is given twice the last one counts; behind {@code --} there are no
 * options.
 *
 * @param options each with its value, empty where it takes none
 * @param rest what is no option, in order
 */
record Arguments(Map<Option, String> options, List<String> rest) {
    static Arguments parse(String... arguments) throws UsageException {
        Map<Option, String> options = new EnumMap<>(Option.class);
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--")) {
                rest.addAll(List.of(arguments).subList(i + 1, arguments.length));
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-")) {
                rest.add(argument);
                continue;
            }
            String name = name(argument);
            Option option = option(name);
            if (name.length() < argument.length()) {
                options.put(option, attached(option, name, argument));
            } else if (option.value() == null) {
                options.put(option, "");
            } else if (i + 1 < arguments.length) {
                options.put(option, arguments[++i]);
            } else {
                throw new UsageException(name + " needs a value: " + option.value() + ".");
            }
        }
        return new Arguments(options, rest);
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

    private static Option option(String name) throws UsageException {
        Option option = Option.of(name);
        if (option == null) {
            String word = name.startsWith("--") ? name : "-" + name;
            String nearest = NearestName.of(word, Option.words());
            throw new UsageException("unknown option " + name + "."
                    + (nearest == null ? " lanner --help lists the options." : " Did you mean " + nearest + "?"));
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

    boolean has(Option option) {
        return options.containsKey(option);
    }

    /** The option's value; null if it was not given. */
    String value(Option option) {
        return options.get(option);
    }
}
