package dev.lanner.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A test that a document names as {@code Class#method}, as {@code Class} if all of its methods are meant, or as a file of
 * text tests such as {@code rfc9112/07.1-chunked.txt}.
 *
 * @param name as it stands there
 */
public record NamedTest(String name) {
    private static final Path SOURCES = Path.of("src", "test", "java");
    private static final Path TEXTS = Path.of("src", "test", "resources");

    /** Whether there is such a test. */
    public boolean exists() {
        if (name.endsWith(".txt")) {
            return Files.isRegularFile(TEXTS.resolve(name));
        }
        String[] parts = name.split("#", 2);
        List<Class<?>> classes = classes(parts[0]);
        return classes.size() == 1
                && (parts.length == 1
                        || Stream.<Class<?>>iterate(classes.getFirst(), type -> type != null, Class::getSuperclass)
                                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                                .anyMatch(method -> method.getName().equals(parts[1])));
    }

    private static List<Class<?>> classes(String simpleName) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith(simpleName + ".java"))
                    .<Class<?>>map(file -> load(SOURCES.relativize(file).toString()))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException notCompiled) {
            throw new LinkageError(file + " is not compiled", notCompiled);
        }
    }
}
