package dev.lanner.http;

/**
 * What a request asks for, in one of four forms (RFC 9112 §3.2).
 *
 * @param form which of the four
 * @param raw the target as it was sent, for logs and for passing on
 * @param authority the authority of the absolute and of the authority form, else null
 * @param path the absolute path, decoded: percent-escapes are resolved as UTF-8, dot segments are gone; {@code %2F}
 *     stays, and {@code %252F} too, so that a {@code %2F} in it always was an escaped slash; {@code *} for the asterisk form and empty for the authority form
 * @param query what follows the first {@code ?}, still encoded and without the question mark; null where there is none
 */
public record RequestTarget(Form form, String raw, Authority authority, String path, String query) {
    /** The four forms. */
    public enum Form {
        /** {@code /where?q=now}: the usual one (RFC 9112 §3.2.1). */
        ORIGIN,
        /** {@code http://example.org/where}: to a proxy, and to be accepted by every server (RFC 9112 §3.2.2). */
        ABSOLUTE,
        /** {@code example.org:443}: with CONNECT only (RFC 9112 §3.2.3). */
        AUTHORITY,
        /** {@code *}: with OPTIONS only (RFC 9112 §3.2.4). */
        ASTERISK
    }

    /** The target as it was sent. */
    @Override
    public String toString() {
        return raw;
    }
}
