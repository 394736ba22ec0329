package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.http.HeaderName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpackDecoderTest {
    private final HpackDecoder decoder = new HpackDecoder();
    private final Fields fields = new Fields();

    @Test
    void fieldFromTheTableIsTheSameString() throws Exception {
        fields.decode(decoder, "41 8c f1e3 c2e5 f23a 6ba0 ab90 f4ff");
        fields.decode(decoder, "be be");

        assertThat(fields.lines).hasSize(3).containsOnly(":authority: www.example.com");
        assertThat(fields.values.get(1)).isSameAs(fields.values.get(0));
        assertThat(fields.values.get(2)).isSameAs(fields.values.get(0));
    }

    @Test
    void tableVersionStaysWhileTheTableDoes() throws Exception {
        fields.decode(decoder, "40 01 61 01 62");
        long version = decoder.tableVersion();
        for (String block : List.of("", "be", "82", "00 01 61 01 62", "10 01 61 01 62", "0f 2f 01 62")) {
            fields.decode(decoder, block);
            assertThat(decoder.tableVersion()).as(block).isEqualTo(version);
        }
    }

    /** Also where it is only the same field once more, or the size is what it was. */
    @Test
    void tableVersionChangesWithTheTable() throws Exception {
        long version = decoder.tableVersion();
        for (String block : List.of("40 01 61 01 62", "40 01 61 01 62", "7e 01 62", "20", "3f 20 82", "3f 20 82")) {
            fields.decode(decoder, block);
            assertThat(decoder.tableVersion()).as(block).isGreaterThan(version);
            version = decoder.tableVersion();
        }
        decoder.allowTable(0);
        assertThat(decoder.tableVersion()).isGreaterThan(version);
    }

    @Test
    void knownNameIsTheConstant() throws Exception {
        HeaderName[] names = new HeaderName[2];
        FieldSink sink = new FieldSink() {
            @Override
            public void pseudoHeader(PseudoHeader name, String value, boolean neverIndexed) {
                throw new AssertionError(name);
            }

            @Override
            public void field(HeaderName name, String value, boolean neverIndexed) {
                names[names[0] == null ? 0 : 1] = name;
            }
        };
        byte[] block = Fields.bytes("0f2b0161 000a 757365722d6167656e74 0161");
        assertThat(decoder.decode(block, 0, block.length, Fields.DEFAULT_LIMITS, sink))
                .isNull();

        assertThat(names[0]).isSameAs(HeaderName.USER_AGENT);
        assertThat(names[1]).isSameAs(HeaderName.USER_AGENT);
    }

    @Test
    void emptyBlockHasNoFields() throws Exception {
        assertThat(fields.decode(decoder, "")).isNull();
        assertThat(fields.lines).isEmpty();
    }

    @Test
    void blockMayStandAnywhereInTheArray() throws Exception {
        assertThat(decoder.decode(Fields.bytes("80 80 82 87 80"), 2, 2, Fields.DEFAULT_LIMITS, fields))
                .isNull();
        assertThat(fields.lines).containsExactly(":method: GET", ":scheme: https");
    }

    @Test
    void bytesBeyondAsciiPassThrough() throws Exception {
        assertThat(fields.decode(decoder, "00 01 61 03 80 e4 ff")).isNull();
        assertThat(fields.values.getFirst().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(Fields.bytes("80 e4 ff"));
    }

    @ParameterizedTest
    @CsvSource({
        "a:b, NAME_MALFORMED",
        "a\u0080, NAME_MALFORMED",
        "A, NAME_UPPER_CASE",
        "Host, NAME_UPPER_CASE",
        ":Path, PSEUDO_HEADER_UNKNOWN",
        ":, PSEUDO_HEADER_UNKNOWN",
        ":path:, PSEUDO_HEADER_UNKNOWN",
        "'a\u0000', NAME_MALFORMED",
        "'a\u007f', NAME_MALFORMED"
    })
    void nameFaults(String name, FieldFault fault) throws Exception {
        BlockWriter out = new BlockWriter();
        out.integer(0, 0x0f, 0);
        out.string(name);
        out.string("value");
        byte[] block = Fields.bytes(Fields.hex(out));

        assertThat(fields.decode(decoder, block, Fields.DEFAULT_LIMITS)).isSameAs(fault);
        assertThat(fields.lines).isEmpty();
    }

    @Test
    void everyControlCharacterInAValueIsAFault() throws Exception {
        for (int b = 0; b < 256; b++) {
            boolean control = b < ' ' && b != '\t' || b == 0x7f;
            byte[] block = {0, 1, 'n', 3, 'x', (byte) b, 'x'};
            assertThat(new Fields().decode(decoder, block, Fields.DEFAULT_LIMITS))
                    .as("0x%02x", b)
                    .isEqualTo(control ? FieldFault.VALUE_MALFORMED : null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "\ta", "a\t", " ", "\t"})
    void paddedValueIsAFault(String value) throws Exception {
        BlockWriter out = new BlockWriter();
        out.integer(0, 0x0f, 4);
        out.string(value);

        assertThat(fields.decode(decoder, Fields.hex(out))).isEqualTo(FieldFault.VALUE_PADDED);
    }

    @Test
    void malformedEntryIsAFaultInEachBlockThatRefersToIt() throws Exception {
        // The name is bad in one entry, the value in another.
        assertThat(fields.decode(decoder, "40 01 41 01 61 40 01 62 01 00")).isEqualTo(FieldFault.NAME_UPPER_CASE);

        assertThat(new Fields().decode(decoder, "82")).isNull();
        assertThat(new Fields().decode(decoder, "be")).isEqualTo(FieldFault.VALUE_MALFORMED);
        assertThat(new Fields().decode(decoder, "bf")).isEqualTo(FieldFault.NAME_UPPER_CASE);
        // A literal that takes the name of an entry: of the bad one, and of the one whose value is bad.
        assertThat(new Fields().decode(decoder, "0f30 0161")).isEqualTo(FieldFault.NAME_UPPER_CASE);
        assertThat(fields.decode(decoder, "0f2f 0161")).isNull();
        assertThat(fields.lines).containsExactly("b: a");
    }

    @Test
    void firstFaultIsReported() throws Exception {
        assertThat(fields.decode(decoder, "82 00 01 41 01 61 00 00 01 61 82")).isEqualTo(FieldFault.NAME_UPPER_CASE);
        assertThat(fields.lines).containsExactly(":method: GET");
    }

    @Test
    void fieldsUpToTheLimitAreTaken() throws Exception {
        // ":path: /" counts 38.
        FieldLimits limits = new FieldLimits(38 * 3, 100);
        assertThat(fields.decode(decoder, Fields.bytes("84 84 84"), limits)).isNull();
        assertThat(new Fields().decode(decoder, Fields.bytes("84 84 84 84"), limits))
                .isEqualTo(FieldFault.FIELDS_TOO_LARGE);
        assertThat(new Fields().decode(decoder, Fields.bytes("84 84 84 84 84 84"), limits))
                .isEqualTo(FieldFault.FIELDS_TOO_LARGE);
        assertThatThrownBy(() -> new Fields().decode(decoder, Fields.bytes("84 84 84 84 84 84 84"), limits))
                .hasMessageContaining("FIELDS_FAR_TOO_LARGE");
    }

    @Test
    void pseudoHeadersAreNotCounted() throws Exception {
        FieldLimits limits = new FieldLimits(1_000, 2);
        assertThat(fields.decode(decoder, Fields.bytes("82 84 87 90 90"), limits))
                .isNull();
        assertThat(new Fields().decode(decoder, Fields.bytes("82 84 87 90 90 90 90"), limits))
                .isEqualTo(FieldFault.FIELDS_TOO_MANY);
        assertThatThrownBy(() -> new Fields().decode(decoder, Fields.bytes("82 90 90 90 90 90"), limits))
                .hasMessageContaining("FIELDS_FAR_TOO_MANY");
    }

    @Test
    void linesOfACookieAreCounted() throws Exception {
        fields.decode(decoder, "60 03 61 3d 62");
        assertThat(new Fields().decode(decoder, Fields.bytes("be be be"), new FieldLimits(1_000, 2)))
                .isEqualTo(FieldFault.FIELDS_TOO_MANY);
    }

    @Test
    void twoUpdatesOfTheSizeAreTaken() throws Exception {
        fields.decode(decoder, "40 01 62 01 63");
        assertThat(fields.decode(decoder, "20 3f e1 1f 82")).isNull();

        assertThat(decoder.table().count()).isZero();
        assertThat(decoder.table().bytesMax()).isEqualTo(4_096);
    }

    @Test
    void entryLargerThanTheTableEmptiesIt() throws Exception {
        fields.decode(decoder, "3f 09 40 01 62 01 63");
        assertThat(decoder.table().count()).isOne();
        assertThat(fields.decode(decoder, "40 01 62 08 6363636363636363")).isNull();

        assertThat(decoder.table().count()).isZero();
        assertThat(fields.lines).containsExactly("b: c", "b: cccccccc");
    }

    @Test
    void nameOfAnEntryThatItsOwnFieldEvictsIsStillThere() throws Exception {
        // RFC 7541 §4.4: room for one entry of "bb: c".
        fields.decode(decoder, "3f 04 40 02 62 62 01 63");
        assertThat(fields.decode(decoder, "7e 01 64")).isNull();

        assertThat(fields.lines).containsExactly("bb: c", "bb: d");
        assertThat(Fields.entries(decoder.table())).containsExactly("35 bb: d");
    }

    @Test
    void loweredLimitBindsFromTheNextBlockOn() throws Exception {
        fields.decode(decoder, "40 01 62 01 63");
        decoder.allowTable(0);
        assertThat(fields.decode(decoder, "20 82")).isNull();
        assertThat(decoder.table().count()).isZero();
        assertThatThrownBy(() -> fields.decode(decoder, "21")).hasMessageContaining("TABLE_SIZE_TOO_LARGE");
    }

    @Test
    void loweredLimitThatTheTableKeepsAnywayNeedsNoUpdate() throws Exception {
        fields.decode(decoder, "3f 21");
        decoder.allowTable(100);
        assertThat(fields.decode(decoder, "82")).isNull();
    }

    @Test
    void raisedLimitAllowsALargerTable() throws Exception {
        decoder.allowTable(65_536);
        assertThat(fields.decode(decoder, "3f e1 ff 03")).isNull();
        assertThat(decoder.table().bytesMax()).isEqualTo(65_536);
        for (int i = 0; i < 600; i++) {
            fields.decode(decoder, "40 01 62 01 63");
        }
        assertThat(decoder.table().count()).isEqualTo(600);
        Fields.checkInvariants(decoder.table());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ff", "ff 80", "ff 80 80 80 80", "7f ff ff ff ff", "40", "40 01", "40 01 61", "40 01 61 7f", "3f"
            })
    void cutBlockEndsTheConnection(String hex) {
        assertThatThrownBy(() -> fields.decode(decoder, hex)).isInstanceOf(HpackException.class);
    }

    @Test
    void integersMayHaveLeadingZerosWithinFiveBytes() throws Exception {
        // 127 + 0, in one, two, three and four bytes behind the first.
        decoder.allowTable(65_536);
        for (String zeros : List.of("00", "80 00", "80 80 00", "80 80 80 00")) {
            assertThat(fields.decode(decoder, "3f " + zeros)).isNull();
            assertThat(decoder.table().bytesMax()).isEqualTo(31);
        }
        assertThatThrownBy(() -> fields.decode(decoder, "3f 80 80 80 80 00")).hasMessageContaining("INTEGER_TOO_LARGE");
    }

    @Test
    void fieldsBeyondALimitAreNotHandedOut() throws Exception {
        FieldLimits limits = new FieldLimits(38 * 2, 100);
        assertThat(fields.decode(decoder, Fields.bytes("84 84 84 84"), limits)).isEqualTo(FieldFault.FIELDS_TOO_LARGE);
        assertThat(fields.lines).hasSize(2);
    }
}
