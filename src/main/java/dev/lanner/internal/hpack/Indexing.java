package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;

/**
 * What an encoder does with a field that no table has yet.
 *
 * <p>Values that will hardly come twice are kept out: lengths, ranges, validators, places and paths. They would push out
 * what does repeat. Little is lost when such a value gets in all the same: with a request id of the application's own in
 * each response, everything is pushed out once in 50 responses and costs some 100 bytes again, 2 for each.
 *
 * <p>{@code Date} does go in, because it is the same for a second. A response of nine fields has on average, with and without
 * that (measured): 56 and 56 bytes with one response a second on the connection, 44 and 56 with two, 34 and 56 with ten.
 */
enum Indexing {
    /** It is added to the table (RFC 7541 §6.2.1). */
    INDEXED(0x40, 0x3f),
    /** It is not (RFC 7541 §6.2.2). */
    NOT_INDEXED(0x00, 0x0f),
    /** It is not, and nobody on its way may do so: a secret that could be guessed by sizes (RFC 7541 §6.2.3, §7.1). */
    NEVER_INDEXED(0x10, 0x0f);

    /** The first bits of the literal. */
    final int pattern;

    /** The bits behind them, for the index of the name. */
    final int mask;

    Indexing(int pattern, int mask) {
        this.pattern = pattern;
        this.mask = mask;
    }

    static Indexing of(PseudoHeader name) {
        return name == PseudoHeader.PATH ? NOT_INDEXED : INDEXED;
    }

    static Indexing of(HeaderName name) {
        if (name.index() < 0) {
            return INDEXED;
        }
        if (name.isSecret()) {
            return NEVER_INDEXED;
        }
        if (name == HeaderName.CONTENT_LENGTH
                || name == HeaderName.CONTENT_RANGE
                || name == HeaderName.CONTENT_LOCATION
                || name == HeaderName.ETAG
                || name == HeaderName.LAST_MODIFIED
                || name == HeaderName.AGE
                || name == HeaderName.LOCATION
                || name == HeaderName.SEC_WEBSOCKET_ACCEPT
                || name == HeaderName.SEC_WEBSOCKET_KEY
                || name == HeaderName.IF_MATCH
                || name == HeaderName.IF_MODIFIED_SINCE
                || name == HeaderName.IF_NONE_MATCH
                || name == HeaderName.IF_RANGE
                || name == HeaderName.IF_UNMODIFIED_SINCE
                || name == HeaderName.RANGE) {
            return NOT_INDEXED;
        }
        return INDEXED;
    }
}
