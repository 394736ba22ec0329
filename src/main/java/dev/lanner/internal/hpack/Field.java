package dev.lanner.internal.hpack;

/**
 * An entry of a table.
 *
 * @param valueFault what is wrong with the value, or null
 */
record Field(FieldName name, String value, FieldFault valueFault) {
    /** What each entry counts besides its bytes (RFC 7541 §4.1). */
    static final int OVERHEAD = 32;

    static Field of(FieldName name, String value) {
        return new Field(name, value, null);
    }

    /** What it counts (RFC 7541 §4.1). */
    int size() {
        return size(name, value.length());
    }

    static int size(FieldName name, int valueLength) {
        return name.length + valueLength + OVERHEAD;
    }

    /** What is wrong with it, or null. */
    FieldFault fault() {
        return name.fault != null ? name.fault : valueFault;
    }
}
