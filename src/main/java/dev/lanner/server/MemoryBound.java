package dev.lanner.server;

/**
 * How much heap clients can make a server hold, by its limits: {@link ServerOptions#mostBytesPerConnection()} and {@link
 * ServerOptions#mostBytes()}. {@code MemoryBoundTest} drives a server there, and holds the formula to it.
 *
 * <p>What an object costs besides the bytes that the limits count was measured on 64-bit Java machines, and rounded up.
 *
 * @param options whose limits count
 */
record MemoryBound(ServerOptions options) {
    /** A name may be kept as it came, in lower case and as bytes; a path as it came and, decoded, two bytes a character. */
    private static final long COPIES = 3;

    /** The objects of one field, without its characters. */
    private static final long FIELD = 256;

    /** The objects of one request, and the stack of a thread that waits. */
    private static final long EXCHANGE = 32_768;

    /** The objects of a connection. */
    private static final long CONNECTION = 32_768;

    /** What is read ahead while an application watches its client, once for each of two threads. */
    private static final long READ_AHEAD = 16_384;

    /** What is collected before it is written, or read of a file at once, and what content that nobody wants is read into. */
    private static final long HTTP_1_OUTPUT = 73_728;

    /** An entry counts 32 bytes besides its characters, and costs eight times as much. */
    private static final long TABLE_COPIES = 10;

    /** Both directions have a table of at least that size. */
    private static final long TABLE_MIN = 4_096;

    /** A stream keeps room for so much content that it has not, and so many times what it has. */
    private static final long CONTENT_KEPT = 16_384;

    private static final long CONTENT_COPIES = 4;

    /** Frames that wait, 68 KiB of all streams and 64 KiB of answers, a head that goes beyond, and as many that are being written, each in up to twice the room; and where content is that was not copied. */
    private static final long HTTP_2_OUTPUT = 598_016;

    /** Records in both directions, and the engine. */
    private static final long TLS = 196_608;

    /** Peers that are told that there is no place for them, and what all connections share. */
    private static final long SHARED = 16_777_216;

    /** For one request: its head, its trailers, and the beginning of its response. */
    long exchange() {
        Limits limits = options.limits();
        return EXCHANGE
                + COPIES * ((long) limits.requestLineBytes() + limits.headerBytes() + limits.trailerBytes())
                + FIELD * ((long) limits.headerCount() + limits.trailerCount())
                + limits.responseBufferBytes();
    }

    /** For a line, or a frame, that is not complete. */
    private long input() {
        Limits limits = options.limits();
        long head = Math.max(limits.requestLineBytes(), limits.headerBytes());
        long line = Math.max(limits.trailerBytes(), options.http1().chunkLineBytes());
        return Math.max(Math.max(head, line), options.http2().frameBytes());
    }

    /** For a connection that speaks HTTP/1.1: one request. */
    long http1() {
        return CONNECTION + input() + READ_AHEAD + HTTP_1_OUTPUT + exchange();
    }

    /** For a connection that speaks HTTP/2: as many requests as it has streams, and the content that its window lets in. */
    long http2() {
        Http2Limits limits2 = options.http2();
        return CONNECTION
                + input()
                + HTTP_2_OUTPUT
                + 2L * options.limits().headerBytes()
                + TABLE_COPIES * (Math.max(TABLE_MIN, limits2.headerTableBytes()) + TABLE_MIN)
                + CONTENT_COPIES * limits2.connectionWindowBytes()
                + limits2.streams() * (CONTENT_KEPT + exchange());
    }

    /** For TLS, beside what is spoken over it. */
    long tls() {
        return options.endpoints().stream().anyMatch(Endpoint.Tls.class::isInstance) ? TLS : 0;
    }

    /** For the connection that costs most. */
    long connection() {
        return Math.max(http1(), http2()) + tls();
    }

    /** For as many of these as there may be. */
    long server() {
        Limits limits = options.limits();
        return SHARED + ((long) limits.connections() + limits.upgradedConnections()) * connection();
    }
}
