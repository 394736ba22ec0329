package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static Terminal person(Map<String, String> environment, boolean noColours) {
        return Terminal.of(true, true, environment, noColours);
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(person(Map.of("TERM", "xterm", "NO_COLOR", ""), false).hasColours())
                .isTrue();
        assertThat(person(Map.of("NO_COLOR", "1"), false).hasColours()).isFalse();
        assertThat(person(Map.of("TERM", "dumb"), false).hasColours()).isFalse();
        assertThat(person(Map.of(), true).hasColours()).isFalse();
        assertThat(person(Map.of(), true).hasErrColours()).isFalse();
    }

    @Test
    void standardOutputAndErrorAreJudgedApart() {
        Terminal log = Terminal.of(true, false, Map.of(), false);
        Terminal trace = Terminal.of(false, true, Map.of(), false);

        assertThat(log.hasColours()).isTrue();
        assertThat(log.hasErrColours()).isFalse();
        assertThat(trace.hasColours()).isFalse();
        assertThat(trace.hasErrColours()).isTrue();
    }
}
