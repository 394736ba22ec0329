package dev.lanner.internal.http2;

/** Why a stream or a connection ends (RFC 9113 §7). */
public enum ErrorCode {
    NO_ERROR(0x0),
    PROTOCOL_ERROR(0x1),
    INTERNAL_ERROR(0x2),
    FLOW_CONTROL_ERROR(0x3),
    SETTINGS_TIMEOUT(0x4),
    STREAM_CLOSED(0x5),
    FRAME_SIZE_ERROR(0x6),
    REFUSED_STREAM(0x7),
    CANCEL(0x8),
    COMPRESSION_ERROR(0x9),
    CONNECT_ERROR(0xa),
    ENHANCE_YOUR_CALM(0xb),
    INADEQUATE_SECURITY(0xc),
    HTTP_1_1_REQUIRED(0xd);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** As the wire has it. */
    public int number() {
        return number;
    }

    /** The name of a number; numbers without a name are told as they are. */
    static String describe(long number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code.name();
            }
        }
        return Long.toString(number);
    }
}
