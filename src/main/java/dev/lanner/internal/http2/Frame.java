package dev.lanner.internal.http2;

/**
 * A frame as it arrived (RFC 9113 §6). What DATA carries, and the bytes of field blocks, stay in the input: the frame says
 * how many there are.
 */
sealed interface Frame {
    int DATA = 0x0;
    int HEADERS = 0x1;
    int PRIORITY = 0x2;
    int RST_STREAM = 0x3;
    int SETTINGS = 0x4;
    int PUSH_PROMISE = 0x5;
    int PING = 0x6;
    int GOAWAY = 0x7;
    int WINDOW_UPDATE = 0x8;
    int CONTINUATION = 0x9;
    int PRIORITY_UPDATE = 0x10;

    int END_STREAM = 0x1;
    int ACK = 0x1;
    int END_HEADERS = 0x4;
    int PADDED = 0x8;
    int WITH_PRIORITY = 0x20;

    int HEADER_LENGTH = 9;

    /**
     * Content (§6.1).
     *
     * @param length the bytes of content that follow in the input
     * @param flowLength what the frame takes from the windows: padding too
     */
    record Data(int streamId, boolean endStream, int length, int flowLength) implements Frame {}

    /**
     * The beginning of a field block (§6.2).
     *
     * @param length the bytes of the block that follow in the input
     */
    record Headers(int streamId, boolean endStream, boolean endHeaders, int length) implements Frame {}

    /** Checked and ignored (§6.3). */
    record Priority(int streamId) implements Frame {}

    /** The client gives a stream up (§6.4). */
    record RstStream(int streamId, long errorCode) implements Frame {}

    /** What the client wants; applied as a whole (§6.5). */
    record Settings(PeerSettings values) implements Frame {}

    /** The client knows our settings (§6.5.3). */
    record SettingsAck() implements Frame {}

    /** To be answered, or an answer (§6.7). */
    record Ping(boolean ack, long opaque) implements Frame {}

    /** The client will open no more streams (§6.8). */
    record GoAway(int lastStreamId, long errorCode) implements Frame {}

    /** Room for more of our DATA (§6.9). */
    record WindowUpdate(int streamId, int increment) implements Frame {}

    /**
     * More of a field block (§6.10).
     *
     * @param length the bytes of the block that follow in the input
     */
    record Continuation(int streamId, boolean endHeaders, int length) implements Frame {}

    /** Another priority for a stream (RFC 9218 §7.1). */
    record PriorityUpdate(int streamId, String value) implements Frame {}

    /** A type that we don't know: ignored (§5.5). */
    record Unknown(int type, int streamId) implements Frame {}
}
