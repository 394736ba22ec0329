package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Frames that cost a client nothing and us something (CVE-2019-9512 to 9518 and what came after). All draw from one budget:
 * 1,000 points, 20 more each second, 5 for each answered request. When it is empty: GOAWAY with ENHANCE_YOUR_CALM.
 */
class Http2FloodTest {
    /** More than any budget that such a flood can have. */
    private static final int MANY = 20_000;

    private static final Handler ANSWER = context -> context.response().text("answer");

    /** As long as the client does not open its windows. */
    private static final Handler WAITS_FOR_WINDOW =
            context -> context.response().bytes(new byte[100_000]);

    /** Sends one thing of a flood. */
    @FunctionalInterface
    private interface Wave {
        void send(FrameClient attacker, int number) throws IOException;
    }

    /** Bytes of a frame. */
    static byte[] frame(int type, int flags, int streamId, int... payload) {
        ByteBuffer bytes = ByteBuffer.allocate(9 + payload.length);
        bytes.putInt(payload.length << 8 | type).put((byte) flags).putInt(streamId);
        for (int b : payload) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    /** The flood is cut off within {@code most} waves, by that code. */
    private static void flood(Handler handler, int most, Wave wave) throws Exception {
        flood(EnumSet.of(ErrorCode.ENHANCE_YOUR_CALM), handler, most, wave);
    }

    private static void flood(Set<ErrorCode> codes, Handler handler, int most, Wave wave) throws Exception {
        try (Siege siege = Siege.of(handler)) {
            FrameClient attacker = siege.add(FrameClient.connect(siege.server().port()));
            attacker.begin();
            int sent = 0;
            try {
                while (sent < MANY) {
                    wave.send(attacker, sent);
                    sent++;
                }
            } catch (IOException cut) {
                assertThat(sent).isLessThan(MANY);
            }
            assertLastWord(attacker, codes);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(siege.handled()).isLessThanOrEqualTo(most);
            siege.over();
        }
    }

    /** The last word was GOAWAY, unless a reset has swallowed it. */
    private static void assertLastWord(FrameClient attacker, Set<ErrorCode> codes) throws IOException {
        List<FrameClient.Received> goAways = attacker.rest().stream()
                .filter(frame -> frame.type() == FrameClient.GOAWAY)
                .toList();
        if (!goAways.isEmpty()) {
            assertThat(goAways.getLast().code()).isIn(codes);
        }
    }

    @Test
    void pingFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.ping(false, new byte[8]).send());
    }

    @Test
    void settingsFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.settings().send());
    }

    @Test
    void acknowledgementsOfNothing() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.settingsAck().send());
    }

    @Test
    void priorityFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.send(frame(2, 0, 2 * i + 1, 0, 0, 0, 0, 16)));
    }

    @Test
    void priorityUpdateFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.send(frame(16, 0, 0, 0, 0, 0, 1, 'u', '=', '1')));
    }

    @Test
    void unknownFrames() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.send(frame(0xbe, 0xff, 0)));
    }

    @Test
    void windowUpdateFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.windowUpdate(0, 1).send());
    }

    @Test
    void emptyDataFlood() throws Exception {
        flood(context -> context.request().bytes(), 1, (attacker, i) -> {
            if (i == 0) {
                attacker.post(1, "/");
            }
            attacker.data(1, new byte[0], false).send();
        });
    }

    @Test
    void emptyContinuationFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.send(i == 0 ? frame(1, 0, 1, 0x82) : frame(9, 0, 1)));
    }

    @Test
    void continuationFlood() throws Exception {
        flood(ANSWER, 0, (attacker, i) -> attacker.send(i == 0 ? frame(1, 0, 1, 0x82) : frame(9, 0, 1, 0x84)));
    }

    /** Each changes the windows of all streams. */
    @Test
    void initialWindowChurn() throws Exception {
        flood(WAITS_FOR_WINDOW, 100, (attacker, i) -> {
            if (i < 100) {
                attacker.get(2 * i + 1, "/").send();
            }
            attacker.settings(FrameClient.INITIAL_WINDOW_SIZE, i % 2 == 0 ? 0 : 65_535)
                    .send();
        });
    }

    /** CVE-2023-44487: requests that are taken back at once. */
    @Test
    void rapidReset() throws Exception {
        flood(
                ANSWER,
                500,
                (attacker, i) -> attacker.get(2 * i + 1, "/")
                        .rstStream(2 * i + 1, ErrorCode.CANCEL)
                        .send());
    }

    /** A stream that was reset keeps its place until its handler has ended: no more than 100 run at once. */
    @Test
    void rapidResetOfHandlersThatGoOn() throws Exception {
        var end = new CountDownLatch(1);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        Handler stubborn = context -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                end.await();
            } finally {
                running.decrementAndGet();
            }
        };
        try (Siege siege = Siege.of(stubborn)) {
            FrameClient attacker = siege.add(FrameClient.connect(siege.server().port()));
            attacker.begin();
            for (int i = 0; i < 120; i++) {
                attacker.get(2 * i + 1, "/")
                        .rstStream(2 * i + 1, ErrorCode.CANCEL)
                        .send();
            }
            attacker.ping(false, new byte[8]).send();
            FrameClient.Received frame = attacker.next();
            int refused = 0;
            while (frame.type() != FrameClient.PING) {
                if (frame.type() == FrameClient.RST_STREAM && frame.code() == ErrorCode.REFUSED_STREAM) {
                    refused++;
                }
                frame = attacker.next();
            }
            assertThat(most.get()).isLessThanOrEqualTo(100);
            assertThat(refused).isGreaterThanOrEqualTo(1);
            end.countDown();
            siege.over();
        } finally {
            end.countDown();
        }
    }

    /** CVE-2025-8671: mistakes that make us do the resetting. Resets that a client provokes cost what its own cost. */
    @Test
    void madeYouResetByWindowUpdateOfNothing() throws Exception {
        flood(
                ANSWER,
                500,
                (attacker, i) -> attacker.post(2 * i + 1, "/").send().send(frame(8, 0, 2 * i + 1, 0, 0, 0, 0)));
    }

    @Test
    void madeYouResetByWindowOverflow() throws Exception {
        flood(
                ANSWER,
                500,
                (attacker, i) -> attacker.post(2 * i + 1, "/")
                        .windowUpdate(2 * i + 1, Integer.MAX_VALUE)
                        .send());
    }

    /** Where the server has had the last word on a stream already, the connection ends at once. */
    @Test
    void madeYouResetByDataBehindTheEnd() throws Exception {
        flood(
                EnumSet.of(ErrorCode.ENHANCE_YOUR_CALM, ErrorCode.STREAM_CLOSED),
                WAITS_FOR_WINDOW,
                500,
                (attacker, i) ->
                        attacker.get(2 * i + 1, "/").data(2 * i + 1, "x", true).send());
    }

    @Test
    void madeYouResetByPriorityLength() throws Exception {
        flood(
                ANSWER,
                500,
                (attacker, i) -> attacker.post(2 * i + 1, "/").send().send(frame(2, 0, 2 * i + 1, 0, 0, 0, 0)));
    }

    @Test
    void madeYouResetByMalformedRequests() throws Exception {
        flood(
                ANSWER,
                0,
                (attacker, i) ->
                        attacker.get(2 * i + 1, "/", "connection", "close").send());
    }

    @Test
    void madeYouResetByContentLength() throws Exception {
        flood(
                context -> context.request().bytes(),
                500,
                (attacker, i) -> attacker.post(2 * i + 1, "/", "content-length", "1")
                        .data(2 * i + 1, "xx", true)
                        .send());
    }

    /** All that may be opened, before the first is answered: the limit holds from the first byte, acknowledged or not. */
    @Test
    void streamsBeyondTheLimit() throws Exception {
        var end = new CountDownLatch(1);
        try (Siege siege = Siege.of(context -> end.await())) {
            FrameClient attacker = siege.add(FrameClient.connect(siege.server().port()));
            attacker.preface();
            for (int i = 0; i < 150; i++) {
                attacker.get(2 * i + 1, "/");
            }
            attacker.ping(false, new byte[8]).send();
            int refused = 0;
            FrameClient.Received frame = attacker.next();
            while (frame.type() != FrameClient.PING) {
                if (frame.type() == FrameClient.RST_STREAM) {
                    assertThat(frame.code()).isEqualTo(ErrorCode.REFUSED_STREAM);
                    refused++;
                }
                frame = attacker.next();
            }
            assertThat(refused).isEqualTo(50);
            end.countDown();
            siege.over();
            assertThat(siege.handled()).isEqualTo(100);
        } finally {
            end.countDown();
        }
    }
}
