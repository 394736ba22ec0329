package dev.lanner.internal.hpack;

/**
 * Finds fields in an encoder's dynamic table. The entries of a name are chained from the newest to the oldest, so that a
 * look-up compares the values that this name had, most often one. Owned by its encoder.
 */
final class TableIndex {
    /** More than there are known names, so that each of those has a chain of its own. */
    private static final int CHAINS = 256;

    /** As many entries as a table of 4 KiB can have, and as many as stay linked. */
    private static final int LINKS = 128;

    private final DynamicTable table;

    /** By the name's hash: the number of the newest entry, as {@link DynamicTable#added} counts; 0 for none. */
    private final long[] newest = new long[CHAINS];

    /** By the entry's number: the number of the entry before it in its chain. */
    private final long[] previous = new long[LINKS];

    /** @param table of at most 4 KiB */
    TableIndex(DynamicTable table) {
        assert table.bytesMax() <= LINKS * Field.OVERHEAD;
        this.table = table;
    }

    /** Notes the entry that was just added. */
    void added(FieldName name) {
        int chain = chain(name);
        previous[link(table.added())] = newest[chain];
        newest[chain] = table.added();
    }

    /**
     * Looks for a field.
     *
     * @return its position in the table; if only the name is there, the negative position of its newest entry; else 0
     */
    int find(FieldName name, String value) {
        long oldest = table.added() - table.count() + 1;
        int sameName = 0;
        for (long number = newest[chain(name)]; number >= oldest && number > 0; number = previous[link(number)]) {
            int position = (int) (table.added() - number) + 1;
            Field field = table.get(position);
            if (field.name().equals(name)) {
                if (field.value().equals(value)) {
                    return position;
                }
                sameName = sameName == 0 ? -position : sameName;
            }
        }
        return sameName;
    }

    private static int chain(FieldName name) {
        return name.hashCode() & CHAINS - 1;
    }

    private static int link(long number) {
        return (int) number & LINKS - 1;
    }
}
