package dev.lanner.feature;

import java.util.Locale;

/**
 * Why a connection ended. Every connection ends with exactly one of these: the first that was found. Logs, metrics and
 * tests use the same names.
 */
public enum EndReason {
    /** The client closed between requests, or after the last response. */
    CLIENT_CLOSED,
    /** The client asked for it, by {@code Connection: close} or by being HTTP/1.0. */
    CLIENT_ASKED_TO_CLOSE,
    /** The application asked for it: by {@code Connection: close} or by {@link ConnectionLifetimeFeature}. */
    APPLICATION_ASKED_TO_CLOSE,
    /** The server is stopping, and the connection was idle or had finished its request. */
    SERVER_STOPPING,
    /** The server is stopping, and the grace period ended before the request did. */
    SERVER_STOP_FORCED,
    /** An upgraded connection or tunnel came to its end. */
    UPGRADE_ENDED,
    /** The client vanished while a request or response was on its way. */
    CLIENT_GONE,
    /** The client broke a rule of the protocol; the log names it. */
    PROTOCOL_VIOLATION,
    /** A request was larger than a limit allows; the log names it. */
    REQUEST_TOO_LARGE,
    /** A trusted peer of an endpoint with the PROXY protocol began with something else; the log says what is wrong. */
    PROXY_HEADER_MALFORMED,
    /** The TLS handshake failed: what the client sent is no TLS, or nothing could be agreed on; the log says what. */
    TLS_HANDSHAKE_FAILED,
    /** The TLS handshake was not complete in its time. */
    TLS_HANDSHAKE_TIMEOUT,
    /** There were as many TLS handshakes as may be in flight. */
    TOO_MANY_TLS_HANDSHAKES,
    /** Nothing, or not a whole head, came in the time for a request head. */
    REQUEST_HEAD_TIMEOUT,
    /** No further request came in the time that a connection may be idle. */
    KEEP_ALIVE_TIMEOUT,
    /** The client was silent, and did not answer the PING of HTTP/2 that asked whether it is there. */
    PING_UNANSWERED,
    /** The request's content came more slowly than the least speed. */
    REQUEST_BODY_TOO_SLOW,
    /** The client took the response more slowly than the least speed. */
    RESPONSE_TOO_SLOW,
    /** The client went on sending content that nobody reads, beyond what is drained. */
    UNREAD_BODY_TOO_LONG,
    /** The client had not finished what nobody reads when the time for draining ended. */
    DRAIN_TIMEOUT,
    /** The connection has carried as many requests as one may. */
    REQUESTS_PER_CONNECTION,
    /** The connection is as old as one may be. */
    CONNECTION_AGE,
    /** There were as many connections as the server may have. */
    TOO_MANY_CONNECTIONS,
    /** There were as many connections from that address as one may have. */
    TOO_MANY_CONNECTIONS_FROM_ADDRESS,
    /** The application failed after its response had started, or declared more content than it wrote. */
    APPLICATION_FAILED,
    /** The application aborted the request or the connection. */
    APPLICATION_ABORTED,
    /** The server itself failed; the log has the error. */
    SERVER_ERROR;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /**
     * The name as metrics have it.
     *
     * @return such as {@code keep_alive_timeout}
     */
    public String tag() {
        return tag;
    }
}
