package dev.lanner.hostings;

/** What a way of hosting may not have. Its tests are left out there, and nothing else. */
enum Ability {
    /** HTTPS to the client, with the client's certificate. */
    CERTIFICATES,
    /** The client's own address. */
    CLIENT_ADDRESS,
    /** 100 (Continue), by which a client is told to send its content. */
    CONTINUE,
    /** Trailers in requests. */
    REQUEST_TRAILERS,
    /** Trailers in responses. */
    RESPONSE_TRAILERS,
    /** A socket on which to say other things than whole requests. */
    SOCKET,
    /** Upgrades to other protocols. */
    UPGRADE,
    /** WebSockets. */
    WEBSOCKET
}
