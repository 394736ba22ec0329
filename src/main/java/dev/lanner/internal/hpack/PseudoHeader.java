package dev.lanner.internal.hpack;

/** The pseudo-header fields: names that no token can be, for what HTTP/1.1 has in its first line (RFC 9113 §8.3). */
public enum PseudoHeader {
    /** The request's method. */
    METHOD(":method"),
    /** The scheme of the request's target. */
    SCHEME(":scheme"),
    /** The authority of the request's target. */
    AUTHORITY(":authority"),
    /** Path and query of the request's target. */
    PATH(":path"),
    /** What an extended CONNECT is to speak (RFC 8441 §4). */
    PROTOCOL(":protocol"),
    /** The response's status. */
    STATUS(":status");

    private static final PseudoHeader[] ALL = values();

    private final String text;

    PseudoHeader(String text) {
        this.text = text;
    }

    /** The name on the wire, colon included. */
    public String text() {
        return text;
    }

    /**
     * The pseudo-header that some bytes name.
     *
     * @return null if there is none of that name
     */
    static PseudoHeader of(byte[] bytes, int from, int length) {
        for (PseudoHeader each : ALL) {
            if (each.spells(bytes, from, length)) {
                return each;
            }
        }
        return null;
    }

    private boolean spells(byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
