package dev.lanner.server;

/** What becomes of a connection for which there is no place. */
public enum Refusal {
    /** 503 and close. Over TLS it is closed: an answer would cost a handshake. */
    SERVICE_UNAVAILABLE,
    /** Closed without a byte: the cheapest. */
    CLOSE
}
