package dev.lanner.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** A logger that is found late says what one that is found at once would say. */
class LazyLoggerTest {
    private static final String NAME = "lanner.test.lazy";

    private final System.Logger logger = LazyLogger.named(NAME);

    @Test
    void theRecordIsTheCallers() {
        try (LogCapture log = LogCapture.of(NAME, Level.INFO)) {
            logger.log(System.Logger.Level.INFO, "{0} and {1}", "one", 2);

            LogRecord entry = log.records().getFirst();
            assertThat(log.texts()).containsExactly("one and 2");
            assertThat(entry.getLoggerName()).isEqualTo(NAME);
            assertThat(entry.getLevel()).isEqualTo(Level.INFO);
            assertThat(entry.getSourceClassName()).isEqualTo(LazyLoggerTest.class.getName());
            assertThat(entry.getSourceMethodName()).isEqualTo("theRecordIsTheCallers");
        }
    }

    @Test
    void throwablesArrive() {
        try (LogCapture log = LogCapture.of(NAME, Level.INFO)) {
            IllegalStateException thrown = new IllegalStateException("why");
            logger.log(System.Logger.Level.ERROR, "failed", thrown);

            assertThat(log.records().getFirst().getThrown()).isSameAs(thrown);
            assertThat(log.texts()).containsExactly("failed");
        }
    }

    /** Levels are those of now, not of when it was made. */
    @Test
    void levelsMayChange() {
        assertThat(logger.isLoggable(System.Logger.Level.TRACE)).isFalse();
        try (LogCapture log = LogCapture.of(NAME, Level.ALL)) {
            assertThat(logger.isLoggable(System.Logger.Level.TRACE)).isTrue();
            logger.log(System.Logger.Level.TRACE, () -> "made when it is wanted");
            assertThat(log.texts()).containsExactly("made when it is wanted");
        }
        assertThat(logger.isLoggable(System.Logger.Level.TRACE)).isFalse();
    }

    @Test
    void hasItsName() {
        assertThat(logger.getName()).isEqualTo(NAME);
    }
}
