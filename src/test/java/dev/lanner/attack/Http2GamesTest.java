package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/**
 * Games with GOAWAY, settings, priorities and small frames: each frame is allowed, or nearly, and together they were too
 * much for somebody.
 */
class Http2GamesTest {
    private static final int MAX_FRAME_SIZE = 5;
    private static final int MAX_HEADER_LIST_SIZE = 6;

    private static final Handler ANSWER = context -> context.response().text("answer");

    private static FrameClient attacker(Siege siege, int... settings) throws IOException {
        return siege.add(FrameClient.connect(siege.server().port())).begin(settings);
    }

    private static void assertEnds(FrameClient attacker, ErrorCode code) throws IOException {
        assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(code);
    }

    // ---- GOAWAY ---------------------------------------------------------------------------------------------------

    /** Says that it goes, and stays: what it asks for is served for a while, and then the connection ends. */
    @Test
    void goAwayAndStay() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege);
            attacker.goAway(0, ErrorCode.NO_ERROR).send();
            siege.passUntil("the server goes", () -> siege.server().edge().ended(EndReason.CLIENT_ASKED_TO_CLOSE) == 1);
            siege.repelled(EndReason.CLIENT_ASKED_TO_CLOSE, 1);
            assertEnds(attacker, ErrorCode.NO_ERROR);
            siege.over();
        }
    }

    @Test
    void goAwayFlood() throws Exception {
        try (Siege siege = Siege.of(context -> context.request().bytes())) {
            FrameClient attacker = attacker(siege);
            attacker.post(1, "/").send(); // a request that runs keeps the connection
            for (int i = 0; i < 2_000; i++) {
                attacker.goAway(0, ErrorCode.NO_ERROR);
            }
            attacker.send();
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
            assertThat(siege.handled()).isEqualTo(1);
        }
    }

    // ---- settings -------------------------------------------------------------------------------------------------

    /** CVE-2020-11080: 2,700 settings in one frame. */
    @Test
    void settingsOfManyKeys() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege);
            attacker.send(Http2FloodTest.frame(FrameClient.SETTINGS, 0, 0, new int[6 * 2_700]));
            assertEnds(attacker, ErrorCode.ENHANCE_YOUR_CALM);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    /** CVE-2026-33814: a frame size of 0 had a server cut content into pieces of nothing, forever. */
    @Test
    void framesOfNothing() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege);
            attacker.settings(MAX_FRAME_SIZE, 0).get(1, "/").send();
            assertEnds(attacker, ErrorCode.PROTOCOL_ERROR);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    /** CVE-2026-50560: where no head is small enough, every answer became an error that was made and thrown away. */
    @Test
    void headsOfOneByte() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege, MAX_HEADER_LIST_SIZE, 1);
            for (int i = 0; i < 500; i++) {
                attacker.get(2 * i + 1, "/").send();
                assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
                assertThat(attacker.await(FrameClient.DATA).text()).isEqualTo("answer");
            }
            siege.over();
            assertThat(siege.handled()).isEqualTo(500);
        }
    }

    // ---- priorities -----------------------------------------------------------------------------------------------

    /** Resource loop (CVE-2019-9513): streams that depend on each other, in circles. There is no tree to change. */
    @Test
    void priorityLoops() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege);
            try {
                for (int i = 0; i < 20_000; i++) {
                    attacker.send(priority(1 + 2 * (i % 100), 1 + 2 * ((i + 1) % 100)));
                }
            } catch (IOException cut) {
                assertThat(cut).isInstanceOf(SocketException.class);
            }
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
            assertThat(siege.handled()).isZero();
        }
    }

    private static byte[] priority(int stream, int dependency) {
        return Http2FloodTest.frame(2, 0, stream, 0x80 | dependency >> 24, 0, 0, dependency, 255);
    }

    @Test
    void priorityOfItself() throws Exception {
        try (Siege siege = Siege.of(ANSWER)) {
            FrameClient attacker = attacker(siege);
            for (int i = 0; i < 300; i++) {
                attacker.send(priority(1, 1));
            }
            assertEnds(attacker, ErrorCode.ENHANCE_YOUR_CALM);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    // ---- small frames ---------------------------------------------------------------------------------------------

    /** A byte in each frame is no fault, and costs what a byte costs (ContentTest). */
    @Test
    void contentByteByByte() throws Exception {
        int frames = 200_000;
        int[] received = new int[1];
        try (Siege siege = Siege.of(context -> {
            context.request().body().skipNBytes(1);
            received[0] = 1 + context.request().bytes().length;
        })) {
            FrameClient attacker = attacker(siege).post(1, "/").send();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] one = Http2FloodTest.frame(FrameClient.DATA, 0, 1, 'x');
            for (int i = 0; i < frames; i++) {
                bytes.write(one);
            }
            attacker.send(bytes.toByteArray());
            attacker.ping(false, new byte[8]).send();
            attacker.await(FrameClient.PING);
            attacker.data(1, new byte[0], true).send();
            assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
            siege.over();
            assertThat(received[0]).isEqualTo(frames);
        }
    }

    @Test
    void nothingButPadding() throws Exception {
        int[] padding = new int[256];
        padding[0] = 255;
        try (Siege siege = Siege.of(context -> context.request().bytes())) {
            FrameClient attacker = attacker(siege).post(1, "/").send();
            try {
                for (int i = 0; i < 2_000; i++) {
                    attacker.send(Http2FloodTest.frame(FrameClient.DATA, 8, 1, padding));
                }
            } catch (IOException cut) {
                assertThat(cut).isInstanceOf(SocketException.class);
            }
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }
}
