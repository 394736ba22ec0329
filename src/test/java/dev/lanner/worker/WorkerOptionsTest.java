package dev.lanner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerOptionsTest {
    private final WorkerOptions.Builder builder = WorkerOptions.builder(Path.of("app.jar"));

    @Test
    void rangesAreThoseOfTheAspNetCoreModule() {
        builder.startLimit(Duration.ZERO).startLimit(Duration.ofHours(1));
        builder.stopLimit(Duration.ZERO).stopLimit(Duration.ofMinutes(10));
        builder.rapidFailsPerMinute(0).rapidFailsPerMinute(100);
        assertThatThrownBy(() -> builder.startLimit(Duration.ofSeconds(3_601)))
                .hasMessage("startLimit is PT1H1S; it must be from PT0S to PT1H");
        assertThatThrownBy(() -> builder.stopLimit(Duration.ofSeconds(601)))
                .hasMessage("stopLimit is PT10M1S; it must be from PT0S to PT10M");
        assertThatThrownBy(() -> builder.drainLimit(Duration.ofSeconds(-1)))
                .hasMessage("drainLimit is PT-1S; it must be from PT0S to PT1H");
        assertThatThrownBy(() -> builder.rapidFailsPerMinute(101))
                .hasMessage("rapidFailsPerMinute is 101; it must be from 0 to 100");
    }

    @Test
    void defaults() {
        WorkerOptions options = builder.build();
        assertThat(options.startLimit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.drainLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.stopLimit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.rapidFailsPerMinute()).isEqualTo(10);
        assertThat(options.startAtOnce()).isFalse();
        assertThat(options.recycleOnChange()).isTrue();
        assertThat(options.folder()).isEqualTo(Path.of("").toAbsolutePath());
    }
}
