package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanner.http.HeaderName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded round trips and mutations. {@code -Dlanner.fuzz.rounds=} has more of them than the ordinary build does.
 */
class HpackFuzzTest {
    private static final int ROUNDS = Integer.getInteger("lanner.fuzz.rounds", 40_000);
    private static final FieldLimits WIDE = new FieldLimits(1 << 20, 10_000);

    private static final String[] NAMES = {
        "accept",
        "cookie",
        "content-length",
        "content-type",
        "date",
        "etag",
        "refresh",
        "server",
        "user-agent",
        "vary",
        "x-a",
        "x-b",
        "x-c",
        "x-request-id",
        "authorization",
        "via",
        "link",
        "cache-control"
    };

    /** Both ends of a connection: what one encodes, the other decodes. */
    private static final class Ends {
        final Random random;
        final HpackEncoder encoder = new HpackEncoder();
        final HpackDecoder decoder = new HpackDecoder();
        final BlockWriter out = new BlockWriter();

        Ends(long seed) {
            random = new Random(seed);
        }

        /** A block, of which the bytes are then in {@link #out}. */
        List<String> encode() {
            List<String> lines = new ArrayList<>();
            for (int changes = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0; changes > 0; changes--) {
                encoder.allowTable(random.nextInt(6_000));
            }
            out.clear();
            encoder.begin(out);
            int status = 100 + random.nextInt(500);
            encoder.status(out, status);
            lines.add(":status: " + status);
            if (random.nextInt(4) == 0) {
                String path = text(30);
                encoder.pseudoHeader(out, PseudoHeader.PATH, path);
                lines.add(":path: " + path);
            }
            for (int fields = random.nextInt(12); fields > 0; fields--) {
                String name = NAMES[random.nextInt(NAMES.length)];
                String value = random.nextInt(3) > 0 ? NAMES[random.nextInt(5)] : text(random.nextInt(300));
                encoder.field(out, HeaderName.of(name), value, random.nextInt(10) == 0);
                lines.add(name + ": " + value);
            }
            return lines;
        }

        private String text(int length) {
            int bound = random.nextInt(4) == 0 ? 0x100 : 0x7f;
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                char c = (char) (0x21 + random.nextInt(bound - 0x21));
                text.append(c == 0x7f ? 'x' : c);
            }
            return text.toString();
        }

        byte[] bytes() {
            return Arrays.copyOf(out.array(), out.length());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsEncodedIsDecoded(long seed) throws Exception {
        Ends ends = new Ends(seed);
        for (int round = 0; round < ROUNDS / 20; round++) {
            List<String> lines = ends.encode();
            Fields fields = new Fields();
            assertThat(fields.decode(ends.decoder, ends.bytes(), WIDE)).isNull();
            assertThat(fields.lines).isEqualTo(lines);
            assertThat(Fields.entries(ends.decoder.table())).isEqualTo(Fields.entries(ends.encoder.table()));
            assertThat(ends.decoder.table().bytesMax())
                    .isEqualTo(ends.encoder.table().bytesMax());
            Fields.checkInvariants(ends.encoder.table());
        }
    }

    /** A decoder that fails must fail with a rule, and keep its table right until then. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void mutatedBlockIsTakenOrBreaksARule(long seed) {
        Set<HpackRule> broken = EnumSet.noneOf(HpackRule.class);
        Set<FieldFault> faults = EnumSet.noneOf(FieldFault.class);
        FieldLimits limits = new FieldLimits(600, 8);
        for (int round = 0; round < ROUNDS / 200; round++) {
            Ends ends = new Ends(seed * ROUNDS + round);
            HpackDecoder decoder = new HpackDecoder();
            for (int mutation = 0; mutation < 1_000; mutation++) {
                if (mutation % 20 == 0) {
                    ends.encode();
                }
                byte[] block = mutate(ends.bytes(), ends.random);
                byte[] before = block.clone();
                Fields fields = new Fields();
                try {
                    FieldFault fault = fields.decode(decoder, block, limits);
                    if (fault != null) {
                        faults.add(fault);
                    }
                    Fields.checkInvariants(decoder.table());
                } catch (HpackException rule) {
                    broken.add(rule.rule());
                    Fields.checkInvariants(decoder.table());
                    decoder = new HpackDecoder();
                }
                boolean bounded = fields.lines.size() <= 600 / Field.OVERHEAD
                        && fields.values.stream().mapToInt(String::length).sum() <= 600;
                assertTrue(
                        bounded && Arrays.equals(block, before),
                        () -> HexFormat.of().formatHex(before));
            }
        }
        assertThat(broken)
                .contains(
                        HpackRule.BLOCK_CUT,
                        HpackRule.INDEX_ZERO,
                        HpackRule.INDEX_TOO_LARGE,
                        HpackRule.INTEGER_TOO_LARGE,
                        HpackRule.STRING_CUT,
                        HpackRule.HUFFMAN_PADDING_MALFORMED,
                        HpackRule.TABLE_SIZE_UPDATE_LATE,
                        HpackRule.FIELDS_FAR_TOO_LARGE);
        assertThat(faults).contains(FieldFault.NAME_MALFORMED, FieldFault.VALUE_MALFORMED, FieldFault.FIELDS_TOO_LARGE);
    }

    /** As bytes come, with no encoder behind them. */
    @Test
    void noiseIsTakenOrBreaksARule() {
        Random random = new Random(99);
        int taken = 0;
        for (int round = 0; round < ROUNDS * 10; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            HpackDecoder decoder = new HpackDecoder();
            try {
                new Fields().decode(decoder, noise, WIDE);
                taken++;
            } catch (HpackException rule) {
                assertThat(rule.rule()).isNotNull();
            }
            Fields.checkInvariants(decoder.table());
        }
        assertThat(taken).isBetween(1, ROUNDS * 10 - 1);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] block = bytes;
        for (int mutations = random.nextInt(4); mutations > 0 && block.length > 0; mutations--) {
            int at = random.nextInt(block.length);
            int other = random.nextInt(block.length);
            switch (random.nextInt(7)) {
                case 0 -> block[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> block[at] = (byte) random.nextInt(256);
                case 2 -> block = Arrays.copyOf(block, at);
                case 3 -> block = Arrays.copyOfRange(block, at, block.length);
                case 4 -> block = joined(block, Arrays.copyOfRange(block, Math.min(at, other), Math.max(at, other)));
                case 5 -> block[at] = (byte) 0xff;
                default -> block = joined(Arrays.copyOf(block, at), new byte[] {0x20, (byte) random.nextInt(256)});
            }
        }
        return block;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
