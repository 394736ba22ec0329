package dev.lanner.internal.http1;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.PeerRule;

/** The rules of RFC 9112 that a client can break, and the limits that only HTTP/1.1 has. */
public enum Http1Rule implements PeerRule {
    /** The connection begins with the hello of TLS, on a port without TLS. It gets an alert. */
    TLS_NOT_SPOKEN("RFC 8446 §4.1.2", 400),
    /** A request without TLS, on a port with TLS. */
    TLS_REQUIRED("RFC 9110 §4.2.2", 400, EndReason.TLS_HANDSHAKE_FAILED),
    /** More empty lines before a request line than are allowed. */
    EMPTY_LINES_BEFORE_REQUEST("RFC 9112 §2.2", 400),
    /** A line ends in LF without CR. */
    BARE_LF("RFC 9112 §2.2", 400),
    /** A CR stands where no LF follows. */
    BARE_CR("RFC 9112 §2.2", 400),
    /** The client closed within a head. */
    HEAD_CUT("RFC 9112 §8", 400, EndReason.CLIENT_GONE),
    /** The head was not complete in time. */
    HEAD_TOO_SLOW("Limits.requestHeadTimeout", 408, EndReason.REQUEST_HEAD_TIMEOUT),
    /** The request line is longer than allowed. */
    REQUEST_LINE_TOO_LONG("Limits.requestLineBytes", 414, EndReason.REQUEST_TOO_LARGE),
    /** The method is longer than any that is known. */
    METHOD_TOO_LONG("Http1Limits.methodBytes", 501),
    /** The request line is not three parts with one blank between them. */
    REQUEST_LINE_MALFORMED("RFC 9112 §3", 400),
    /** The third part is not HTTP/digit.digit. */
    VERSION_MALFORMED("RFC 9112 §2.3", 400),
    /** The major version is not 1. */
    VERSION_UNSUPPORTED("RFC 9110 §15.6.6", 505),
    /** A field line begins with a blank: obsolete line folding, or a blank before the first field. */
    FIELD_LINE_FOLDED("RFC 9112 §5.2", 400),
    /** A field line has no colon. */
    FIELD_WITHOUT_COLON("RFC 9112 §5", 400),
    /** A blank stands between a field's name and its colon. */
    FIELD_BLANK_BEFORE_COLON("RFC 9112 §5.1", 400),
    /** HTTP/1.1 without Host. */
    HOST_MISSING("RFC 9112 §3.2", 400),
    /** More than one Host. */
    HOST_REPEATED("RFC 9112 §3.2", 400),
    /** Host names another authority than the target in absolute form. */
    HOST_CONTRADICTS_TARGET("RFC 9112 §3.2.2", 400),
    /** Transfer-Encoding and Content-Length together: the way to smuggle a request. */
    LENGTH_AND_TRANSFER_ENCODING("RFC 9112 §6.1", 400),
    /** Transfer-Encoding from an HTTP/1.0 client. */
    TRANSFER_ENCODING_IN_HTTP_1_0("RFC 9112 §6.1", 400),
    /** Transfer-Encoding is not a list of codings. */
    TRANSFER_ENCODING_MALFORMED("RFC 9112 §6.1", 400),
    /** The last transfer coding is not chunked, so where the content ends can't be known. */
    TRANSFER_ENCODING_NOT_CHUNKED_LAST("RFC 9112 §6.3", 400),
    /** Chunked is applied more than once. */
    TRANSFER_ENCODING_CHUNKED_TWICE("RFC 9112 §6.1", 400),
    /** A transfer coding that is not known here. */
    TRANSFER_ENCODING_UNKNOWN("RFC 9112 §6.1", 501),
    /** CONNECT with content, which nobody knows how to tell from the tunnel's bytes. */
    CONNECT_WITH_CONTENT("RFC 9110 §9.3.6", 400),
    /** An HTTP/1.0 client sends POST or PUT without a length. */
    LENGTH_REQUIRED("RFC 9112 §6.3", 411),
    /** The size of a chunk is no hexadecimal number, or something else follows it. */
    CHUNK_SIZE_MALFORMED("RFC 9112 §7.1", 400),
    /** The size of a chunk has more than 15 digits. */
    CHUNK_SIZE_TOO_LARGE("RFC 9112 §7.1", 400),
    /** A chunk extension breaks its grammar. */
    CHUNK_EXTENSION_MALFORMED("RFC 9112 §7.1.1", 400),
    /** The line with a chunk's size and extensions is longer than allowed. */
    CHUNK_LINE_TOO_LONG("Http1Limits.chunkLineBytes", 400),
    /** All chunk extensions of a request together are longer than allowed. */
    CHUNK_EXTENSIONS_TOO_LONG("Http1Limits.chunkExtensionBytes", 400),
    /** No CRLF behind the data of a chunk. */
    CHUNK_NOT_TERMINATED("RFC 9112 §7.1", 400);

    private final String section;
    private final int status;
    private final EndReason endReason;

    Http1Rule(String section, int status) {
        this(section, status, EndReason.PROTOCOL_VIOLATION);
    }

    Http1Rule(String section, int status, EndReason endReason) {
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
