package dev.lanner.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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

    /** Where the classes of the test tree stand, by their simple names. */
    private static final Map<String, List<Path>> CLASSES = classes();

    private static Map<String, List<Path>> classes() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether there is such a test. */
    public boolean exists() {
        if (name.endsWith(".txt")) {
            return Files.isRegularFile(TEXTS.resolve(name));
        }
        String[] parts = name.split("#", 2);
        List<Path> files = CLASSES.getOrDefault(parts[0], List.of());
        return files.size() == 1
                && (parts.length == 1
                        || Stream.<Class<?>>iterate(load(files.getFirst()), Objects::nonNull, Class::getSuperclass)
                                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                                .anyMatch(method -> method.getName().equals(parts[1])));
    }

    private static Class<?> load(Path file) {
        String path = SOURCES.relativize(file).toString();
        try {
            return Class.forName(path.replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException notCompiled) {
            throw new LinkageError(path + " is not compiled", notCompiled);
        }
    }
}
