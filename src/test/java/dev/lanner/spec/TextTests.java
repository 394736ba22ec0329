package dev.lanner.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.hpack.FieldFault;
import dev.lanner.internal.hpack.HpackRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.internal.http2.Http2Rule;
import dev.lanner.server.Rule;
import dev.lanner.spec.TextCase.Protocol;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plays every text test under {@code src/test/resources}: whole, byte by byte, and cut in two at every position. The
 * format is explained in CONTRIBUTING.md.
 */
class TextTests {
    /** Cases with more bytes than this are cut at a sample of positions. */
    private static final int EVERY_SPLIT_MAX = 2_048;

    private static final int SAMPLE = 128;

    /** Those with more than this, at a few. */
    private static final int SAMPLE_MAX = 16_384;

    private static final int FEW = 12;

    private static final int TURNS = Integer.getInteger("lanner.text.turns", 20);

    private static final List<TextCase> CASES = TextCase.all();

    /**
     * Reasons that need more than one connection, TLS, options that none of these has, or a fault of the server: AdmissionTest,
     * TlsServerTest, ProxyProtocolTest, Http2LifeTest and ServerLogTest.
     */
    private static final Set<EndReason> NOT_OF_ONE_CONNECTION = EnumSet.of(
            EndReason.TOO_MANY_CONNECTIONS,
            EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS,
            EndReason.PROXY_HEADER_MALFORMED,
            EndReason.TLS_HANDSHAKE_FAILED,
            EndReason.TLS_HANDSHAKE_TIMEOUT,
            EndReason.TOO_MANY_TLS_HANDSHAKES,
            EndReason.PING_UNANSWERED,
            EndReason.SERVER_ERROR);

    /** Rules that need TLS beneath: TlsServerTest and Http2SecurityTest have them. */
    private static final Set<Rule> NEED_TLS =
            Set.of(HttpRule.HOST_MISDIRECTED, Http1Rule.TLS_REQUIRED, Http2Rule.SECURITY_INADEQUATE);

    /** Needs more than one connection: RequestAdmissionTest has it. */
    private static final Set<Rule> NEED_OTHERS = Set.of(HttpRule.TOO_MANY_REQUESTS);

    /** What HTTP/2 has rules of its own for, such as {@code FIELD_MALFORMED}, or what nobody can break with it. */
    private static final Set<Rule> NOT_WITH_HTTP_2 = Set.of(
            HttpRule.METHOD_MALFORMED,
            HttpRule.AUTHORITY_NEEDS_CONNECT,
            HttpRule.TARGET_HAS_USERINFO,
            HttpRule.SCHEME_UNKNOWN,
            HttpRule.FIELD_NAME_MALFORMED,
            HttpRule.FIELD_VALUE_MALFORMED,
            HttpRule.HOST_MALFORMED,
            HttpRule.CONTENT_LENGTH_MALFORMED,
            HttpRule.CONTENT_LENGTH_REPEATED,
            HttpRule.BODY_CUT,
            FieldFault.FIELDS_TOO_LARGE, // HEADER_TOO_LARGE
            FieldFault.FIELDS_TOO_MANY); // HEADER_TOO_MANY_FIELDS

    /** Reasons for which HTTP/2 ends a stream, and no connection. */
    private static final Set<EndReason> OF_STREAMS_WITH_HTTP_2 = EnumSet.of(
            EndReason.UPGRADE_ENDED,
            EndReason.REQUEST_TOO_LARGE,
            EndReason.REQUEST_BODY_TOO_SLOW,
            EndReason.UNREAD_BODY_TOO_LONG,
            EndReason.DRAIN_TIMEOUT,
            EndReason.APPLICATION_FAILED);

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
        return CASES.stream()
                .map(text -> dynamicTest(
                        text + " [whole]", () -> TextPlayer.whole(text).play()));
    }

    @TestFactory
    Stream<DynamicTest> byteByByte() {
        return CASES.stream()
                .map(text -> dynamicTest(
                        text + " [byte by byte]",
                        () -> TextPlayer.inPieces(text, at -> true).play()));
    }

    @TestFactory
    Stream<DynamicTest> everySplit() {
        return CASES.stream().map(text -> dynamicTest(text + " [every split]", () -> playSplits(text)));
    }

    /** HTTP/2 has a thread for each stream: none of them may rely on being the first. */
    @TestFactory
    Stream<DynamicTest> anyTurns() {
        return cases(Protocol.HTTP_2).map(text -> dynamicTest(text + " [any turns]", () -> playTurns(text)));
    }

    private static void playTurns(TextCase text) {
        for (int seed = 0; seed < TURNS; seed++) {
            try {
                TextPlayer.inTurns(text, new Random(seed)).play();
            } catch (AssertionError failed) {
                throw new AssertionError("turns of seed " + seed, failed);
            }
        }
    }

    private static void playSplits(TextCase text) {
        int bytes = text.sent().length;
        IntStream positions = bytes <= EVERY_SPLIT_MAX
                ? IntStream.range(1, bytes)
                : new Random(text.title().hashCode())
                        .ints(bytes <= SAMPLE_MAX ? SAMPLE : FEW, 1, bytes)
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
    void everyRuleIsBrokenByACaseOfHttp1() {
        Set<Rule> missing = new LinkedHashSet<>();
        missing.addAll(List.of(Http1Rule.values()));
        missing.addAll(List.of(HttpRule.values()));
        missing.removeAll(NEED_TLS);
        missing.removeAll(NEED_OTHERS);
        missing.remove(HttpRule.TARGET_TOO_LONG); // HTTP/1.1 has a limit for the line (REQUEST_LINE_TOO_LONG)
        cases(Protocol.HTTP_1_1).forEach(text -> missing.remove(text.rule()));

        assertThat(missing).as("rules that no text test breaks").isEmpty();
    }

    @Test
    void everyRuleIsBrokenByACaseOfHttp2() {
        Set<Rule> missing = new LinkedHashSet<>();
        missing.addAll(List.of(Http2Rule.values()));
        missing.addAll(List.of(HttpRule.values()));
        missing.addAll(List.of(HpackRule.values()));
        missing.addAll(List.of(FieldFault.values()));
        missing.removeAll(NEED_TLS);
        missing.removeAll(NEED_OTHERS);
        missing.removeAll(NOT_WITH_HTTP_2);
        cases(Protocol.HTTP_2).forEach(text -> missing.remove(text.rule()));

        assertThat(missing).as("rules that no text test breaks").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everyEndReasonIsReachedByACase(Protocol protocol) {
        Set<EndReason> missing = EnumSet.complementOf(EnumSet.copyOf(NOT_OF_ONE_CONNECTION));
        if (protocol == Protocol.HTTP_2) {
            missing.removeAll(OF_STREAMS_WITH_HTTP_2);
        }
        cases(protocol).forEach(text -> missing.remove(text.end()));

        assertThat(missing).as("end reasons that no text test reaches").isEmpty();
    }

    private static Stream<TextCase> cases(Protocol protocol) {
        return CASES.stream().filter(text -> text.protocol() == protocol);
    }

    @Test
    void namesAreUnique() {
        assertThat(CASES.stream().map(TextCase::toString)).doesNotHaveDuplicates();
        assertThat(CASES.stream()
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
        assertThat(CASES.stream().map(TextCase::file).distinct().count())
                .isEqualTo(TextCase.FOLDERS.stream().flatMap(TextCase::files).count());
    }
}
