package dev.lanner.internal.hpack;

import dev.lanner.server.Rule;

/**
 * The rules of header compression that a peer can break. After each of them the two tables may differ, so the connection
 * can't go on (RFC 9113 §4.3). What costs a stream only is a {@link FieldFault}.
 */
public enum HpackRule implements Rule {
    /** The block ends within a field, before an integer is complete or where a string should be. */
    BLOCK_CUT("RFC 7541 §6"),
    /** An indexed field has the index 0. */
    INDEX_ZERO("RFC 7541 §6.1"),
    /** An index that neither table has. */
    INDEX_TOO_LARGE("RFC 7541 §2.3.3"),
    /** An integer of more than five bytes, or beyond 2^28. */
    INTEGER_TOO_LARGE("RFC 7541 §5.1"),
    /** A string is said to be longer than what is left of the block. */
    STRING_CUT("RFC 7541 §5.2"),
    /** A Huffman string has the symbol for its end. */
    HUFFMAN_EOS("RFC 7541 §5.2"),
    /** A Huffman string ends in eight or more bits of padding. */
    HUFFMAN_PADDING_TOO_LONG("RFC 7541 §5.2"),
    /** A Huffman string ends within a code, or its padding is not the beginning of the symbol for its end. */
    HUFFMAN_PADDING_MALFORMED("RFC 7541 §5.2"),
    /** The table is to be made larger than was allowed. */
    TABLE_SIZE_TOO_LARGE("RFC 7541 §6.3"),
    /** The table's size changes behind a field. */
    TABLE_SIZE_UPDATE_LATE("RFC 7541 §4.2"),
    /** The table's size changes more than twice in a block. */
    TABLE_SIZE_UPDATES_TOO_MANY("RFC 7541 §4.2"),
    /** The table's limit was lowered, and the next block does not begin with a size within it. */
    TABLE_SIZE_NOT_REDUCED("RFC 9113 §4.3.1"),
    /** More than twice the bytes of fields that are allowed. */
    FIELDS_FAR_TOO_LARGE("Limits.headerBytes"),
    /** More than twice the fields that are allowed. */
    FIELDS_FAR_TOO_MANY("Limits.headerCount");

    private final String section;

    HpackRule(String section) {
        this.section = section;
    }

    @Override
    public String section() {
        return section;
    }

    /** Whether a limit of ours was passed by far; all others are COMPRESSION_ERROR. */
    public boolean isLimit() {
        return this == FIELDS_FAR_TOO_LARGE || this == FIELDS_FAR_TOO_MANY;
    }

    /** To be thrown. */
    HpackException broken() {
        return new HpackException(this);
    }
}
