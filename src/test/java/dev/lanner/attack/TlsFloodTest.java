package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.build.Command;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.tls.RecordClient;
import dev.lanner.internal.tls.TlsTesting;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that carry nothing for the application, in any number: of these a client may send 64
 * ({@code Limits.tlsRecordsWithoutData}), and one more for every 16 that do carry something.
 */
class TlsFloodTest {
    private static final int LIMIT = 64;

    /** More than the limit ever lets through. */
    private static final int MANY = 20_000;

    private static final int UNEXPECTED_MESSAGE = 10;
    private static final int BAD_RECORD_MAC = 20;
    private static final byte[] NOTHING = {};
    private static final byte[] USER_CANCELED = {1, 90};
    private static final byte[] NO_RENEGOTIATION = {1, 100};
    private static final Handler ANSWER = context -> context.response().text("answer");

    /** Sends one thing of a flood. */
    @FunctionalInterface
    private interface Wave {
        void send(RecordClient attacker) throws IOException, GeneralSecurityException;
    }

    private static Siege siege(Handler handler) throws IOException {
        return Siege.overTls(UnaryOperator.identity(), handler);
    }

    private static void floodAfterTheHandshake(Wave wave) throws Exception {
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().handshake();
            for (int i = 0; i < LIMIT; i++) {
                wave.send(attacker);
            }
            ask(attacker);
            assertThat(siege.handled()).isEqualTo(1);
            flood(siege, attacker, EndReason.PROTOCOL_VIOLATION, wave);
        }
    }

    /** Goes on until it is cut off. */
    private static void flood(Siege siege, RecordClient attacker, EndReason reason, Wave wave) throws Exception {
        try {
            for (int i = 0; i < MANY; i++) {
                wave.send(attacker);
            }
        } catch (IOException cut) {
            // As it should be.
        }
        siege.repelled(reason, 1);
        assertThat(siege.handled()).isLessThanOrEqualTo(1);
        siege.over();
    }

    /** A request, which is answered. */
    private static void ask(RecordClient attacker) throws IOException, GeneralSecurityException {
        attacker.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        RecordClient.Received received = attacker.read();
        while (received.type() != RecordClient.DATA) {
            received = attacker.read();
        }
        assertThat(new String(received.content(), StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 200 ");
    }

    /** CVE-2026-56862. */
    @Test
    void keyUpdates() throws Exception {
        floodAfterTheHandshake(attacker -> attacker.keyUpdate(false));
    }

    @Test
    void keyUpdatesToBeAnswered() throws Exception {
        floodAfterTheHandshake(attacker -> attacker.keyUpdate(true));
    }

    /** CVE-2026-32283. No message may follow a KeyUpdate in its record (RFC 8446 §5.1), but the engine takes them all. */
    @Test
    void keyUpdatesInOneRecord() throws Exception {
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().handshake();
            ask(attacker);
            attacker.send(RecordClient.HANDSHAKE, RecordClient.keyUpdates(16_384 / 5, true));
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(attacker.wire().isReset()).isTrue();
            siege.over();
        }
    }

    /** Answers to key updates wait in memory for something to be written; data must not earn more of them. */
    @Test
    void keyUpdatesToBeAnsweredInAnUpload() throws Exception {
        try (Siege siege = siege(context -> context.request().bytes())) {
            RecordClient attacker = siege.recordAttacker().handshake();
            attacker.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
            flood(siege, attacker, EndReason.PROTOCOL_VIOLATION, client -> {
                for (int i = 0; i < 16; i++) {
                    client.send("x");
                }
                client.keyUpdate(true);
            });
        }
    }

    /** They are allowed (RFC 8446 §5.1), but the engine refuses them in TLS 1.3. */
    @Test
    void emptyRecords() throws Exception {
        for (int type : new int[] {RecordClient.DATA, RecordClient.HANDSHAKE, RecordClient.ALERT}) {
            try (Siege siege = siege(ANSWER)) {
                RecordClient attacker = siege.recordAttacker().handshake();
                ask(attacker);
                attacker.send(type, NOTHING);
                assertThat(attacker.alert()).isEqualTo(BAD_RECORD_MAC);
                siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
                siege.over();
            }
        }
    }

    @Test
    void warnings() throws Exception {
        floodAfterTheHandshake(attacker -> attacker.send(RecordClient.ALERT, NO_RENEGOTIATION));
        floodAfterTheHandshake(attacker -> attacker.send(RecordClient.ALERT, USER_CANCELED));
    }

    /** CVE-2011-1473: TLS 1.2 has further handshakes, each as dear as the first. */
    @Test
    void renegotiationByJava() throws Exception {
        try (Siege siege = siege(ANSWER)) {
            SSLSocket attacker = siege.add((SSLSocket) TlsTesting.trustingAll()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", siege.server().port()));
            attacker.setEnabledProtocols(new String[] {"TLSv1.2"});
            attacker.startHandshake();
            assertThatThrownBy(() -> {
                        attacker.startHandshake();
                        attacker.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    @Test
    void renegotiationByOpenssl(@TempDir Path folder) throws Exception {
        Command.require("openssl");
        Path output = folder.resolve("output");
        try (Siege siege = siege(ANSWER)) {
            Process attacker = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-tls1_2",
                            "-connect",
                            "127.0.0.1:" + siege.server().port())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (Writer commands = attacker.outputWriter()) {
                commands.write("R\n");
                commands.flush();
                siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
                assertThat(attacker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(attacker.exitValue()).isNotZero();
            assertThat(output).content().contains("RENEGOTIATING").contains("TLSv1.2");
            siege.over();
        }
    }

    /** CVE-2016-8610: in the clear, before the keys are agreed on. */
    @Test
    void warningsInTheHandshake() throws Exception {
        floodInTheHandshake(attacker -> {}, attacker -> attacker.send(RecordClient.ALERT, USER_CANCELED));
    }

    @Test
    void messageInRecordsOfOneByte() throws Exception {
        floodInTheHandshake(
                attacker -> attacker.send(RecordClient.HANDSHAKE, new byte[] {16, 0, 0x40, 0}),
                attacker -> attacker.send(RecordClient.HANDSHAKE, new byte[] {0}));
    }

    private static void floodInTheHandshake(Wave first, Wave wave) throws Exception {
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker();
            attacker.send(RecordClient.HANDSHAKE, attacker.hello(RecordClient.TLS_1_2));
            assertThat(attacker.read().type()).as("the server's hello").isEqualTo(RecordClient.HANDSHAKE);
            first.send(attacker);
            flood(siege, attacker, EndReason.TLS_HANDSHAKE_FAILED, wave);
        }
    }

    /** One is allowed, for old boxes on the way (RFC 8446 §5). */
    @Test
    void changeCipherSpecs() throws Exception {
        byte[] record = RecordClient.record(RecordClient.CHANGE_CIPHER_SPEC, new byte[] {1});
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().sendHello().awaitFlight();
            attacker.wire().send(record).send(record);
            assertThat(attacker.alert()).isEqualTo(UNEXPECTED_MESSAGE);
            siege.repelled(EndReason.TLS_HANDSHAKE_FAILED, 1);
            siege.over();
        }
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().handshake();
            attacker.wire().send(record).send(record);
            assertThat(attacker.alert()).isEqualTo(UNEXPECTED_MESSAGE);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    @Test
    void recordThatIsTooLong() throws Exception {
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().handshake();
            ask(attacker);
            attacker.wire().send(new byte[] {23, 3, 3, 0x41, 1});
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(attacker.wire().isReset()).isTrue();
            siege.over();
        }
    }

    /** Records of one byte are data like any other, and come under the limits of HTTP. */
    @Test
    void headInRecordsOfOneByte() throws Exception {
        try (Siege siege = siege(ANSWER)) {
            RecordClient attacker = siege.recordAttacker().handshake();
            attacker.send("GET / HTTP/1.1\r\nX: ");
            flood(siege, attacker, EndReason.REQUEST_TOO_LARGE, client -> {
                client.send("x");
                client.send("x");
            });
            assertThat(siege.handled()).isZero();
        }
    }
}
