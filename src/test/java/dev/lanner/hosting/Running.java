package dev.lanner.hosting;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code lanner run} tells in a test. */
final class Running {
    static final Path SAMPLE = Path.of("src", "test", "resources", "run", "sample");
    static final Path MALFORMED = SAMPLE.resolveSibling("malformed");

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    RunOptions options(String... arguments) throws UsageException {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments));
        return RunOptions.of(
                Arguments.parse(all.toArray(String[]::new)), new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
