package dev.lanner.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The appendices of RFC 7541, from resources that have their tables and examples. */
class AppendixTest {
    @Test
    void staticTableIsAppendixA() throws IOException {
        List<String> lines = lines("appendix-a-static-table.txt");

        assertThat(lines).hasSize(StaticTable.LENGTH);
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            int index = Integer.parseInt(parts[0]);
            String value = parts.length > 2 ? parts[2] : "";
            Field field = StaticTable.get(index);
            assertThat(field.name().text).isEqualTo(parts[1]);
            assertThat(field.value()).isEqualTo(value);
            int first = StaticTable.indexOf(Fields.name(parts[1]));
            assertThat(first).isBetween(1, index);
            assertThat(StaticTable.get(first).name()).isEqualTo(field.name());
            assertThat(StaticTable.indexOf(first, value)).isEqualTo(value.isEmpty() ? 0 : index);
        }
        assertThat(StaticTable.indexOf(Fields.name("x-unknown"))).isZero();
        assertThat(StaticTable.indexOf(Fields.name(":protocol"))).isZero();
    }

    @Test
    void huffmanCodeIsAppendixB() throws IOException {
        List<String> lines = lines("appendix-b-huffman-code.txt");

        assertThat(lines).hasSize(257);
        for (String line : lines.subList(0, 256)) {
            String[] parts = line.split(" ");
            String symbol = Character.toString(Integer.parseInt(parts[0]));
            int length = Integer.parseInt(parts[2]);
            long code = Long.parseLong(parts[1], 16);
            int bytes = (length + 7) / 8;
            long padded = (code + 1 << bytes * 8 - length) - 1;
            byte[] encoded = new byte[bytes + 1];
            assertThat(Huffman.encodedLength(symbol)).as(line).isEqualTo(bytes);
            assertThat(Huffman.encode(symbol, encoded, 1)).as(line).isEqualTo(bytes + 1);
            byte[] expected = new byte[bytes + 1];
            for (int i = 0; i < bytes; i++) {
                expected[i + 1] = (byte) (padded >>> (bytes - 1 - i) * 8);
            }
            assertThat(encoded).as(line).isEqualTo(expected);
            byte[] decoded = new byte[Huffman.decodedRoom(bytes)];
            assertThat(Huffman.decode(encoded, 1, bytes, decoded)).as(line).isOne();
            assertThat(decoded[0] & 0xff).as(line).isEqualTo(symbol.charAt(0));
        }
        assertThat(lines.get(256)).isEqualTo("256 3fffffff 30");
    }

    @Test
    void integersAreAppendixC1() throws IOException {
        for (String line : lines("appendix-c1-integers.txt")) {
            String[] parts = line.split(" ");
            int mask = (1 << Integer.parseInt(parts[0])) - 1;
            int value = Integer.parseInt(parts[1]);
            BlockWriter out = new BlockWriter();
            out.integer(0, mask, value);
            assertThat(Fields.hex(out)).isEqualTo(parts[2]);
            BlockReader in = new BlockReader();
            in.open(out.array(), 0, out.length());
            assertThat(in.integer(mask)).isEqualTo(value);
            assertThat(in.atEnd()).isTrue();
        }
    }

    /** The connection of a resource. */
    private static final class Example {
        final List<Block> blocks = new ArrayList<>();
        boolean huffman;
        boolean alone;
        int tableBytes = DynamicTable.DEFAULT_BYTES;

        Example(String resource) throws IOException {
            for (String line : lines(resource)) {
                String[] parts = line.split(" ", 2);
                switch (parts[0]) {
                    case "huffman" -> huffman = true;
                    case "alone" -> alone = true;
                    case "size" -> tableBytes = Integer.parseInt(parts[1]);
                    case "block" -> blocks.add(new Block(parts[1]));
                    default -> blocks.getLast().add(parts[0], parts[1]);
                }
            }
        }
    }

    private static final class Block {
        final String title;
        final StringBuilder hex = new StringBuilder();
        final List<String> fields = new ArrayList<>();
        final List<String> entries = new ArrayList<>();
        Indexing indexing = Indexing.INDEXED;
        int tableBytes;

        Block(String title) {
            this.title = title;
        }

        void add(String key, String value) {
            switch (key) {
                case "indexing" -> indexing = Indexing.valueOf(value);
                case "bytes" -> hex.append(value.replace(" ", ""));
                case "field" -> fields.add(value);
                case "entry" -> entries.add(value);
                case "table" -> tableBytes = Integer.parseInt(value);
                default -> throw new IllegalArgumentException(key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "appendix-c2-representations.txt",
                "appendix-c3-requests.txt",
                "appendix-c4-requests-huffman.txt",
                "appendix-c5-responses.txt",
                "appendix-c6-responses-huffman.txt"
            })
    void decodes(String resource) throws IOException {
        Example example = new Example(resource);
        assertThat(example.blocks).hasSize(example.alone ? 4 : 3);
        HpackDecoder decoder = new HpackDecoder(example.tableBytes);
        for (Block block : example.blocks) {
            decoder = example.alone ? new HpackDecoder() : decoder;
            Fields fields = new Fields();
            assertThat(fields.decode(decoder, block.hex.toString()))
                    .as(block.title)
                    .isNull();
            assertThat(fields.lines).as(block.title).isEqualTo(block.fields);
            assertThat(fields.neverIndexed).containsOnly(block.indexing == Indexing.NEVER_INDEXED);
            checkTable(block, decoder.table());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "appendix-c2-representations.txt",
                "appendix-c3-requests.txt",
                "appendix-c4-requests-huffman.txt",
                "appendix-c5-responses.txt",
                "appendix-c6-responses-huffman.txt"
            })
    void encodes(String resource) throws IOException {
        Example example = new Example(resource);
        HpackEncoder encoder = new HpackEncoder(example.tableBytes);
        // The appendix takes the code for a string that it makes no shorter, too.
        BlockWriter out = new BlockWriter(example.huffman ? 0 : Integer.MAX_VALUE);
        for (Block block : example.blocks) {
            encoder = example.alone ? new HpackEncoder() : encoder;
            out.clear();
            encoder.begin(out);
            for (String field : block.fields) {
                int end = field.indexOf(": ", 1);
                FieldName name = Fields.name(field.substring(0, end));
                encoder.field(out, name, field.substring(end + 2), block.indexing);
            }
            assertThat(Fields.hex(out)).as(block.title).isEqualTo(block.hex.toString());
            checkTable(block, encoder.table());
        }
    }

    private static void checkTable(Block block, DynamicTable table) {
        assertThat(Fields.entries(table)).as(block.title).isEqualTo(block.entries);
        assertThat(table.bytes()).as(block.title).isEqualTo(block.tableBytes);
        Fields.checkInvariants(table);
    }

    /** The lines of a resource that say something. */
    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = AppendixTest.class.getResourceAsStream("/rfc7541/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
