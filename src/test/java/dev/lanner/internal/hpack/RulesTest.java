package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule is broken by a block of its own; a constant without one fails here. */
class RulesTest {
    private static final FieldLimits SMALL = new FieldLimits(100, 2);

    private static final Map<HpackRule, String> BREAKS = new EnumMap<>(Map.ofEntries(
            Map.entry(HpackRule.BLOCK_CUT, "82 41"),
            Map.entry(HpackRule.INDEX_ZERO, "80"),
            Map.entry(HpackRule.INDEX_TOO_LARGE, "be"),
            Map.entry(HpackRule.INTEGER_TOO_LARGE, "ff 80 80 80 80 01"),
            Map.entry(HpackRule.STRING_CUT, "41 05 61 62 63 64"),
            Map.entry(HpackRule.HUFFMAN_EOS, "41 84 ff ff ff ff"),
            Map.entry(HpackRule.HUFFMAN_PADDING_TOO_LONG, "41 82 07 ff"),
            Map.entry(HpackRule.HUFFMAN_PADDING_MALFORMED, "41 81 06"),
            Map.entry(HpackRule.TABLE_SIZE_TOO_LARGE, "3f e2 1f"),
            Map.entry(HpackRule.TABLE_SIZE_UPDATE_LATE, "82 20"),
            Map.entry(HpackRule.TABLE_SIZE_UPDATES_TOO_MANY, "20 20 20"),
            Map.entry(HpackRule.TABLE_SIZE_NOT_REDUCED, "82"),
            Map.entry(HpackRule.FIELDS_FAR_TOO_LARGE, "84 84 84 84 84 84"),
            Map.entry(HpackRule.FIELDS_FAR_TOO_MANY, "90 90 90 90 90")));

    private static final Map<FieldFault, String> FAULTS = new EnumMap<>(Map.of(
            FieldFault.NAME_EMPTY, "00 00 01 61",
            FieldFault.NAME_UPPER_CASE, "00 02 61 42 01 61",
            FieldFault.NAME_MALFORMED, "00 02 61 20 01 61",
            FieldFault.PSEUDO_HEADER_UNKNOWN, "00 02 3a 61 01 61",
            FieldFault.VALUE_MALFORMED, "00 01 61 03 61 0a 61",
            FieldFault.VALUE_PADDED, "00 01 61 02 61 20",
            FieldFault.FIELDS_TOO_LARGE, "84 84 84",
            FieldFault.FIELDS_TOO_MANY, "00 01 61 00 00 01 61 00 00 01 61 00"));

    @ParameterizedTest
    @EnumSource
    void ruleEndsTheConnection(HpackRule rule) {
        HpackDecoder decoder = new HpackDecoder();
        if (rule == HpackRule.TABLE_SIZE_NOT_REDUCED) {
            decoder.allowTable(100);
        }
        FieldLimits limits = rule == HpackRule.FIELDS_FAR_TOO_LARGE
                ? SMALL
                : rule == HpackRule.FIELDS_FAR_TOO_MANY ? new FieldLimits(1_000, 2) : Fields.DEFAULT_LIMITS;

        assertThatThrownBy(() -> new Fields().decode(decoder, Fields.bytes(BREAKS.get(rule)), limits))
                .isInstanceOfSatisfying(
                        HpackException.class,
                        broken -> assertThat(broken.rule()).isSameAs(rule))
                .hasMessage(rule + " (" + rule.section() + ")")
                .hasNoCause();
        assertThat(rule.isLimit()).isEqualTo(rule.section().startsWith("Limits."));
    }

    @ParameterizedTest
    @EnumSource
    void faultCostsTheStream(FieldFault fault) throws HpackException {
        HpackDecoder decoder = new HpackDecoder();
        FieldLimits limits = fault.isLimit()
                ? new FieldLimits(fault == FieldFault.FIELDS_TOO_LARGE ? 100 : 1_000, 2)
                : Fields.DEFAULT_LIMITS;
        Fields fields = new Fields();

        // A field behind it enters the table all the same, and is not handed out.
        byte[] block = Fields.bytes(FAULTS.get(fault) + "40 01 62 01 63");
        assertThat(fields.decode(decoder, block, limits)).isSameAs(fault);
        assertThat(fields.lines).doesNotContain("b: c");
        assertThat(Fields.entries(decoder.table())).containsExactly("34 b: c");

        // The next block finds it there.
        Fields next = new Fields();
        assertThat(next.decode(decoder, "be")).isNull();
        assertThat(next.lines).containsExactly("b: c");
    }

    @Test
    void exceptionHasNoStackTrace() {
        assertThat(HpackRule.INDEX_ZERO.broken().getStackTrace()).isEmpty();
    }
}
