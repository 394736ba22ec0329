package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.http2.ErrorCode;
import dev.lanner.internal.http2.FrameClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Field blocks that are small on the wire and large behind it. They are counted while they are decoded. */
class HpackBombTest {
    private static final int INDEXED_GET = 0x82;
    private static final int INDEXED_PATH = 0x84;
    private static final int INDEXED_HTTP = 0x86;
    private static final int NEWEST_ENTRY = 0xbe;

    private static FrameClient attacker(Siege siege) throws IOException {
        return siege.add(FrameClient.connect(siege.server().port())).begin();
    }

    private static ByteArrayOutputStream request() {
        var block = new ByteArrayOutputStream();
        block.write(INDEXED_GET);
        block.write(INDEXED_HTTP);
        block.write(INDEXED_PATH);
        block.write(0x01); // :authority, literal, not indexed
        literal(block, "a");
        return block;
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                block.write(length & 0x7f | 0x80);
            }
            block.write(length);
        }
        text.chars().forEach(block::write);
    }

    /** An entry of the dynamic table. */
    private static void entry(ByteArrayOutputStream block, String name, String value) {
        block.write(0x40);
        literal(block, name);
        literal(block, value);
    }

    private static byte[] headers(int streamId, ByteArrayOutputStream block) {
        return Http2FloodTest.frame(
                1,
                0x5,
                streamId,
                block.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .chars()
                        .toArray());
    }

    /** CVE-2016-6581: an entry as large as the table, again and again. */
    @Test
    void largeEntryAgainAndAgain() throws Exception {
        var block = request();
        entry(block, "x", "y".repeat(4_000));
        for (int i = 0; i < 10_000; i++) {
            block.write(NEWEST_ENTRY);
        }
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).send(headers(1, block));
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            assertThat(siege.handled()).isZero();
            siege.over();
        }
    }

    /** The bomb of 2026 (CVE-2026-49975): tiny fields, whose cost is not in their bytes. */
    @Test
    void tinyEntryAgainAndAgain() throws Exception {
        bomb("x", "");
    }

    @Test
    void cookieCrumbs() throws Exception {
        bomb("cookie", "a");
    }

    private static void bomb(String name, String value) throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege);
            var first = request();
            entry(first, name, value);
            attacker.send(headers(1, first));
            assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
            var block = request();
            for (int i = 0; i < 150; i++) {
                block.write(NEWEST_ENTRY);
            }
            attacker.send(headers(3, block));
            assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(431);
            assertThat(siege.handled()).isEqualTo(1);

            var larger = request();
            for (int i = 0; i < 15_000; i++) {
                larger.write(NEWEST_ENTRY);
            }
            attacker.send(headers(5, larger));
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    /** The table is emptied and filled over and over. */
    @Test
    void tableSizeChurn() throws Exception {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            block.write(0x20);
            block.write(0x3f);
            block.write(0xe1);
            block.write(0x1f);
        }
        block.writeBytes(request().toByteArray());
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).send(headers(1, block));
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.COMPRESSION_ERROR);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }

    @Test
    void integerWithoutEnd() throws Exception {
        var block = new ByteArrayOutputStream();
        block.write(0x7f);
        for (int i = 0; i < 1_000; i++) {
            block.write(0x80);
        }
        try (Siege siege = Siege.of(context -> {})) {
            FrameClient attacker = attacker(siege).send(headers(1, block));
            assertThat(attacker.await(FrameClient.GOAWAY).code()).isEqualTo(ErrorCode.COMPRESSION_ERROR);
            siege.repelled(EndReason.PROTOCOL_VIOLATION, 1);
            siege.over();
        }
    }
}
