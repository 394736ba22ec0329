package dev.lanner.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.server.Rule;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What peers do wrong is in the log for whoever looks for it, and can't fill it. Each test has kinds of its own. */
class PeerFaultsTest {
    private final LogCapture log = LogCapture.of("lanner.connection", Level.FINE);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void faultIsOneLineAtDebugWithoutAStackTrace() {
        PeerFaults.log("c7", HttpRule.HOST_MALFORMED);

        LogRecord line = log.records().getFirst();
        assertThat(log.texts()).containsExactly("c7: HOST_MALFORMED (RFC 9110 §7.2)");
        assertThat(line.getLevel()).isEqualTo(Level.FINE);
        assertThat(line.getThrown()).isNull();
    }

    @Test
    void tenLinesASecondOfEachKind() {
        for (int i = 0; i < 25; i++) {
            PeerFaults.log("c" + i, "KIND_A", "detail", 100);
            PeerFaults.log("c" + i, "KIND_B", "detail", 100);
        }

        assertThat(log.texts())
                .hasSize(20)
                .startsWith("c0: KIND_A (detail)", "c0: KIND_B (detail)")
                .endsWith("c9: KIND_A (detail)", "c9: KIND_B (detail)");
    }

    @Test
    void nextSecondSaysHowManyAreMissing() {
        for (int i = 0; i < 25; i++) {
            PeerFaults.log("c" + i, "KIND_C", "detail", 100);
        }
        PeerFaults.log("c25", "KIND_C", "detail", 101);
        PeerFaults.log("c26", "KIND_C", "detail", 101);

        assertThat(log.texts().subList(10, 12))
                .isEqualTo(List.of("c25: KIND_C (detail); 15 more were not logged", "c26: KIND_C (detail)"));
    }

    /** An application could make up a rule for each request, and what is kept for each would fill the memory. */
    @Test
    void rulesThatAreNoConstantsAreOneKind() {
        assertThat(PeerFaults.kind(HttpRule.HOST_MALFORMED)).isEqualTo("HOST_MALFORMED");
        assertThat(PeerFaults.kind(new MadeUp("ORDER_4711_UNKNOWN", "here"))).isEqualTo("OTHER");
    }

    private record MadeUp(String name, String section) implements Rule {}

    @Test
    void nothingIsLoggedUnlessAskedFor() {
        log.close();
        try (LogCapture quiet = LogCapture.of("lanner.connection", Level.INFO)) {
            PeerFaults.log("c1", HttpRule.HOST_MALFORMED);
            assertThat(quiet.records()).isEmpty();
        }
    }
}
