package dev.lanner.internal.tls;

/**
 * How many records without data a peer may still send ({@code Limits.tlsRecordsWithoutData}): key updates, warnings, empty
 * ones. Those with data earn some back. Used by the reading thread.
 */
final class EmptyRecords {
    /** Records with data that earn the right to one without. */
    private static final int DATA_PER_EMPTY = 16;

    /**
     * Bytes of a record without data that count as a record. After a KeyUpdate no message may follow in the same record
     * (RFC 8446 §5.1), but the engine takes three thousand of them in one.
     */
    private static final int BYTES_PER_EMPTY = 128;

    private final int max;
    private int left;
    private long withData;

    EmptyRecords(int max) {
        this.max = max;
        this.left = max;
    }

    /** Counts anew. */
    void reset() {
        left = max;
    }

    /** One more, of the handshake: those may be long. */
    void inHandshake() throws TlsException {
        spend(1);
    }

    /** One more, of that length. */
    void afterHandshake(int length) throws TlsException {
        spend(1 + length / BYTES_PER_EMPTY);
    }

    private void spend(int count) throws TlsException {
        left -= count;
        if (left < 0) {
            throw TlsRule.TOO_MANY_RECORDS_WITHOUT_DATA.broken();
        }
    }

    /**
     * A record with data.
     *
     * @param isOwed whether the engine owes answers to key updates: these wait in its memory until something is written,
     *     so that no more of them can be earned
     */
    void data(boolean isOwed) {
        withData++;
        if (!isOwed) {
            left = (int) Math.min(max, left + withData / DATA_PER_EMPTY);
            withData %= DATA_PER_EMPTY;
        }
    }
}
