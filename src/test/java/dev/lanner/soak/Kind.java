package dev.lanner.soak;

/** What clients do for which it is known what must come back. */
enum Kind {
    DOWNLOAD("GET with Content-Length"),
    STREAM("GET of unknown length, with trailers"),
    RANGE("GET of a part of a file"),
    FILE("GET of a whole file"),
    UNCHANGED("GET of a file that the client has: 304"),
    HEAD("HEAD"),
    HINTS("GET with 103 before the answer"),
    MISSING("GET of nothing: 404"),
    UPLOAD("POST with Content-Length"),
    CHUNKED("POST of unknown length, with trailers"),
    ECHO("POST that is sent back while it comes"),
    UNREAD("POST that nobody reads"),
    CONTINUE("POST after 100 Continue"),
    UPGRADE("Upgrade, then bytes both ways"),
    TUNNEL("CONNECT, then bytes both ways"),
    LATE_DATA("DATA behind the end of a request: STREAM_CLOSED"),
    FLOOD("flood of frames: to be cut off"),
    SMUGGLING("request with another one in it: to be refused");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
