package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.net.MemoryTransport.End;
import dev.lanner.server.TlsOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each {@link TlsRule}, broken by a client, with what the client is told. A rule without a case does not compile. */
class TlsRuleTest {
    /** Descriptions of alerts (RFC 8446 §6). */
    private static final int RECORD_OVERFLOW = 22;

    private static final int ILLEGAL_PARAMETER = 47;

    private static final int DECODE_ERROR = 50;
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private final TlsServing serving = new TlsServing();
    private final MemoryTransport wire = serving.wire();

    /** How it is broken, and what is to be seen of it. */
    private interface Case {
        void play(TlsRuleTest fresh) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> everyRuleIsBroken() {
        return Arrays.stream(TlsRule.values())
                .map(rule -> dynamicTest(rule.name(), () -> breaking(rule).play(new TlsRuleTest())));
    }

    private static Case breaking(TlsRule rule) {
        return switch (rule) {
            case NOT_TLS -> TlsRuleTest::sendsOtherBytes;
            case HTTP_WITHOUT_TLS -> TlsRuleTest::sendsHttp;
            case HANDSHAKE_CUT -> TlsRuleTest::endsInTheHandshake;
            case CLIENT_HELLO_TOO_LARGE -> TlsRuleTest::claimsSixteenMebibytes;
            case CLIENT_HELLO_MALFORMED -> TlsRuleTest::beginsWithAnotherMessage;
            case SERVER_NAME_UNKNOWN -> TlsRuleTest::asksForAnotherHost;
            case HANDSHAKE_FAILED -> TlsRuleTest::speaksAnotherProtocol;
            case RENEGOTIATION -> TlsRuleTest::shakesHandsAgain;
            case TOO_MANY_RECORDS_WITHOUT_DATA -> TlsRuleTest::changesKeysAllTheTime;
            case RECORD_TOO_LARGE -> TlsRuleTest::sendsARecordThatIsTooLong;
            case RECORD_BROKEN -> TlsRuleTest::sendsABrokenRecord;
        };
    }

    private void assertFails(CompletableFuture<?> server, TlsRule rule) {
        assertThatThrownBy(() -> TlsServing.get(server))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TlsException.class, failed -> assertThat(failed.rule()).isEqualTo(rule));
    }

    /** The last that the client gets is an alert in the clear. */
    private void assertAlert(int description) {
        assertThat(wire.written()).endsWith(21, 3, 3, 0, 2, 2, description);
        assertThat(wire.end()).isEqualTo(End.CLOSED);
    }

    /** After the handshake there is nothing to say, but the end. */
    private void assertReset(TlsRule rule) {
        assertThat(serving.broken()).containsExactly(rule);
        assertThat(wire.end()).isEqualTo(End.RESET);
    }

    private CompletableFuture<Integer> reading() {
        return serving.serve(() -> serving.tls().read(new byte[10], 0, 10));
    }

    private void sendsOtherBytes() {
        wire.send(new byte[] {0, 0, 0});

        assertFails(reading(), TlsRule.NOT_TLS);
        assertThat(wire.written()).isEmpty();
        assertThat(wire.end()).isEqualTo(End.CLOSED);
    }

    private void sendsHttp() {
        byte[] request = "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
        wire.send(request);

        assertFails(reading(), TlsRule.HTTP_WITHOUT_TLS);
        assertThat(serving.tls().received()).isEqualTo(request);
        assertThat(wire.written()).isEmpty();
        assertThat(wire.end()).as("it is to be answered").isEqualTo(End.OPEN);
    }

    private void endsInTheHandshake() throws Exception {
        byte[] hello = serving.client("TLSv1.3").hello();
        wire.send(Arrays.copyOf(hello, hello.length - 1));
        wire.endInput();

        assertFails(reading(), TlsRule.HANDSHAKE_CUT);
        assertThat(wire.written()).isEmpty();

        TlsRuleTest later = new TlsRuleTest();
        later.wire.send(later.serving.client("TLSv1.3").hello());
        later.wire.endInput();
        assertFails(later.reading(), TlsRule.HANDSHAKE_CUT);
    }

