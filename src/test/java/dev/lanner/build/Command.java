package dev.lanner.build;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs outside this Java machine that tests start. */
public final class Command {
    private static final long TIMEOUT_SECONDS = 120;

    private Command() {}

    /**
     * What a program that ended left behind.
     *
     * @param exit its exit code
     * @param output what it wrote, to standard output and to standard error
     */
    public record Result(int exit, String output) {}

    /**
     * The program {@code name} on the PATH. Where it is missing the test is skipped with a sentence, but under
     * {@code .ci/run}, which installs every such program and sets {@code LANNER_CI=true}, the test fails.
     */
    public static Path require(String name) {
        return find(name).orElseGet(() -> {
            String message = name + " is not on the PATH, and this test talks to it";
            if ("true".equals(System.getenv("LANNER_CI"))) {
                throw new AssertionError(message + ": have .ci/run install it");
            }
            return Assumptions.abort(message);
        });
    }

    private static Optional<Path> find(String name) {
        for (String folder : System.getenv("PATH").split(System.getProperty("path.separator"), -1)) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Runs a program without input to its end, two minutes at most. */
    public static Result run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** Runs a program without input to its end, two minutes at most. */
    public static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = Files.createTempFile("lanner-command", ".txt");
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(List.copyOf(builder.command()) + " did not end: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
