package dev.lanner.internal.hpack;

/**
 * The table that both ends of a connection fill alike, one for each direction (RFC 7541 §2.3.2, §4).
 *
 * <p>A ring that holds the entries from the oldest to the newest. It is as large as what is in it asks for, and never has
 * more than {@link #bytesMax()} / 32 entries. Owned by an encoder or a decoder, and confined as that is.
 */
final class DynamicTable {
    /** What both ends begin with (RFC 9113 §6.5.2). */
    static final int DEFAULT_BYTES = 4_096;

    private static final int INITIAL_CAPACITY = 16;

    /** The length is a power of two. */
    private Field[] ring = new Field[INITIAL_CAPACITY];

    private int count;
    private long added;
    private int bytes;
    private int bytesMax;

    DynamicTable(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** How many entries there are. */
    int count() {
        return count;
    }

    /** How many entries there ever were: the number of the newest one, counted from 1. */
    long added() {
        return added;
    }

    /** What all entries count together. */
    int bytes() {
        return bytes;
    }

    int bytesMax() {
        return bytesMax;
    }

    /**
     * An entry.
     *
     * @param position from 1, the newest, to {@link #count()}
     */
    Field get(int position) {
        assert position >= 1 && position <= count;
        return ring[slot(added - position + 1)];
    }

    private int slot(long number) {
        return (int) number & ring.length - 1;
    }

    /**
     * Adds an entry, evicting what has no room beside it (RFC 7541 §4.4).
     *
     * @param field of at most {@link #bytesMax()}; a larger one is no error on the wire, but only empties the table
     */
    void add(Field field) {
        int size = field.size();
        assert size <= bytesMax;
        evict(bytesMax - size);
        if (count == ring.length) {
            grow();
        }
        added++;
        ring[slot(added)] = field;
        count++;
        bytes += size;
    }

    /** Evicts all entries. */
    void clear() {
        evict(0);
    }

    /** Changes the size, evicting what has no room any more (RFC 7541 §4.3). */
    void resize(int newBytesMax) {
        bytesMax = newBytesMax;
        evict(newBytesMax);
    }

    private void evict(int bytesLeft) {
        while (count > 0 && bytes > bytesLeft) {
            int oldest = slot(added - count + 1);
            bytes -= ring[oldest].size();
            ring[oldest] = null;
            count--;
        }
    }

    private void grow() {
        Field[] larger = new Field[ring.length * 2];
        for (long number = added - count + 1; number <= added; number++) {
            larger[(int) number & larger.length - 1] = ring[slot(number)];
        }
        ring = larger;
    }
}
