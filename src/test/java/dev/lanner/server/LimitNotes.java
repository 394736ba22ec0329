package dev.lanner.server;

import static dev.lanner.feature.EndReason.CONNECTION_AGE;
import static dev.lanner.feature.EndReason.DRAIN_TIMEOUT;
import static dev.lanner.feature.EndReason.KEEP_ALIVE_TIMEOUT;
import static dev.lanner.feature.EndReason.PING_UNANSWERED;
import static dev.lanner.feature.EndReason.PROTOCOL_VIOLATION;
import static dev.lanner.feature.EndReason.REQUESTS_PER_CONNECTION;
import static dev.lanner.feature.EndReason.REQUEST_BODY_TOO_SLOW;
import static dev.lanner.feature.EndReason.REQUEST_HEAD_TIMEOUT;
import static dev.lanner.feature.EndReason.REQUEST_TOO_LARGE;
import static dev.lanner.feature.EndReason.RESPONSE_TOO_SLOW;
import static dev.lanner.feature.EndReason.SERVER_STOP_FORCED;
import static dev.lanner.feature.EndReason.TLS_HANDSHAKE_FAILED;
import static dev.lanner.feature.EndReason.TLS_HANDSHAKE_TIMEOUT;
import static dev.lanner.feature.EndReason.TOO_MANY_CONNECTIONS;
import static dev.lanner.feature.EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS;
import static dev.lanner.feature.EndReason.TOO_MANY_TLS_HANDSHAKES;
import static dev.lanner.feature.EndReason.UNREAD_BODY_TOO_LONG;
import static java.util.Map.entry;

import dev.lanner.ApplicationRule;
import dev.lanner.build.NamedTest;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.hpack.HpackRule;
import dev.lanner.internal.http1.Http1Rule;
import dev.lanner.internal.http2.Http2Rule;
import dev.lanner.internal.tls.TlsRule;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the code does not say where a limit is declared: which rules are broken beyond it, why connections end, and which
 * tests show it. Rules that name the limit as their section are found by that.
 *
 * @param rules that are broken beyond it and stand in an RFC
 * @param reasons why connections end that go beyond; none where they go on
 * @param tests besides the text tests that set the limit
 */
