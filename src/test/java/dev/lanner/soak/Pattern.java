package dev.lanner.soak;

/**
 * Content that follows from a marker: whoever knows the marker knows every byte. Two markers have nothing in common, so that
 * a byte of another request, or one at another place, is seen.
 */
record Pattern(long marker) {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    /** The eight bytes from {@code index * 8} on, the first one lowest (the finaliser of SplitMix64). */
    private long word(long index) {
        long word = marker + (index + 1) * STEP;
        word = (word ^ word >>> 30) * 0xbf58476d1ce4e5b9L;
        word = (word ^ word >>> 27) * 0x94d049bb133111ebL;
        return word ^ word >>> 31;
    }

    /** Writes the bytes from {@code position} on. */
    void fill(byte[] target, int from, int length, long position) {
        long word = word(position >>> 3);
        for (int i = 0; i < length; i++) {
            int place = (int) (position + i & 7);
            if (place == 0) {
                word = word(position + i >>> 3);
            }
            target[from + i] = (byte) (word >>> place * 8);
        }
    }

    byte[] bytes(long position, int length) {
        byte[] bytes = new byte[length];
        fill(bytes, 0, length, position);
        return bytes;
    }

    /** Where bytes differ that should be those from {@code position} on; -1 if they are. */
    long mismatch(byte[] bytes, int from, int length, long position) {
        long word = word(position >>> 3);
        for (int i = 0; i < length; i++) {
            int place = (int) (position + i & 7);
            if (place == 0) {
                word = word(position + i >>> 3);
            }
            if (bytes[from + i] != (byte) (word >>> place * 8)) {
                return position + i;
            }
        }
        return -1;
    }
}
