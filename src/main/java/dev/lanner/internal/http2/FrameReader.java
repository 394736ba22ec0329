package dev.lanner.internal.http2;

import dev.lanner.internal.net.ByteInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads frames (RFC 9113 §4.1) and refuses those that are malformed in themselves. Knows nothing of streams or state.
 *
 * <pre>
 * +-----------------------------------------------+
 * |                 Length (24)                   |
 * +---------------+---------------+---------------+
 * |   Type (8)    |   Flags (8)   |
 * +-+-------------+---------------+-------------------------------+
 * |R|                 Stream Identifier (31)                      |
 * +=+=============================================================+
 * |                   Frame Payload (0...)                      ...
 * </pre>
 *
 * <p>What of a payload was not consumed is skipped before the next frame, so that an error in the middle of one leaves the
 * next nine bytes a frame header again. Used by the connection's thread only.
 */
final class FrameReader {
    /** How more input is got; it throws at the end. */
    interface More {
        void fill() throws IOException;
    }

    private final ByteInput in;
    private final More more;
    private final int maxFrameSize;
    private final int maxSettings;

    /** What is left of the payload of the frame that was read last. */
    private int left;

    private int dependency;

    FrameReader(ByteInput in, More more, int maxFrameSize, int maxSettings) {
        this.in = in;
        this.more = more;
        this.maxFrameSize = maxFrameSize;
        this.maxSettings = maxSettings;
    }

    /** The next frame; its content or field block follows by {@link #take}. */
    Frame next() throws IOException {
        finish();
        need(Frame.HEADER_LENGTH);
        byte[] bytes = in.array();
        int at = in.position();
        int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
        int type = bytes[at + 3] & 0xff;
        int flags = bytes[at + 4] & 0xff;
        int streamId = readInt(at + 5) & 0x7fff_ffff;
        if (length > maxFrameSize) {
            throw Http2Rule.FRAME_TOO_LARGE.brokenOn(0);
        }
        in.skip(Frame.HEADER_LENGTH);
        left = length;
        return switch (type) {
            case Frame.DATA -> data(streamId, flags, length);
            case Frame.HEADERS -> headers(streamId, flags);
            case Frame.PRIORITY -> priority(streamId, length);
            case Frame.RST_STREAM -> rstStream(streamId, length);
            case Frame.SETTINGS -> settings(streamId, flags, length);
            case Frame.PUSH_PROMISE -> throw Http2Rule.PUSH_PROMISE_FROM_CLIENT.brokenOn(0);
            case Frame.PING -> ping(streamId, flags, length);
            case Frame.GOAWAY -> goAway(streamId, length);
            case Frame.WINDOW_UPDATE -> windowUpdate(streamId, length);
            case Frame.CONTINUATION -> continuation(streamId, flags, length);
            case Frame.PRIORITY_UPDATE -> priorityUpdate(streamId, length);
            default -> new Frame.Unknown(type, streamId);
        };
    }

    /** The stream on which the last HEADERS or PRIORITY depends; 0 for none. Only its absurdity is of interest. */
    int dependency() {
        return dependency;
    }

    /** Skips what was not consumed of the frame that was read last. */
    void finish() throws IOException {
        skip(left);
    }

    private Frame data(int streamId, int flags, int length) throws IOException {
        requireStream(streamId);
        int padding = padLength(flags);
        require(padding <= left, Http2Rule.PADDING_TOO_LONG);
        return new Frame.Data(streamId, (flags & Frame.END_STREAM) != 0, left - padding, length);
    }

    private Frame headers(int streamId, int flags) throws IOException {
        requireStream(streamId);
        int padding = padLength(flags);
        dependency = 0;
        if ((flags & Frame.WITH_PRIORITY) != 0) {
            require(left >= 5, Http2Rule.FRAME_TOO_SHORT);
            dependency = takeInt() & 0x7fff_ffff;
            skip(1);
        }
        require(padding <= left, Http2Rule.PADDING_TOO_LONG);
        return new Frame.Headers(
                streamId, (flags & Frame.END_STREAM) != 0, (flags & Frame.END_HEADERS) != 0, left - padding);
    }

    private Frame priority(int streamId, int length) throws IOException {
        requireStream(streamId);
        if (length != 5) {
            throw Http2Rule.PRIORITY_LENGTH.brokenOn(streamId);
        }
        dependency = takeInt() & 0x7fff_ffff;
        return new Frame.Priority(streamId);
    }

    private Frame rstStream(int streamId, int length) throws IOException {
        requireStream(streamId);
        if (length != 4) {
            throw Http2Rule.RST_STREAM_LENGTH.brokenOn(0);
        }
        return new Frame.RstStream(streamId, takeInt() & 0xffff_ffffL);
    }

