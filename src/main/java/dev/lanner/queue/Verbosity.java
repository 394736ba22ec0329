package dev.lanner.queue;

/** What a client sees of a queue that can't take its request. */
public enum Verbosity {
    /** The connection is reset (with HTTP/2, the stream). */
    BASIC,

    /** 503 with {@code Retry-After}, and nothing else. */
    LIMITED,

    /** 503 with {@code Retry-After}, and the reason in a line of text. */
    FULL
}
