package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.tls.RecordClient;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.TlsOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * First messages that can't be answered. Each client gets the alert that RFC 8446 §6.2 names, if it speaks TLS, and no place
 * or memory for longer than it takes to say so.
 */
class TlsHelloTest {
    private static final int ATTACKERS = 50;

    private static final int RECORD_OVERFLOW = 22;
    private static final int ILLEGAL_PARAMETER = 47;
    private static final int DECODE_ERROR = 50;
    private static final int PROTOCOL_VERSION = 70;
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] handshake(byte[] content) {
        return RecordClient.record(RecordClient.HANDSHAKE, content);
    }

    /** What the attackers send is answered by that alert, or by nothing but the end. */
    private static void refused(Siege siege, int attackers, int alert, Function<RecordClient, byte[]> words)
            throws Exception {
        for (int i = 0; i < attackers; i++) {
            RecordClient attacker = siege.recordAttacker();
            attacker.wire().send(words.apply(attacker));
            if (alert != 0) {
                assertThat(attacker.wire().exactly(7)).containsExactly(21, 3, 3, 0, 2, 2, alert);
            }
            assertThat(attacker.wire().isAtEnd()).isTrue();
        }
        siege.repelled(EndReason.TLS_HANDSHAKE_FAILED, attackers);
        assertThat(siege.handled()).isZero();
        siege.over();
    }

    private static void refused(int alert, Function<RecordClient, byte[]> words) throws Exception {
        try (Siege siege = Siege.overTls(UnaryOperator.identity(), context -> {})) {
            refused(siege, ATTACKERS, alert, words);
        }
    }

    @Test
    void garbage() throws Exception {
        refused(0, attacker -> bytes("00 00 00 00"));
    }

    /** RFC 8446 appendix E.5: must not be accepted. */
    @Test
    void helloOfSsl2() throws Exception {
        refused(0, attacker -> bytes("80 2e 01 0002 0015 0000 0010 010080 020080 030080"));
    }

    @Test
    void recordsOfAnotherKindFirst() throws Exception {
        refused(0, attacker -> bytes("14 0303 0001 01"));
        refused(0, attacker -> bytes("15 0303 0002 01 00"));
        refused(0, attacker -> bytes("17 0303 0001 00"));
    }

    /** CVE-2026-45416, CVE-2022-41724. */
    @Test
    void sixteenMebibytesAreClaimed() throws Exception {
        int attackers = 150;
        try (Siege siege = Siege.overTls(UnaryOperator.identity(), context -> {})) {
            Footprint before = Footprint.now();
            for (int i = 0; i < attackers; i++) {
                siege.attacker().send(new byte[] {22, 3, 1, 0x40, 0});
            }
            Await.until("all shake hands", () -> siege.server().handshakes() >= attackers);
            assertThat(Footprint.now().heapBytes() - before.heapBytes()).isLessThan(8 << 20);
            siege.repelled(EndReason.TLS_HANDSHAKE_TIMEOUT, attackers);

            refused(siege, attackers, ILLEGAL_PARAMETER, attacker -> bytes("16 0301 4000 01 ffffff"));
        }
    }

    @Test
    void recordThatIsTooLong() throws Exception {
        refused(RECORD_OVERFLOW, attacker -> bytes("16 0301 4001"));
    }

    @Test
    void anotherMessage() throws Exception {
        refused(DECODE_ERROR, attacker -> handshake(bytes("02 000001 00")));
    }

    @Test
    void recordsOfNothing() throws Exception {
        refused(DECODE_ERROR, attacker -> handshake(new byte[0]));
    }

    @Test
    void helloInMoreThan64Records() throws Exception {
        refused(DECODE_ERROR, attacker -> {
            byte[] hello = attacker.hello(RecordClient.TLS_1_3);
            var records = new ByteArrayOutputStream();
            for (int i = 0; i < 65; i++) {
                records.writeBytes(handshake(Arrays.copyOfRange(hello, i, i + 1)));
            }
            return records.toByteArray();
        });
    }

    @Test
    void oldVersion() throws Exception {
        refused(PROTOCOL_VERSION, attacker -> handshake(attacker.hello(RecordClient.TLS_1_1)));
    }

    @Test
    void noCommonApplicationProtocol() throws Exception {
        refused(NO_APPLICATION_PROTOCOL, attacker -> handshake(attacker.hello(RecordClient.TLS_1_3, "spdy/3")));
    }

    @Test
    void unknownName() throws Exception {
        TlsOptions options = TlsOptions.builder()
                .certificate(RecordClient.NAME, TlsTesting.certificate(Instant.EPOCH))
                .refuseUnknownNames()
                .build();
        try (Siege siege = Siege.overTls(options, UnaryOperator.identity(), context -> {})) {
            refused(siege, ATTACKERS, UNRECOGNIZED_NAME, attacker -> {
                String hello = new String(attacker.hello(RecordClient.TLS_1_3), StandardCharsets.ISO_8859_1);
                return handshake(
                        hello.replace(RecordClient.NAME, "b.example.org").getBytes(StandardCharsets.ISO_8859_1));
            });
        }
    }

    /** A request without TLS is told where TLS is, once, and gets nothing else. */
    @Test
    void requestsWithoutTls() throws Exception {
        try (Siege siege = Siege.overTls(UnaryOperator.identity(), context -> {})) {
            for (int i = 0; i < ATTACKERS; i++) {
                RawClient attacker = siege.attacker().get("/one").get("/two");
                assertThat(attacker.read().status()).isEqualTo(400);
                assertThat(attacker.isAtEnd()).isTrue();
            }
            siege.repelled(EndReason.TLS_HANDSHAKE_FAILED, ATTACKERS);
            assertThat(siege.handled()).isZero();
            siege.over();
        }
    }
}
