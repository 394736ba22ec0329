package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionsTest {
    private final Running running = new Running();

    @Test
    void nothingSaid() throws Exception {
        RunOptions options = running.options();

        assertThat(options.path()).isEqualTo(Path.of("."));
        assertThat(options.configuration()).isEqualTo(BuildConfiguration.DEBUG);
        assertThat(options.watch()).isFalse();
        assertThat(options.passed()).isEmpty();
    }

    @Test
    void argumentsOfTheApplicationStandBehindTwoDashes() throws Exception {
        RunOptions options = running.options("a", "-c", "release", "--", "-c", "b", "--", "--watch");

        assertThat(options.path()).isEqualTo(Path.of("a"));
        assertThat(options.configuration()).isEqualTo(BuildConfiguration.RELEASE);
        assertThat(options.passed()).containsExactly("-c", "b", "--", "--watch");
        assertThat(running.options("--", "b").path()).isEqualTo(Path.of("."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | one application can be run, and there are 2: a, b. Its own arguments stand behind --.",
                "-c Relaese | --configuration is \"Relaese\"; it must be Debug or Release. Did you mean Release?",
                "-c Test | --configuration is \"Test\"; it must be Debug or Release.",
                "-e A | -e is \"A\"; it must be NAME=VALUE.",
                "-e =A | -e is \"=A\"; it must be NAME=VALUE.",
                "--launch-profile a --no-launch-profile | --launch-profile and --no-launch-profile contradict each other.",
                "--port 1 | lanner run has no option --port. lanner run --help lists the options.",
                "--wach | unknown option --wach. Did you mean --watch?",
            })
    void mistakes(String arguments, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> running.options(arguments.split(" ")))
                .withMessage(message);
    }
}
