package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a decoder hands out, a line for each field; and what the tests of this package say in short. */
final class Fields implements FieldSink {
    static final FieldLimits DEFAULT_LIMITS = new FieldLimits(32_768, 100);

    final List<String> lines = new ArrayList<>();

    /** The very strings, to compare identities. */
    final List<String> values = new ArrayList<>();

    final List<Boolean> neverIndexed = new ArrayList<>();

    @Override
    public void pseudoHeader(PseudoHeader name, String value, boolean never) {
        add(name.text(), value, never);
    }

    @Override
    public void field(HeaderName name, String value, boolean never) {
        add(name.lowerCase(), value, never);
    }

    private void add(String name, String value, boolean never) {
        lines.add(name + ": " + value);
        values.add(value);
        neverIndexed.add(never);
    }

    /** Decodes a block in hexadecimal digits, blanks among them. */
    FieldFault decode(HpackDecoder decoder, String hex) throws HpackException {
        return decode(decoder, bytes(hex), DEFAULT_LIMITS);
    }

    FieldFault decode(HpackDecoder decoder, byte[] block, FieldLimits limits) throws HpackException {
        return decoder.decode(block, 0, block.length, limits, this);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** What was written, in hexadecimal digits. */
    static String hex(BlockWriter block) {
        return HexFormat.of().formatHex(block.array(), 0, block.length());
    }

    /** A name, pseudo-header or not. */
    static FieldName name(String text) {
        for (PseudoHeader pseudo : PseudoHeader.values()) {
            if (pseudo.text().equals(text)) {
                return FieldName.of(pseudo);
            }
        }
        return FieldName.of(HeaderName.of(text));
    }

    /** The entries from the newest to the oldest, each with its size, as RFC 7541 appendix C shows them. */
    static List<String> entries(DynamicTable table) {
        List<String> entries = new ArrayList<>();
        for (int position = 1; position <= table.count(); position++) {
            Field field = table.get(position);
            entries.add(field.size() + " " + field.name().text + ": " + field.value());
        }
        return entries;
    }

    /** What must be true of a table at all times. */
    static void checkInvariants(DynamicTable table) {
        int bytes = 0;
        for (int position = 1; position <= table.count(); position++) {
            bytes += table.get(position).size();
        }
        if (bytes != table.bytes() || bytes > table.bytesMax() || table.count() > table.bytesMax() / Field.OVERHEAD) {
            throw new AssertionError(
                    table.count() + " entries of " + bytes + " bytes in a table that says " + table.bytes());
        }
    }
}