record LimitNotes(List<Rule> rules, List<EndReason> reasons, List<NamedTest> tests) {
    private static final Map<String, LimitNotes> ALL = Map.ofEntries(
            entry(
                    "Limits.connections",
                    ends(TOO_MANY_CONNECTIONS)
                            .by("AdmissionTest#noMoreThanTheLimitAreServed", "ConnectionFloodTest#idleFlood")),
            entry(
                    "Limits.connectionsPerAddress",
                    ends(TOO_MANY_CONNECTIONS_FROM_ADDRESS)
                            .by(
                                    "AdmissionTest#noMoreThanTheLimitAreServedOfOneAddress",
                                    "ConnectionFloodTest#floodFromOneAddress")),
            entry("Limits.upgradedConnections", ends().by("AdmissionTest#upgradedConnectionsHaveALimitOfTheirOwn")),
            entry(
                    "Limits.refusal",
                    ends(TOO_MANY_CONNECTIONS, TOO_MANY_CONNECTIONS_FROM_ADDRESS)
                            .by("AdmissionTest#turnedAwayWithoutAWord", "AdmissionTest#turnedAwayAndStaying")),
            entry("Limits.requests", ends().by("RequestAdmissionTest#oneWaitsAndTheNextIsRefused")),
            entry(
                    "Limits.waitingRequests",
                    breaks(HttpRule.TOO_MANY_REQUESTS).by("RequestAdmissionTest#oneWaitsAndTheNextIsRefused")),
            entry(
                    "Limits.waitingRequestTimeout",
                    breaks(HttpRule.TOO_MANY_REQUESTS).by("RequestAdmissionTest#waitingHasAnEnd")),
            entry("Limits.requestLineBytes", ends(REQUEST_TOO_LARGE).by("HeaderBombTest#endlessRequestLine")),
            entry(
                    "Limits.headerBytes",
                    ends(REQUEST_TOO_LARGE, PROTOCOL_VIOLATION)
                            .by("HeaderBombTest#endlessHeaderSection", "HpackBombTest#largeEntryAgainAndAgain")),
            entry(
                    "Limits.headerCount",
                    ends(REQUEST_TOO_LARGE, PROTOCOL_VIOLATION)
                            .by("HeaderBombTest#thousandsOfTinyFields", "HpackBombTest#tinyEntryAgainAndAgain")),
            entry("Limits.trailerBytes", ends(REQUEST_TOO_LARGE).by("HeaderBombTest#endlessTrailerSection")),
            entry("Limits.trailerCount", ends(REQUEST_TOO_LARGE).by("HeaderBombTest#endlessTrailerSection")),
            entry("Limits.bodyBytes", ends(REQUEST_TOO_LARGE).by("ChunkFloodTest#contentBeyondTheLimit")),
            entry(
                    "Limits.tlsHandshakeTimeout",
                    ends(TLS_HANDSHAKE_TIMEOUT).by("TlsStallTest", "TlsServerTest#aSilentClientIsCutWhenTheTimeIsUp")),
            entry(
                    "Limits.handshakesInFlight",
                    ends(TOO_MANY_TLS_HANDSHAKES).by("TlsLifeTest#thereAreOnlySoManyHandshakesAndTheOldestGivesWay")),
            entry(
                    "Limits.tlsRecordsWithoutData",
                    breaks(TlsRule.TOO_MANY_RECORDS_WITHOUT_DATA)
                            .ending(TLS_HANDSHAKE_FAILED, PROTOCOL_VIOLATION)
                            .by("TlsFloodTest", "TlsRuleTest")),
            entry(
                    "Limits.requestHeadTimeout",
                    ends(REQUEST_HEAD_TIMEOUT).by("SlowHeadTest", "Http2StallTest#fieldBlockThatNeverEnds")),
            entry(
                    "Limits.keepAliveTimeout",
                    ends(KEEP_ALIVE_TIMEOUT)
                            .by("SocketDeadlinesTest#idleConnectionIsClosed", "Http2StallTest#idleWithPings")),
            entry(
                    "Limits.requestRate",
                    ends(REQUEST_BODY_TOO_SLOW).by("SlowBodyTest", "Http2StallTest#contentThatNeverComes")),
            entry(
                    "Limits.responseRate",
                    ends(RESPONSE_TOO_SLOW)
                            .by("SlowReaderTest", "Http2StallTest#zeroWindow", "Http2StallTest#windowDrip")),
            entry(
                    "Limits.requestsPerConnection",
                    ends(REQUESTS_PER_CONNECTION).by("Http2LifeTest#aConnectionCarriesSoManyRequests")),
            entry("Limits.connectionAge", ends(CONNECTION_AGE).by("Http2LifeTest#anOldConnectionTakesNoMoreRequests")),
            entry(
                    "Limits.drainBytes",
                    ends(UNREAD_BODY_TOO_LONG).by("SlowBodyTest#contentThatNobodyReadsAndThatIsEndless")),
            entry(
                    "Limits.drainTimeout",
                    ends(DRAIN_TIMEOUT)
                            .by(
                                    "SlowBodyTest#contentThatNobodyReadsAndThatDrips",
                                    "Http2StallTest#streamsThatStayHalfClosed")),
            entry("Limits.responseBufferBytes", ends().by("ResponseBufferTest", "MemoryBoundTest")),
            entry("Http1Limits.methodBytes", ends(PROTOCOL_VIOLATION)),
            entry(
                    "Http1Limits.emptyLines",
                    breaks(Http1Rule.EMPTY_LINES_BEFORE_REQUEST).ending(PROTOCOL_VIOLATION)),
            entry("Http1Limits.chunkLineBytes", ends(PROTOCOL_VIOLATION).by("ChunkFloodTest#extensionsWithoutEnd")),
            entry(
                    "Http1Limits.chunkExtensionBytes",
                    ends(PROTOCOL_VIOLATION).by("ChunkFloodTest#extensionsOnEveryChunk")),
            entry(
                    "Http2Limits.streams",
                    breaks(Http2Rule.STREAMS_TOO_MANY)
                            .by(
                                    "rfc9113/05.1.2-stream-concurrency.txt",
                                    "Http2FloodTest#streamsBeyondTheLimit",
                                    "Http2FloodTest#rapidResetOfHandlersThatGoOn")),
            entry(
                    "Http2Limits.streamWindowBytes",
                    breaks(Http2Rule.WINDOW_EXCEEDED).by("rfc9113/06.9.1-flow-control-window.txt", "ContentTest")),
            entry(
                    "Http2Limits.connectionWindowBytes",
                    breaks(Http2Rule.CONNECTION_WINDOW_EXCEEDED)
                            .ending(PROTOCOL_VIOLATION)
                            .by("rfc9113/06.9.1-flow-control-window.txt", "MemoryBoundTest#http2")),
            entry(
                    "Http2Limits.frameBytes",
                    breaks(Http2Rule.FRAME_TOO_LARGE).ending(PROTOCOL_VIOLATION).by("rfc9113/04.2-frame-size.txt")),
            entry(
                    "Http2Limits.headerTableBytes",
                    breaks(HpackRule.TABLE_SIZE_TOO_LARGE)
                            .ending(PROTOCOL_VIOLATION)
                            .by("rfc7541/04-table-size.txt", "HpackAttackTest#tableOfGigabytes")),
            entry("Http2Limits.continuations", ends(PROTOCOL_VIOLATION).by("Http2FloodTest#continuationFlood")),
            entry("Http2Limits.settings", ends(PROTOCOL_VIOLATION)),
            entry("Http2Limits.misbehaviour", ends(PROTOCOL_VIOLATION).by("Http2FloodTest", "BudgetTest")),
            entry("Http2Limits.pingInterval", ends().by("Http2LifeTest#aSilentClientIsAskedAndKeptIfItAnswers")),
            entry("Http2Limits.pingTimeout", ends(PING_UNANSWERED).by("Http2LifeTest#aClientThatDoesNotAnswerIsCut")),
            entry("ServerOptions.backlog", ends().by("ConnectionFloodTest#connectAndReset")),
            entry("ServerOptions.stopGrace", ends(SERVER_STOP_FORCED).by("StopTest#connectionThatIsCutIsReset")));

