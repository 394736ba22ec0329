package dev.lanner.internal.http2;

/**
 * The settings of one SETTINGS frame (RFC 9113 §6.5.2), checked; -1 for what it does not have.
 *
 * @param headerTableSize how large our encoder's table may be
 * @param lowestHeaderTableSize the lowest value, if the frame has several: the encoder must tell of it (RFC 7541 §4.2)
 * @param initialWindowSize the window of each of our streams
 * @param maxFrameSize how long our frames may be
 * @param noRfc7540Priorities whether the client does without the priorities of RFC 7540
 */
record PeerSettings(
        long headerTableSize,
        long lowestHeaderTableSize,
        long initialWindowSize,
        int maxFrameSize,
        int noRfc7540Priorities) {
    static final int HEADER_TABLE_SIZE = 0x1;
    static final int ENABLE_PUSH = 0x2;
    static final int MAX_CONCURRENT_STREAMS = 0x3;
    static final int INITIAL_WINDOW_SIZE = 0x4;
    static final int MAX_FRAME_SIZE = 0x5;
    static final int MAX_HEADER_LIST_SIZE = 0x6;
    static final int ENABLE_CONNECT_PROTOCOL = 0x8;
    static final int NO_RFC7540_PRIORITIES = 0x9;

    static final int FRAME_SIZE_MIN = 16_384;
    static final int FRAME_SIZE_MAX = 16_777_215;
    static final int WINDOW_DEFAULT = 65_535;
    static final long WINDOW_MAX = Integer.MAX_VALUE;

    /** The name of a setting; null if it is none that we know. */
    static String name(int id) {
        return switch (id) {
            case HEADER_TABLE_SIZE -> "HEADER_TABLE_SIZE";
            case ENABLE_PUSH -> "ENABLE_PUSH";
            case MAX_CONCURRENT_STREAMS -> "MAX_CONCURRENT_STREAMS";
            case INITIAL_WINDOW_SIZE -> "INITIAL_WINDOW_SIZE";
            case MAX_FRAME_SIZE -> "MAX_FRAME_SIZE";
            case MAX_HEADER_LIST_SIZE -> "MAX_HEADER_LIST_SIZE";
            case ENABLE_CONNECT_PROTOCOL -> "ENABLE_CONNECT_PROTOCOL";
            case NO_RFC7540_PRIORITIES -> "NO_RFC7540_PRIORITIES";
            default -> null;
        };
    }
}
