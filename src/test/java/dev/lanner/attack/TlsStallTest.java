package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.tls.RecordClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Handshakes that do not come to their end. The deadline ({@code Limits.tlsHandshakeTimeout}, 10 s) is for the whole
 * handshake, whatever has been said in it; and those that stall keep nobody else out ({@code Limits.handshakesInFlight}).
 */
class TlsStallTest {
    private static final int ATTACKERS = 100;
    private static final int SECONDS = 10;

    /** What an attacker does in each second. */
    @FunctionalInterface
    private interface Drip {
        void send(RecordClient attacker, int second) throws Exception;
    }

    /** What an attacker does first. */
    @FunctionalInterface
    private interface Beginning {
        void send(RecordClient attacker) throws Exception;
    }

    private static void stall(Beginning beginning) throws Exception {
        stall(beginning, (attacker, second) -> {});
    }

    /** Each attacker begins, goes on as long as it may, and is reset when the time is up, not earlier. */
    private static void stall(Beginning beginning, Drip drip) throws Exception {
        try (Siege siege = Siege.overTls(UnaryOperator.identity(), context -> {})) {
            List<RecordClient> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                RecordClient attacker = siege.recordAttacker();
                beginning.send(attacker);
                attackers.add(attacker);
            }
            Await.until("all shake hands", () -> siege.server().handshakes() >= ATTACKERS);
            for (int second = 1; second < SECONDS; second++) {
                for (RecordClient attacker : attackers) {
                    drip.send(attacker, second);
                }
                siege.passSecond();
            }
            assertThat(siege.server().edge().ended(EndReason.TLS_HANDSHAKE_TIMEOUT))
                    .as("before the time is up")
                    .isZero();

            siege.repelled(EndReason.TLS_HANDSHAKE_TIMEOUT, ATTACKERS);
            for (RecordClient attacker : attackers) {
                assertThat(attacker.wire().isReset()).isTrue();
            }
            assertThat(siege.server().handshakes()).as("places are free").isLessThanOrEqualTo(1);
            siege.over();
        }
    }

    private static byte[] helloRecord(RecordClient client) {
        return RecordClient.record(RecordClient.HANDSHAKE, client.hello(RecordClient.TLS_1_3));
    }

    @Test
    void silence() throws Exception {
        stall(attacker -> {});
    }

    @Test
    void halfAHello() throws Exception {
        stall(attacker -> attacker.wire().send(Arrays.copyOf(helloRecord(attacker), 100)));
    }

    @Test
    void dripOfAHello() throws Exception {
        stall(
                attacker -> attacker.wire().send(Arrays.copyOf(helloRecord(attacker), 50)),
                (attacker, second) -> attacker.wire().send(new byte[] {helloRecord(attacker)[50 + second]}));
    }

    @Test
    void helloInRecordsOfOneByte() throws Exception {
        stall(
                attacker -> {},
                (attacker, second) -> attacker.wire().send(RecordClient.record(RecordClient.HANDSHAKE, new byte[] {
                    attacker.hello(RecordClient.TLS_1_3)[second - 1]
                })));
    }

    @Test
    void silenceAfterTheServersFlight() throws Exception {
        stall(attacker -> attacker.sendHello().awaitFlight());
    }

    @Test
    void flightThatIsNotRead() throws Exception {
        stall(RecordClient::sendHello);
    }

    @Test
    void dripOfTheLastMessage() throws Exception {
        stall(
                attacker -> attacker.sendHello().awaitFlight(),
                (attacker, second) ->
                        attacker.send(RecordClient.HANDSHAKE, new byte[] {attacker.finished()[second - 1]}));
    }

    /** The room grows with what comes, not with what is said to come, to 40 KiB at most. */
    @Test
    void greatestHelloThatNeverEnds() throws Exception {
        var hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[] {22, 3, 1, 0x40, 0, 1, 0, (byte) 0x80, 0});
        hello.writeBytes(new byte[16_380]);
        try (Siege siege = Siege.overTls(UnaryOperator.identity(), context -> {})) {
            Footprint before = Footprint.now();
            for (int i = 0; i < ATTACKERS; i++) {
                siege.attacker().send(hello.toByteArray());
            }
            Await.until("all shake hands", () -> siege.server().handshakes() >= ATTACKERS);
            siege.passSecond();

            assertThat(Footprint.now().heapBytes() - before.heapBytes()).isLessThan(ATTACKERS * 48_000L + (8 << 20));
            siege.repelled(EndReason.TLS_HANDSHAKE_TIMEOUT, ATTACKERS);
            siege.over();
        }
    }

    /** Wave after wave, each as large as the limit: the oldest give way, to the next wave and to the bystander. */
    @Test
    void handshakeFlood() throws Exception {
        int limit = 50;
        int waves = 10;
        try (Siege siege = Siege.overTls(limits -> limits.handshakesInFlight(limit), context -> {})) {
            List<RawClient> attackers = new ArrayList<>();
            for (int wave = 0; wave < waves; wave++) {
                siege.passSecondAfter(() -> {
                    long cut = siege.server().edge().ended(EndReason.TOO_MANY_TLS_HANDSHAKES);
                    int before = siege.server().handshakes();
                    attackers.addAll(wave(siege, limit));
                    Await.until(
                            "the wave has replaced the one before",
                            () -> siege.server().handshakes() == limit
                                    && siege.server().edge().ended(EndReason.TOO_MANY_TLS_HANDSHAKES) == cut + before);
                });
            }
            siege.passUntil("all attackers are cut off", () -> attackers.size() == cutOff(siege));
            for (RawClient attacker : attackers) {
                assertThat(attacker.isReset()).isTrue();
            }
            siege.over();
        }
    }

    private static List<RawClient> wave(Siege siege, int size) {
        List<RawClient> wave = new ArrayList<>();
        try {
            while (wave.size() < size) {
                wave.add(siege.attacker());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return wave;
    }

    private static long cutOff(Siege siege) {
        return siege.server().edge().ended(EndReason.TOO_MANY_TLS_HANDSHAKES)
                + siege.server().edge().ended(EndReason.TLS_HANDSHAKE_TIMEOUT);
    }
}
