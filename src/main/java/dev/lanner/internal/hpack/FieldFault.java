package dev.lanner.internal.hpack;

import dev.lanner.server.Rule;

/**
 * What can be wrong with the fields of a block whose compression is right: the block is decoded to its end, the tables
 * stay equal, and only the stream has to pay.
 */
public enum FieldFault implements Rule {
    /** A field without a name. */
    NAME_EMPTY("RFC 9113 §8.2.1"),
    /** A letter in upper case in a field's name. */
    NAME_UPPER_CASE("RFC 9113 §8.2.1"),
    /** A field's name is not a token. */
    NAME_MALFORMED("RFC 9113 §8.2.1"),
    /** A pseudo-header field that nobody has defined. */
    PSEUDO_HEADER_UNKNOWN("RFC 9113 §8.3"),
    /** A control character in a field's value. */
    VALUE_MALFORMED("RFC 9113 §8.2.1"),
    /** A field's value begins or ends with a blank. */
    VALUE_PADDED("RFC 9113 §8.2.1"),
    /** More bytes of fields than are allowed. */
    FIELDS_TOO_LARGE("Limits.headerBytes"),
    /** More fields than are allowed. */
    FIELDS_TOO_MANY("Limits.headerCount");

    private final String section;

    FieldFault(String section) {
        this.section = section;
    }

    @Override
    public String section() {
        return section;
    }

    /** Whether a limit of ours was passed, which is answered by 431; with all others the message is malformed. */
    public boolean isLimit() {
        return this == FIELDS_TOO_LARGE || this == FIELDS_TOO_MANY;
    }
}
