package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.server.Rule;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every text test under {@code src/test/resources}: whole, byte by byte, and cut in two at every position. The
 * format is explained in CONTRIBUTING.md.
 */
class TextTests {
    /** Cases with more bytes than this are cut at a sample of positions. */
    private static final int EVERY_SPLIT_MAX = 2_048;

    private static final int SAMPLE = 128;

    /** Reasons that need more than one connection, TLS, or a fault of the server: AdmissionTest, TlsServerTest and ServerLogTest. */
    private static final Set<EndReason> NOT_OF_ONE_CONNECTION = EnumSet.of(
            EndReason.TOO_MANY_CONNECTIONS,
            EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS,
            EndReason.TLS_HANDSHAKE_FAILED,
            EndReason.TLS_HANDSHAKE_TIMEOUT,
            EndReason.TOO_MANY_TLS_HANDSHAKES,
            EndReason.SERVER_ERROR);

    /** Rules that need TLS beneath: TlsServerTest has them. */
    private static final Set<Rule> NEED_TLS = Set.of(HttpRule.HOST_MISDIRECTED, Http1Rule.TLS_REQUIRED);

    /** Needs more than one connection: RequestAdmissionTest has it. */
    private static final Set<Rule> NEED_OTHERS = Set.of(HttpRule.TOO_MANY_REQUESTS);

    /** Kept, since loggers are collected like everything else. */
    private static final Logger LOGGER = Logger.getLogger("lanner");

    @BeforeAll
    static void applicationsFailHereOnPurpose() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @TestFactory
    Stream<DynamicTest> whole() {
        return TextCase.all().stream()
                .map(text -> dynamicTest(
                        text + " [whole]", () -> TextPlayer.whole(text).play()));
    }

    @TestFactory
    Stream<DynamicTest> byteByByte() {
        return TextCase.all().stream()
                .map(text -> dynamicTest(
                        text + " [byte by byte]",
                        () -> TextPlayer.inPieces(text, at -> true).play()));
    }

    @TestFactory
    Stream<DynamicTest> everySplit() {
        return TextCase.all().stream().map(text -> dynamicTest(text + " [every split]", () -> playSplits(text)));
    }

    private static void playSplits(TextCase text) {
        int bytes = text.sent().length;
        IntStream positions = bytes <= EVERY_SPLIT_MAX
                ? IntStream.range(1, bytes)
                : new Random(text.title().hashCode())
                        .ints(SAMPLE, 1, bytes)
                        .sorted()
                        .distinct();
        positions.forEach(position -> {
            try {
                TextPlayer.inPieces(text, at -> at == position).play();
            } catch (AssertionError failed) {
                throw new AssertionError("cut before byte " + position + " of " + bytes, failed);
            }
        });
    }

    @Test
    void everyRuleIsBrokenByACase() {
        Set<Rule> missing = new LinkedHashSet<>();
        missing.addAll(List.of(Http1Rule.values()));
        missing.addAll(List.of(HttpRule.values()));
        missing.removeAll(NEED_TLS);
        missing.removeAll(NEED_OTHERS);
        missing.remove(HttpRule.TARGET_TOO_LONG); // HTTP/1.1 has a limit for the line (REQUEST_LINE_TOO_LONG)
        TextCase.all().forEach(text -> missing.remove(text.rule()));

        assertThat(missing).as("rules that no text test breaks").isEmpty();
    }

    @Test
    void everyEndReasonIsReachedByACase() {
        Set<EndReason> missing = EnumSet.complementOf(EnumSet.copyOf(NOT_OF_ONE_CONNECTION));
        TextCase.all().forEach(text -> missing.remove(text.end()));

        assertThat(missing).as("end reasons that no text test reaches").isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(TextCase.all().stream().map(TextCase::toString)).doesNotHaveDuplicates();
        assertThat(TextCase.all().stream()
                        .collect(java.util.stream.Collectors.groupingBy(text -> text.file() + " " + text.title()))
                        .entrySet()
                        .stream()
                        .filter(sameTitle -> sameTitle.getValue().size() > 1)
                        .map(java.util.Map.Entry::getKey))
                .as("titles used twice in a file")
                .isEmpty();
    }

    @Test
    void everyFileHasCases() {
        assertThat(TextCase.all().stream().map(TextCase::file).distinct().count())
                .isEqualTo(TextCase.FOLDERS.stream()
                        .mapToLong(folder ->
                                TextCase.RESOURCES.resolve(folder).toFile().list().length)
                        .sum());
    }
}