    private void claimsSixteenMebibytes() {
        wire.send(new byte[] {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        wire.endInput();

        assertFails(reading(), TlsRule.CLIENT_HELLO_TOO_LARGE);
        assertAlert(ILLEGAL_PARAMETER);
        assertThat(serving.tls().heldBytes()).as("room that it got").isEqualTo(512);
    }

    private void beginsWithAnotherMessage() throws Exception {
        byte[] hello = serving.client("TLSv1.3").hello();
        hello[5] = 2;
        wire.send(hello);
        wire.endInput();

        assertFails(reading(), TlsRule.CLIENT_HELLO_MALFORMED);
        assertAlert(DECODE_ERROR);
    }

    private void asksForAnotherHost() throws Exception {
        TlsOptions options = TlsOptions.builder()
                .certificate("a.example.org", serving.certificate())
                .refuseUnknownNames()
                .build();
        wire.send(serving.client("TLSv1.3").hello());
        wire.endInput();

        assertFails(serving.serve(options, () -> null), TlsRule.SERVER_NAME_UNKNOWN);
        assertAlert(UNRECOGNIZED_NAME);
    }

    private void speaksAnotherProtocol() throws Exception {
        wire.send(serving.client("TLSv1.3", "spdy/3").hello());
        wire.endInput();

        assertFails(reading(), TlsRule.HANDSHAKE_FAILED);
        assertAlert(NO_APPLICATION_PROTOCOL);
    }

    private void shakesHandsAgain() throws Exception {
        var server = reading();
        TlsClient client = serving.client("TLSv1.2").handshake();
        client.engine().beginHandshake();
        client.send(new byte[0]);

        assertFails(server, TlsRule.RENEGOTIATION);
        assertReset(TlsRule.RENEGOTIATION);
    }

    private void changesKeysAllTheTime() throws Exception {
        var server = reading();
        TlsClient client = serving.client("TLSv1.3").handshake();
        for (int i = 0; i < 100; i++) {
            client.engine().beginHandshake();
            client.send(new byte[0]);
        }

        assertFails(server, TlsRule.TOO_MANY_RECORDS_WITHOUT_DATA);
        assertReset(TlsRule.TOO_MANY_RECORDS_WITHOUT_DATA);
    }

    private void sendsABrokenRecord() throws Exception {
        var server = reading();
        TlsClient client = serving.client("TLSv1.3").handshake();
        byte[] record = client.wrap(new byte[] {1, 2, 3});
        record[record.length - 1] ^= 1;
        wire.send(record);
        wire.endInput();

        assertFails(server, TlsRule.RECORD_BROKEN);
        assertThat(serving.broken()).containsExactly(TlsRule.RECORD_BROKEN);
        assertThat(client.receive()).as("a ticket").isEmpty();
        assertThatThrownBy(client::receive).hasMessageContaining("bad_record_mac");
    }

    private void sendsARecordThatIsTooLong() throws Exception {
        wire.send(new byte[] {22, 3, 1, 0x40, 1});
        wire.endInput();
        assertFails(reading(), TlsRule.RECORD_TOO_LARGE);
        assertAlert(RECORD_OVERFLOW);

        sendsARecordThatIsTooLong("TLSv1.3", 16_384 + 256);
        sendsARecordThatIsTooLong("TLSv1.2", 16_384 + 2_048);
    }

    private static void sendsARecordThatIsTooLong(String version, int longest) throws Exception {
        TlsRuleTest longRecord = new TlsRuleTest();
        var server = longRecord.reading();
        longRecord.serving.client(version).handshake();
        longRecord.wire.send(Arrays.copyOf(header(longest), 5 + longest));
        longRecord.wire.endInput();
        longRecord.assertFails(server, TlsRule.RECORD_BROKEN);

        TlsRuleTest tooLong = new TlsRuleTest();
        server = tooLong.reading();
        tooLong.serving.client(version).handshake();
        tooLong.wire.send(header(longest + 1));
        tooLong.assertFails(server, TlsRule.RECORD_TOO_LARGE);
        tooLong.assertReset(TlsRule.RECORD_TOO_LARGE);
    }

    private static byte[] header(int length) {
        return new byte[] {23, 3, 3, (byte) (length >> 8), (byte) length};
    }
}