    private static LimitNotes ends(EndReason... reasons) {
        return new LimitNotes(List.of(), List.of(reasons), List.of());
    }

    private static LimitNotes breaks(Rule... rules) {
        return new LimitNotes(List.of(rules), List.of(), List.of());
    }

    private LimitNotes ending(EndReason... reasons) {
        return new LimitNotes(rules, List.of(reasons), tests);
    }

    private LimitNotes by(String... names) {
        return new LimitNotes(
                rules, reasons, Arrays.stream(names).map(NamedTest::new).toList());
    }

    /** Of which options there are notes. */
    static Set<String> names() {
        return ALL.keySet();
    }

    /**
     * The notes of one.
     *
     * @param name such as {@code Limits.headerBytes}
     */
    static LimitNotes of(String name) {
        LimitNotes notes = ALL.get(name);
        Set<Rule> broken = new LinkedHashSet<>(notes.rules);
        everyRule().filter(rule -> rule.section().equals(name)).forEach(broken::add);
        return new LimitNotes(List.copyOf(broken), notes.reasons, notes.tests);
    }

    private static Stream<Rule> everyRule() {
        return Stream.<Rule[]>of(
                        HttpRule.values(),
                        Http1Rule.values(),
                        Http2Rule.values(),
                        HpackRule.values(),
                        TlsRule.values(),
                        ApplicationRule.values())
                .flatMap(Arrays::stream);
    }

    /** The limits that rules name as their sections. */
    static Set<String> namedByRules() {
        Set<String> named = new LinkedHashSet<>();
        everyRule()
                .map(Rule::section)
                .filter(section -> section.matches("(Http[12])?Limits\\.\\w+"))
                .forEach(named::add);
        return named;
    }
}
