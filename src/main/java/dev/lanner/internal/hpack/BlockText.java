package dev.lanner.internal.hpack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Takes header blocks apart for people to read: every field as it is, right or wrong, in its order. A {@link HpackDecoder}
 * is stricter and faster, and keeps silent about what is wrong; this one has a table of its own.
 *
 * <p>One for each direction of a connection. Confined as whoever owns it.
 */
public final class BlockText {
    /** As much as {@code Http2Limits.headerTableBytes} can allow. */
    private static final int TABLE_BYTES_MAX = 65_536;

    /** The fields of a block, and what its sender does to the table. */
    public sealed interface Line {}

    /**
     * A field.
     *
     * @param neverIndexed its sender says that it must stay out of every table
     */
    public record FieldLine(String name, String value, boolean neverIndexed) implements Line {
        int size() {
            return name.length() + value.length() + Field.OVERHEAD;
        }
    }

    /** The table's size changes (RFC 7541 §6.3). */
    public record TableSize(int bytes) implements Line {}

    private final BlockReader in = new BlockReader();

    /** The newest first. */
    private final Deque<FieldLine> table = new ArrayDeque<>();

    private int tableBytes;
    private int tableBytesMax = DynamicTable.DEFAULT_BYTES;

    /**
     * The lines of a block.
     *
     * @throws HpackException if it can't be decoded; nor can anything behind it
     */
    public List<Line> lines(byte[] block, int length) throws HpackException {
        List<Line> lines = new ArrayList<>();
        in.open(block, 0, length);
        try {
            while (!in.atEnd()) {
                lines.add(line());
            }
        } finally {
            in.close();
        }
        return lines;
    }

    private Line line() throws HpackException {
        int first = in.peek();
        if (first >= 0x80) {
            return entry(in.integer(0x7f));
        }
        if (first < Indexing.INDEXED.pattern && first >= 0x20) {
            return resized(in.integer(0x1f));
        }
        boolean add = first >= Indexing.INDEXED.pattern;
        boolean neverIndexed = !add && first >= Indexing.NEVER_INDEXED.pattern;
        int nameIndex = in.integer(add ? Indexing.INDEXED.mask : Indexing.NOT_INDEXED.mask);
        String name = nameIndex == 0 ? string() : entry(nameIndex).name();
        FieldLine field = new FieldLine(name, string(), neverIndexed);
        if (add) {
            evict(tableBytesMax - field.size());
            if (field.size() <= tableBytesMax) {
                table.addFirst(field);
                tableBytes += field.size();
            }
        }
        return field;
    }

    private TableSize resized(int bytes) throws HpackException {
        if (bytes > TABLE_BYTES_MAX) {
            throw HpackRule.TABLE_SIZE_TOO_LARGE.broken();
        }
        tableBytesMax = bytes;
        evict(bytes);
        return new TableSize(bytes);
    }

    private void evict(int bytesLeft) {
        while (!table.isEmpty() && tableBytes > bytesLeft) {
            tableBytes -= table.removeLast().size();
        }
    }

    private FieldLine entry(int index) throws HpackException {
        if (index == 0) {
            throw HpackRule.INDEX_ZERO.broken();
        }
        if (index <= StaticTable.LENGTH) {
            Field field = StaticTable.get(index);
            return new FieldLine(field.name().text, field.value(), false);
        }
        if (index - StaticTable.LENGTH > table.size()) {
            throw HpackRule.INDEX_TOO_LARGE.broken();
        }
        Iterator<FieldLine> entries = table.iterator();
        for (int before = index - StaticTable.LENGTH - 1; before > 0; before--) {
            entries.next();
        }
        return entries.next();
    }

    private String string() throws HpackException {
        in.string();
        return FieldBytes.text(in.bytes(), in.from(), in.length());
    }
}
