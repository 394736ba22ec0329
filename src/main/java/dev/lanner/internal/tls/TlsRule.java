package dev.lanner.internal.tls;

import dev.lanner.server.Rule;

/** What a peer can do wrong below HTTP, with the alert that it gets (RFC 8446 §6.2). After the handshake it gets a reset where the engine has no alert. */
public enum TlsRule implements Rule {
    /** What begins the connection is neither TLS nor HTTP. */
    NOT_TLS("RFC 8446 §5.1", 0),
    /** An HTTP request without TLS. */
    HTTP_WITHOUT_TLS("RFC 9110 §4.2.2", 0),
    /** The client closed before the handshake was complete. */
    HANDSHAKE_CUT("RFC 8446 §6.1", 0),
    /** The first message is longer than any that makes sense. */
    CLIENT_HELLO_TOO_LARGE("RFC 8446 §4", 47),
    /** The first message is not a well-formed ClientHello. */
    CLIENT_HELLO_MALFORMED("RFC 8446 §4.1.2", 50),
    /** The client asks for a host that is not served here. */
    SERVER_NAME_UNKNOWN("RFC 6066 §3", 112),
    /** The handshake failed for a reason of its own: no common version, suite or protocol, no client certificate. */
    HANDSHAKE_FAILED("RFC 8446 §4", 0),
    /** The client began a second handshake; TLS 1.3 has none. */
    RENEGOTIATION("RFC 9325 §3.5", 0),
    /** Many records that carry nothing for the application: key updates, empty records, warnings. */
    TOO_MANY_RECORDS_WITHOUT_DATA("RFC 8446 §4.6", 0),
    /** A record is longer than records may be. */
    RECORD_TOO_LARGE("RFC 8446 §5.1", 22),
    /** A record that can't be decrypted, or breaks the protocol otherwise. */
    RECORD_BROKEN("RFC 8446 §5.2", 0);

    private final String section;
    private final int alert;

    TlsRule(String section, int alert) {
        this.section = section;
        this.alert = alert;
    }

    @Override
    public String section() {
        return section;
    }

    /** The description of the alert that we write ourselves; 0 if there is none, or the engine writes one. */
    int alert() {
        return alert;
    }

    /** To be thrown. */
    TlsException broken() {
        return new TlsException(this, null);
    }
}
