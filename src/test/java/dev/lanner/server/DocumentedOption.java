package dev.lanner.server;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option as its documentation has it: what stands in the Javadoc of the builder's method.
 *
 * @param owner the class that it is an option of
 * @param documentation all of it on one line
 */
public record DocumentedOption(
        String owner, Object builder, Object defaults, String name, Class<?> type, String documentation) {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "lanner", "server");

    /** A builder's method with the documentation before it. */
    private static final Pattern OPTION =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*?)\\*/\\s+public Builder (\\w+)\\((\\w+) \\w+\\)", Pattern.DOTALL);

    /** Those of a server, in the order of their sources. */
    public static List<DocumentedOption> all() throws IOException {
        List<DocumentedOption> options = new ArrayList<>();
        read("Limits", Limits.builder(), Limits.DEFAULT, options);
        read("Http1Limits", Http1Limits.builder(), Http1Limits.DEFAULT, options);
        read("Http2Limits", Http2Limits.builder(), Http2Limits.DEFAULT, options);
        read("ServerOptions", ServerOptions.builder(), ServerOptions.DEFAULT, options);
        return options;
    }

    private static void read(String owner, Object builder, Object defaults, List<DocumentedOption> into)
            throws IOException {
        Matcher matcher = OPTION.matcher(Files.readString(SOURCES.resolve(owner + ".java")));
        while (matcher.find()) {
            String text = matcher.group(1).replaceAll("\\s*\\n\\s*\\*", " ").replaceAll("\\s+", " ");
            String option = matcher.group(2);
            for (Method method : builder.getClass().getMethods()) {
                if (method.getName().equals(option) && method.getParameterCount() == 1) {
                    into.add(new DocumentedOption(
                            owner, builder, defaults, option, method.getParameterTypes()[0], text.strip()));
                }
            }
        }
    }

    /** The value where nothing was set. */
    Object value() throws ReflectiveOperationException {
        return defaults.getClass().getMethod(name).invoke(defaults);
    }

    /** The value in what is built with it. */
    Object built() throws ReflectiveOperationException {
        Object built = builder.getClass().getMethod("build").invoke(builder);
        return built.getClass().getMethod(name).invoke(built);
    }

    void set(Object value) throws Throwable {
        try {
            builder.getClass().getMethod(name, type).invoke(builder, value);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
