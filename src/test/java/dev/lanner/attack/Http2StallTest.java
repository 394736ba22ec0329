package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** HTTP/2 that takes its time. Deadlines are for whole things, and rates for bytes that have really moved. */
class Http2StallTest {
    private static final byte[] LARGE = new byte[1_000_000];
    private static final String LONG = "x".repeat(30_000);

    private static FrameClient attacker(Siege siege) throws IOException {
        return siege.add(FrameClient.connect(siege.server().port()));
    }

    @Test
    void prefaceThatNeverEnds() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            siege.attacker().send("PRI * HTTP/2.0\r\n\r\nSM\r\n");
            siege.repelled(EndReason.REQUEST_HEAD_TIMEOUT, 1);
            siege.over();
        }
    }

    @Test
    void settingsThatAreNeverAcknowledged() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).preface();
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.SETTINGS_TIMEOUT);
            siege.over();
        }
    }

    @Test
    void fieldBlockThatNeverEnds() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).begin();
            attacker.send(Http2FloodTest.frame(1, 0, 1, 0x82));
            siege.repelled(EndReason.REQUEST_HEAD_TIMEOUT, 1);
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            siege.over();
        }
    }

    /** A byte a second renews nothing. */
    @Test
    void fieldBlockThatDrips() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).begin();
            attacker.send(new byte[] {0, 0, 100, 1, 5, 0, 0, 0, 1});
            siege.passUntil("the drip has ended", () -> {
                try {
                    attacker.send(new byte[] {(byte) 0x82});
                } catch (IOException cut) {
                    siege.server().awaitEnded(EndReason.REQUEST_HEAD_TIMEOUT, 1);
                }
                return siege.server().edge().ended(EndReason.REQUEST_HEAD_TIMEOUT) == 1;
            });
            siege.repelled(EndReason.REQUEST_HEAD_TIMEOUT, 1);
            siege.over();
        }
    }

    /** A second PING a second is within the budget, and renews nothing. */
    @Test
    void idleWithPings() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().text("x"))) {
            FrameClient attacker = attacker(siege).begin();
            attacker.get(1, "/").send();
            assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
            siege.passUntil("the connection has ended", () -> {
                try {
                    attacker.ping(false, new byte[8]).send();
                } catch (IOException cut) {
                    siege.server().awaitEnded(EndReason.KEEP_ALIVE_TIMEOUT, 1);
                }
                return siege.server().edge().ended(EndReason.KEEP_ALIVE_TIMEOUT) == 1;
            });
            siege.repelled(EndReason.KEEP_ALIVE_TIMEOUT, 1);
            siege.over();
        }
    }

    @Test
    void contentThatNeverComes() throws Exception {
        try (Siege siege = Siege.of(context -> context.request().bytes())) {
            FrameClient attacker = attacker(siege).begin();
            attacker.post(1, "/").send();
            siege.passUntil(
                    "the handler has ended", () -> siege.server().edge().running() == 0 && siege.handled() == 1);
            assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(408);
            siege.over();
        }
    }

    /** No window at all for what was asked for: the streams are given up, and their handlers end. */
    @Test
    void zeroWindow() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().bytes(LARGE))) {
            FrameClient attacker = attacker(siege).begin(FrameClient.INITIAL_WINDOW_SIZE, 0);
            for (int i = 0; i < 100; i++) {
                attacker.get(2 * i + 1, "/");
            }
            attacker.send();
            siege.passUntil(
                    "all handlers have ended",
                    () -> siege.handled() == 100 && siege.server().edge().running() == 0);
            siege.over();
        }
    }

    /** Data dribble (CVE-2019-9511): a byte a second of window for each stream. */
    @Test
    void windowDrip() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().bytes(LARGE))) {
            FrameClient attacker = attacker(siege).begin(FrameClient.INITIAL_WINDOW_SIZE, 0);
            for (int i = 0; i < 10; i++) {
                attacker.get(2 * i + 1, "/");
            }
            attacker.send();
            siege.passUntil("all handlers have ended", () -> {
                try {
                    for (int i = 0; i < 10; i++) {
                        attacker.windowUpdate(2 * i + 1, 1);
                    }
                    attacker.send();
                } catch (IOException cut) {
                    Await.until("no handler runs", () -> siege.server().edge().running() == 0);
                }
                return siege.handled() == 10 && siege.server().edge().running() == 0;
            });
            siege.over();
        }
    }

    /** Internal data buffering (CVE-2019-9517): windows wide open, and nobody reads from the socket. */
    @Test
    void nobodyReads() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().bytes(LARGE))) {
            FrameClient attacker = attacker(siege).begin(FrameClient.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
            attacker.windowUpdate(0, Integer.MAX_VALUE - 65_535);
            for (int i = 0; i < 100; i++) {
                attacker.get(2 * i + 1, "/");
            }
            attacker.send();
            siege.repelled(EndReason.RESPONSE_TOO_SLOW, 1);
            siege.over();
        }
    }

    /** Heads know no window; but nobody makes new ones while those that there are wait to be sent. */
    @Test
    void nobodyReadsHeads() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().status(204).header("x", LONG))) {
            FrameClient attacker = attacker(siege).begin();
            int asked = 0;
            boolean answered = true;
            while (answered && asked < 5_000) {
                for (int i = 0; i < 50; i++) {
                    attacker.get(2 * asked++ + 1, "/");
                }
                attacker.send();
                int all = asked;
                answered = Await.comes( // by all but the one that writes for the others
                        () -> siege.handled() == all && siege.server().edge().running() <= 1);
            }
            assertThat(answered).as("answers are made that nobody takes").isFalse();
            siege.repelled(EndReason.RESPONSE_TOO_SLOW, 1);
            siege.over();
        }
    }

    /** The client has its answer, and never ends its request: the stream does not stay. */
    @Test
    void streamsThatStayHalfClosed() throws Exception {
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
                Siege siege = Siege.of(context -> context.response().text("early"))) {
            FrameClient attacker = attacker(siege).begin();
            for (int i = 0; i < 100; i++) {
                attacker.post(2 * i + 1, "/");
            }
            attacker.send();
            for (int i = 0; i < 100; i++) {
                assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
            }
            // What the client still owes is waited for, but not for long.
            Future<Long> givenUp = background.submit(() -> {
                long count = 0;
                while (count < 100 && attacker.await(FrameClient.RST_STREAM).code() == ErrorCode.NO_ERROR) {
                    count++;
                }
                return count;
            });
            siege.passUntil("the streams are given up", givenUp::isDone);
            assertThat(givenUp.get()).isEqualTo(100);
            attacker.get(201, "/").send();
            assertThat(attacker.await(FrameClient.HEADERS).streamId())
                    .as("there is room for another")
                    .isEqualTo(201);
            siege.over();
        }
    }
}