    private Frame settings(int streamId, int flags, int length) throws IOException {
        requireConnection(streamId);
        if ((flags & Frame.ACK) != 0) {
            if (length != 0) {
                throw Http2Rule.SETTINGS_ACK_LENGTH.brokenOn(0);
            }
            return new Frame.SettingsAck();
        }
        if (length % 6 != 0) {
            throw Http2Rule.SETTINGS_LENGTH.brokenOn(0);
        }
        if (length / 6 > maxSettings) {
            throw Http2Rule.SETTINGS_TOO_MANY.brokenOn(0);
        }
        long headerTableSize = -1;
        long lowestHeaderTableSize = -1;
        long initialWindowSize = -1;
        long frameSize = -1;
        long noRfc7540Priorities = -1;
        for (int i = 0; i < length / 6; i++) {
            int id = takeInt16();
            long value = takeInt() & 0xffff_ffffL;
            switch (id) {
                case PeerSettings.HEADER_TABLE_SIZE -> {
                    headerTableSize = value;
                    lowestHeaderTableSize = lowestHeaderTableSize < 0 ? value : Math.min(lowestHeaderTableSize, value);
                }
                case PeerSettings.ENABLE_PUSH -> require(value <= 1, Http2Rule.SETTING_ENABLE_PUSH);
                case PeerSettings.INITIAL_WINDOW_SIZE -> {
                    require(value <= PeerSettings.WINDOW_MAX, Http2Rule.SETTING_INITIAL_WINDOW_SIZE);
                    initialWindowSize = value;
                }
                case PeerSettings.MAX_FRAME_SIZE -> {
                    require(
                            value >= PeerSettings.FRAME_SIZE_MIN && value <= PeerSettings.FRAME_SIZE_MAX,
                            Http2Rule.SETTING_MAX_FRAME_SIZE);
                    frameSize = value;
                }
                case PeerSettings.NO_RFC7540_PRIORITIES -> {
                    require(value <= 1, Http2Rule.SETTING_NO_RFC7540_PRIORITIES);
                    noRfc7540Priorities = value;
                }
                default -> {
                    // What we send does not depend on it, or we don't know it (§6.5.2).
                }
            }
        }
        return new Frame.Settings(new PeerSettings(
                headerTableSize, lowestHeaderTableSize, initialWindowSize, (int) frameSize, (int) noRfc7540Priorities));
    }

    private Frame ping(int streamId, int flags, int length) throws IOException {
        requireConnection(streamId);
        require(length == 8, Http2Rule.PING_LENGTH);
        long opaque = (long) takeInt() << 32;
        return new Frame.Ping((flags & Frame.ACK) != 0, opaque | takeInt() & 0xffff_ffffL);
    }

    private Frame goAway(int streamId, int length) throws IOException {
        requireConnection(streamId);
        require(length >= 8, Http2Rule.GOAWAY_LENGTH);
        int last = takeInt() & 0x7fff_ffff;
        return new Frame.GoAway(last, takeInt() & 0xffff_ffffL);
    }

    private Frame windowUpdate(int streamId, int length) throws IOException {
        require(length == 4, Http2Rule.WINDOW_UPDATE_LENGTH);
        int increment = takeInt() & 0x7fff_ffff;
        if (increment == 0) {
            throw Http2Rule.WINDOW_UPDATE_ZERO.brokenOn(streamId);
        }
        return new Frame.WindowUpdate(streamId, increment);
    }

    private Frame continuation(int streamId, int flags, int length) throws IOException {
        requireStream(streamId);
        return new Frame.Continuation(streamId, (flags & Frame.END_HEADERS) != 0, length);
    }

    private Frame priorityUpdate(int streamId, int length) throws IOException {
        requireConnection(streamId);
        require(length >= 4, Http2Rule.PRIORITY_UPDATE_LENGTH);
        int prioritized = takeInt() & 0x7fff_ffff;
        require((prioritized & 1) == 1, Http2Rule.PRIORITY_UPDATE_STREAM);
        need(left);
        return new Frame.PriorityUpdate(
                prioritized, new String(in.array(), in.position(), left, StandardCharsets.ISO_8859_1));
    }

    private int padLength(int flags) throws IOException {
        if ((flags & Frame.PADDED) == 0) {
            return 0;
        }
        require(left >= 1, Http2Rule.FRAME_TOO_SHORT);
        need(1);
        int padding = in.array()[in.position()] & 0xff;
        consume(1);
        return padding;
    }

    private static void requireStream(int streamId) throws Http2Exception {
        require(streamId != 0, Http2Rule.STREAM_FRAME_ON_CONNECTION);
    }

    private static void requireConnection(int streamId) throws Http2Exception {
        require(streamId == 0, Http2Rule.CONNECTION_FRAME_ON_STREAM);
    }

    private static void require(boolean kept, Http2Rule rule) throws Http2Exception {
        if (!kept) {
            throw rule.brokenOn(0);
        }
    }

    /** Waits for content of the frame that was read last; how many bytes of input are there. */
    int await() throws IOException {
        if (in.buffered() == 0) {
            more.fill();
        }
        return in.buffered();
    }

    /** Takes content of the frame that was read last, which is there. */
    void take(byte[] target, int from, int count) {
        System.arraycopy(in.array(), in.position(), target, from, count);
        consume(count);
    }

    private int takeInt16() throws IOException {
        need(2);
        int value = (in.array()[in.position()] & 0xff) << 8 | in.array()[in.position() + 1] & 0xff;
        consume(2);
        return value;
    }

    private int takeInt() throws IOException {
        need(4);
        int value = readInt(in.position());
        consume(4);
        return value;
    }

    private int readInt(int at) {
        byte[] bytes = in.array();
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    private void consume(int count) {
        in.skip(count);
        left -= count;
    }

    private void need(int count) throws IOException {
        while (in.buffered() < count) {
            more.fill();
        }
    }

    private void skip(int count) throws IOException {
        int toSkip = count;
        while (toSkip > 0) {
            if (in.buffered() == 0) {
                more.fill();
            }
            int now = Math.min(toSkip, in.buffered());
            consume(now);
            toSkip -= now;
        }
    }
}
