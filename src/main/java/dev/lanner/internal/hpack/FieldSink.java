package dev.lanner.internal.hpack;

import dev.lanner.http.HeaderName;

/**
 * Takes the fields of a block in their order. It gets nothing more after the first {@link FieldFault}, and it must not
 * throw: the block has to be decoded to its end.
 */
public interface FieldSink {
    /**
     * A pseudo-header field.
     *
     * @param value without control characters, not padded; otherwise not checked
     * @param neverIndexed whoever sends it on must keep it out of every table too (RFC 7541 §7.1.3)
     */
    void pseudoHeader(PseudoHeader name, String value, boolean neverIndexed);

    /**
     * A field.
     *
     * @param name from a name in lower case
     * @param value one that {@link dev.lanner.http.Headers#received} takes
     * @param neverIndexed whoever sends it on must keep it out of every table too (RFC 7541 §7.1.3)
     */
    void field(HeaderName name, String value, boolean neverIndexed);
}
