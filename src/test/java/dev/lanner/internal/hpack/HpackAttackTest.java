package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lanner.http.HeaderName;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Attacks by their names, against the limits that a server has if nobody sets others. */
class HpackAttackTest {
    private static final FieldLimits LIMITS = Fields.DEFAULT_LIMITS;

    private final HpackDecoder decoder = new HpackDecoder();

    /** Counts, and holds nothing: what is allocated is the decoder's. */
    private static final class Counter implements FieldSink {
        int fields;

        @Override
        public void pseudoHeader(PseudoHeader name, String value, boolean neverIndexed) {
            fields++;
        }

        @Override
        public void field(HeaderName name, String value, boolean neverIndexed) {
            fields++;
        }
    }

    private FieldFault decode(byte[] block, FieldSink sink) throws HpackException {
        return decoder.decode(block, 0, block.length, LIMITS, sink);
    }

    private static byte[] literal(int first, String name, String value) {
        BlockWriter out = new BlockWriter(Integer.MAX_VALUE);
        out.integer(first, 0x0f, 0);
        out.string(name);
        out.string(value);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static byte[] repeated(int b, int count) {
        byte[] block = new byte[count];
        Arrays.fill(block, (byte) b);
        return block;
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** CVE-2016-6581: 4 KiB in the table, referred to 16,000 times by a byte each, would be 64 MiB. */
    @Test
    void hpackBomb() throws Exception {
        assertThat(decode(literal(0x40, "x-bomb", "x".repeat(4_000)), new Counter()))
                .isNull();
        byte[] bomb = repeated(0xbe, 16_000);
        Counter counter = new Counter();
        long before = allocatedBytes();

        assertThatThrownBy(() -> decode(bomb, counter)).hasMessageContaining("FIELDS_FAR_TOO_LARGE");

        assertThat(counter.fields).isEqualTo(LIMITS.bytes() / 4_038);
        assertThat(allocatedBytes() - before).isLessThan(100_000);
    }

    /** CVE-2026-49975 and its kin: a tiny field referred to again and again, as lines of a cookie. */
    @Test
    void http2Bomb() throws Exception {
        assertThat(decode(literal(0x40, "cookie", "a"), new Counter())).isNull();
        Counter counter = new Counter();

        assertThat(decode(repeated(0xbe, 200), counter)).isEqualTo(FieldFault.FIELDS_TOO_MANY);
        assertThat(counter.fields).isEqualTo(100);
        assertThatThrownBy(() -> decode(repeated(0xbe, 32_000), new Counter()))
                .hasMessageContaining("FIELDS_FAR_TOO_MANY");
    }

    @Test
    void pseudoHeaderFlood() {
        Counter counter = new Counter();
        assertThatThrownBy(() -> decode(repeated(0x82, 1_000_000), counter))
                .hasMessageContaining("FIELDS_FAR_TOO_LARGE");
        assertThat(counter.fields).isLessThanOrEqualTo(LIMITS.bytes() / Field.OVERHEAD);
    }

    @Test
    void tableSizeChurn() {
        assertThatThrownBy(() -> decode(repeated(0x20, 1_000_000), new Counter()))
                .hasMessageContaining("TABLE_SIZE_UPDATES_TOO_MANY");
    }

    /** As large a table as a peer may have, filled and emptied in each block. */
    @Test
    void tableSizeChurnFromBlockToBlock() throws Exception {
        BlockWriter out = new BlockWriter();
        out.integer(0x20, 0x1f, 0);
        out.integer(0x20, 0x1f, 4_096);
        for (int i = 0; i < 90; i++) {
            out.integer(0x40, 0x3f, 0);
            out.string("x" + i);
            out.string("");
        }
        byte[] block = Arrays.copyOf(out.array(), out.length());
        for (int round = 0; round < 1_000; round++) {
            assertThat(decode(block, new Counter())).isNull();
            assertThat(decoder.table().count()).isEqualTo(90);
            Fields.checkInvariants(decoder.table());
        }
    }

    @Test
    void tableOfGigabytes() {
        BlockWriter out = new BlockWriter();
        out.integer(0x20, 0x1f, 1 << 28);
        assertThatThrownBy(() -> decode(Arrays.copyOf(out.array(), out.length()), new Counter()))
                .hasMessageContaining("TABLE_SIZE_TOO_LARGE");
    }

    /** CVE-2015-8659 and others: an integer that wraps around, as an index, a length or a size. */
    @Test
    void integerOverflow() {
        for (String first : new String[] {"ff", "7f", "3f", "0f", "1f", "00 7f", "00 01 61 7f", "40 ff"}) {
            for (String rest : new String[] {
                "ff ff ff ff 0f",
                "ff ff ff ff 07",
                "80 80 80 80 10",
                "ff ff ff ff ff ff ff ff 7f",
                "80 80 80 80 80 80 80"
            }) {
                assertThatThrownBy(() -> decode(Fields.bytes(first + rest), new Counter()))
                        .as(first + " " + rest)
                        .hasMessageContaining("INTEGER_TOO_LARGE");
            }
            assertThatThrownBy(() -> decode(Fields.bytes(first + "ff ff ff 7f"), new Counter()))
                    .as(first)
                    .isInstanceOf(HpackException.class);
        }
    }

    /** A length is only believed if the bytes are there: nothing is allocated for one of 256 MiB. */
    @Test
    void huffmanBomb() {
        byte[] claim = Fields.bytes("00 01 61 ff 81 ff ff 7f 00 00");
        long before = allocatedBytes();
        assertThatThrownBy(() -> decode(claim, new Counter())).hasMessageContaining("STRING_CUT");
        assertThat(allocatedBytes() - before).isLessThan(100_000);
    }

    /** What is there becomes 8/5 as much at most, and the room for it is given back. */
    @Test
    void huffmanStringOfZeros() throws Exception {
        BlockWriter out = new BlockWriter();
        out.integer(0, 0x0f, 0);
        out.string("a");
        out.string("0".repeat(30_000));
        byte[] block = Arrays.copyOf(out.array(), out.length());
        assertThat(block.length).isLessThan(19_000);
        long before = allocatedBytes();
        for (int round = 0; round < 100; round++) {
            assertThat(decode(block, new Counter())).isNull();
        }
        assertThat((allocatedBytes() - before) / 100).isLessThan(70_000);
    }

    @Test
    void huffmanEndOfString() {
        assertThatThrownBy(() -> decode(Fields.bytes("00 01 61 84 ff ff ff ff"), new Counter()))
                .hasMessageContaining("HUFFMAN_EOS");
    }

    /** CVE-2019-9516: fields without a name and without a value, which cost a list and count nothing. */
    @Test
    void zeroLengthNames() throws Exception {
        byte[] block = new byte[3 * 100];
        Counter counter = new Counter();
        assertThat(decode(block, counter)).isEqualTo(FieldFault.NAME_EMPTY);
        assertThat(counter.fields).isZero();
        assertThatThrownBy(() -> decode(new byte[3 * 201], counter)).hasMessageContaining("FIELDS_FAR_TOO_MANY");
    }

    @Test
    void zeroLengthNamesInTheTable() throws Exception {
        byte[] block = new byte[3 * 150];
        for (int i = 0; i < block.length; i += 3) {
            block[i] = 0x40;
        }
        assertThat(decode(block, new Counter())).isEqualTo(FieldFault.NAME_EMPTY);
        assertThat(decoder.table().count()).isEqualTo(128);
        Fields.checkInvariants(decoder.table());
    }

    /** Beyond the limit there is no text any more but what enters the table. */
    @Test
    void fieldsBeyondTheLimitAreNotMade() throws Exception {
        byte[] first = literal(0, "x-large", "x".repeat(32_768));
        byte[] second = literal(0, "x-large", "x".repeat(30_000));
        byte[] block = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, block, first.length, second.length);
        long before = allocatedBytes();
        assertThat(decode(block, new Counter())).isEqualTo(FieldFault.FIELDS_TOO_LARGE);
        assertThat(allocatedBytes() - before).isLessThan(10_000);
    }
}
