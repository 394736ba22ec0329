package dev.lanner.internal.exchange;

import dev.lanner.feature.EndReason;

/** The rules that a request can break whatever protocol carries it, and the limits that hold for each. */
public enum HttpRule implements PeerRule {
    /** The method is not a token. */
    METHOD_MALFORMED("RFC 9110 §9.1", 400),
    /** The target has a byte that its grammar does not know, a fragment, or a broken percent-escape. */
    TARGET_MALFORMED("RFC 9112 §3.2", 400),
    /** The target is longer than allowed. */
    TARGET_TOO_LONG("Limits.requestLineBytes", 414, EndReason.REQUEST_TOO_LARGE),
    /** The decoded path has a NUL or is not UTF-8. */
    PATH_NOT_TEXT("RFC 3986 §2.5", 400),
    /** The target is {@code *}, and the method is not OPTIONS. */
    ASTERISK_NEEDS_OPTIONS("RFC 9112 §3.2.4", 405),
    /** The target is an authority, and the method is not CONNECT. */
    AUTHORITY_NEEDS_CONNECT("RFC 9112 §3.2.3", 405),
    /** The method is CONNECT, and the target is not a host with a port. */
    CONNECT_NEEDS_AUTHORITY("RFC 9112 §3.2.3", 400),
    /** The target has user information. */
    TARGET_HAS_USERINFO("RFC 9110 §4.2.4", 400),
    /** The target's scheme is none that is served here. */
    SCHEME_UNKNOWN("RFC 9110 §7.4", 400),
    /** A field's name is not a token. */
    FIELD_NAME_MALFORMED("RFC 9110 §5.1", 400),
    /** A field's value has a control character. */
    FIELD_VALUE_MALFORMED("RFC 9110 §5.5", 400),
    /** Host is not a host with an optional port. */
    HOST_MALFORMED("RFC 9110 §7.2", 400),
    /** Content-Length is not a number of digits alone, or too large for one. */
    CONTENT_LENGTH_MALFORMED("RFC 9110 §8.6", 400),
    /** Content-Length stands there twice, or as a list. */
    CONTENT_LENGTH_REPEATED("RFC 9110 §8.6", 400),
    /** Expect asks for something other than 100-continue. */
    EXPECTATION_UNKNOWN("RFC 9110 §10.1.1", 417),
    /** The host asks other certificates of its clients than the one that the connection was made for. */
    HOST_MISDIRECTED("RFC 9110 §7.4", 421),
    /** More bytes of fields than are allowed. */
    HEADER_TOO_LARGE("Limits.headerBytes", 431, EndReason.REQUEST_TOO_LARGE),
    /** More fields than are allowed. */
    HEADER_TOO_MANY_FIELDS("Limits.headerCount", 431, EndReason.REQUEST_TOO_LARGE),
    /** More bytes of trailer fields than are allowed. */
    TRAILER_TOO_LARGE("Limits.trailerBytes", 431, EndReason.REQUEST_TOO_LARGE),
    /** More trailer fields than are allowed. */
    TRAILER_TOO_MANY_FIELDS("Limits.trailerCount", 431, EndReason.REQUEST_TOO_LARGE),
    /** More content than is allowed. */
    BODY_TOO_LARGE("Limits.bodyBytes", 413, EndReason.REQUEST_TOO_LARGE),
    /** The content came more slowly than the least rate. */
    BODY_TOO_SLOW("Limits.requestRate", 408, EndReason.REQUEST_BODY_TOO_SLOW),
    /** The client ended before the content did. */
    BODY_CUT("RFC 9112 §8", 400, EndReason.CLIENT_GONE),
    /** As many upgraded connections and tunnels as are allowed. */
    TOO_MANY_UPGRADED_CONNECTIONS("Limits.upgradedConnections", 503),
    /** As many requests as may run, and as many as may wait for that, or this one has waited too long. */
    TOO_MANY_REQUESTS("Limits.requests", 503);

    private final String section;
    private final int status;
    private final EndReason endReason;

    HttpRule(String section, int status) {
        this(section, status, EndReason.PROTOCOL_VIOLATION);
    }

    HttpRule(String section, int status, EndReason endReason) {
        this.section = section;
        this.status = status;
        this.endReason = endReason;
    }

    @Override
    public String section() {
        return section;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public EndReason endReason() {
        return endReason;
    }
}
