package dev.lanner.internal.hpack;

/**
 * Takes header blocks apart (RFC 7541 §3), with the table of one connection.
 *
 * <p>A block is decoded when it is there as a whole: its bytes are bounded by whoever joins the frames. What is wrong
 * with its fields shows at the end, for every block changes the table, also one that costs its stream. From the first
 * fault on, and from the first field over a limit, nothing is handed out and no text is made but for what enters the
 * table.
 *
 * <p>A field that stands in a table is handed out without an allocation, with the same strings each time. The 17 fields of
 * a browser's request take 2.3 us and 1,792 bytes of memory on a new connection, what the decoder itself has included, and
 * then 0.24 us and 64 bytes each time: its path is the only text that is made ({@code HpackBenchmark}, CPU time of a busy
 * machine).
 *
 * <p>Owned by a connection; used by its reading thread only.
 */
public final class HpackDecoder {
    private static final int SIZE_UPDATES_MAX = 2;

    private final BlockReader in = new BlockReader();
    private final DynamicTable table;

    /** What the peer may make of the table's size. */
    private int tableBytesAllowed;

    private long tableVersion;

    // Of the block that is being decoded.
    private FieldLimits limits;
    private FieldSink sink;
    private FieldFault fault;
    private long bytes;
    private int count;

    /** A decoder for a connection that begins. */
    public HpackDecoder() {
        this(DynamicTable.DEFAULT_BYTES);
    }

    /** @param tableBytes the size that the other end knows of already */
    HpackDecoder(int tableBytes) {
        table = new DynamicTable(tableBytes);
        tableBytesAllowed = tableBytes;
    }

    /**
     * Our SETTINGS_HEADER_TABLE_SIZE, from its acknowledgement on. If the table is larger, the next block has to begin by
     * making it smaller (RFC 9113 §4.3.1).
     *
     * @param tableBytes 0 or more
     */
    public void allowTable(int tableBytes) {
        tableBytesAllowed = tableBytes;
        tableVersion++;
    }

    /**
     * Another number whenever the table, or what is allowed of it, may be another: as long as it is the same, the same block
     * stands for the same fields, and decoding it changes nothing.
     */
    public long tableVersion() {
        return tableVersion;
    }

    /**
     * Decodes a block.
     *
     * @param block holds it; is not kept and not changed
     * @param from where it begins
     * @param length how many bytes it has
     * @return the first thing that is wrong with its fields, or null
     * @throws HpackException if the connection has to end; the decoder can't be used any more
     */
    public FieldFault decode(byte[] block, int from, int length, FieldLimits fieldLimits, FieldSink fieldSink)
            throws HpackException {
        limits = fieldLimits;
        sink = fieldSink;
        fault = null;
        bytes = 0;
        count = 0;
        in.open(block, from, length);
        try {
            sizeUpdates();
            while (!in.atEnd()) {
                representation();
            }
            return fault;
        } finally {
            in.close();
            sink = null;
        }
    }

    /** Changes of the table's size, which stand at the beginning if at all (RFC 7541 §4.2, §6.3). */
    private void sizeUpdates() throws HpackException {
        int updates = 0;
        while (!in.atEnd() && in.peek() >> 5 == 0b001) {
            if (++updates > SIZE_UPDATES_MAX) {
                throw HpackRule.TABLE_SIZE_UPDATES_TOO_MANY.broken();
            }
            int size = in.integer(0x1f);
            if (size > tableBytesAllowed) {
                throw HpackRule.TABLE_SIZE_TOO_LARGE.broken();
            }
            table.resize(size);
            tableVersion++;
        }
        if (table.bytesMax() > tableBytesAllowed) {
            throw HpackRule.TABLE_SIZE_NOT_REDUCED.broken();
        }
    }

    private void representation() throws HpackException {
        int first = in.peek();
        if (first >= 0x80) {
            indexed();
        } else if (first >= Indexing.INDEXED.pattern) {
            literal(Indexing.INDEXED);
        } else if (first >= 0x20) {
            throw HpackRule.TABLE_SIZE_UPDATE_LATE.broken();
        } else {
            literal(first >= Indexing.NEVER_INDEXED.pattern ? Indexing.NEVER_INDEXED : Indexing.NOT_INDEXED);
        }
    }

    /** Both are an index (RFC 7541 §6.1). */
    private void indexed() throws HpackException {
        int index = in.integer(0x7f);
        if (index == 0) {
            throw HpackRule.INDEX_ZERO.broken();
        }
        Field field = entry(index);
        if (countsOn(field.name(), field.size())) {
            handOut(field.name(), field.value(), field.fault(), false);
        }
    }

    private Field entry(int index) throws HpackException {
        if (index <= StaticTable.LENGTH) {
            return StaticTable.get(index);
        }
        int position = index - StaticTable.LENGTH;
        if (position > table.count()) {
            throw HpackRule.INDEX_TOO_LARGE.broken();
        }
        return table.get(position);
    }

    /** The name is an index or a string, the value is a string (RFC 7541 §6.2). */
    private void literal(Indexing indexing) throws HpackException {
        tableVersion += indexing == Indexing.INDEXED ? 1 : 0;
        int nameIndex = in.integer(indexing.mask);
        FieldName name;
        if (nameIndex > 0) {
            name = entry(nameIndex).name();
        } else {
            in.string();
            name = FieldName.of(in.bytes(), in.from(), in.length());
        }
        in.string();
        int size = Field.size(name, in.length());
        boolean handOut = countsOn(name, size);
        if (indexing == Indexing.INDEXED && size > table.bytesMax()) {
            table.clear();
        }
        boolean add = indexing == Indexing.INDEXED && size <= table.bytesMax();
        if (!handOut && !add) {
            return;
        }
        FieldFault valueFault = FieldBytes.valueFault(in.bytes(), in.from(), in.length());
        String value = FieldBytes.text(in.bytes(), in.from(), in.length());
        if (add) {
            table.add(new Field(name, value, valueFault));
        }
        if (handOut) {
            handOut(name, value, name.fault != null ? name.fault : valueFault, indexing == Indexing.NEVER_INDEXED);
        }
    }

    /**
     * Counts a field.
     *
     * @return whether it is to be handed out
     */
    private boolean countsOn(FieldName name, int size) throws HpackException {
        bytes += size;
        count += name.pseudo == null ? 1 : 0;
        if (bytes > limits.bytes()) {
            if (bytes > 2L * limits.bytes()) {
                throw HpackRule.FIELDS_FAR_TOO_LARGE.broken();
            }
            fault = fault == null ? FieldFault.FIELDS_TOO_LARGE : fault;
        }
        if (count > limits.count()) {
            if (count > 2L * limits.count()) {
                throw HpackRule.FIELDS_FAR_TOO_MANY.broken();
            }
            fault = fault == null ? FieldFault.FIELDS_TOO_MANY : fault;
        }
        return fault == null;
    }

    private void handOut(FieldName name, String value, FieldFault fieldFault, boolean neverIndexed) {
        if (fieldFault != null) {
            fault = fieldFault;
        } else if (name.pseudo != null) {
            sink.pseudoHeader(name.pseudo, value, neverIndexed);
        } else {
            sink.field(name.header, value, neverIndexed);
        }
    }

    /** The connection rests: gives back what can be made again. */
    public void rest() {
        in.rest();
    }

    DynamicTable table() {
        return table;
    }
}
