package dev.lanner.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "port, port, 0",
        "prot, port, 1",
        "prt, port, 1",
        "poort, port, 1",
        "part, port, 1",
        "propt, port, 2",
        "'', port, 4",
        "port, '', 4",
        "kitten, sitting, 3"
    })
    void distanceCountsSlips(String a, String b, int expected) {
        assertThat(NearestName.distance(a, b)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"--prot, --port", "--hiden, --hidden", "--listing, ", "--pots, --port", "x, "})
    void nearestIsAtMostTwoSlipsAway(String word, String expected) {
        assertThat(NearestName.of(word, List.of("--port", "--hidden", "--log"))).isEqualTo(expected);
    }

    @Test
    void nearestIsElseWhatBeginsWithTheWord() {
        List<String> names = List.of("--password-file", "--port");

        assertThat(NearestName.of("--password", names)).isEqualTo("--password-file");
        assertThat(NearestName.of("--pass", names)).as("less than a half").isNull();
    }

    @Test
    void aShortWordIsNotNearToEverything() {
        assertThat(NearestName.of("ab", List.of("cd"))).isNull();
        assertThat(NearestName.of("", List.of("c"))).isNull();
    }
}
