package dev.lanner.internal.hpack;

/**
 * How much a field section may be. Beyond it the stream gets a {@link FieldFault}, beyond twice of it the connection ends.
 *
 * @param bytes of all fields, pseudo-headers too: name, value and 32 for each (RFC 9113 §6.5.2), which keeps the list in
 *     proportion to the memory that it takes
 * @param count of the fields, each line of a cookie counted, pseudo-headers not: those are few or malformed
 */
public record FieldLimits(int bytes, int count) {}
