package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.hpack.BlockText;
import dev.lanner.internal.hpack.BlockText.FieldLine;
import dev.lanner.internal.hpack.BlockText.TableSize;
import dev.lanner.internal.hpack.HpackException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps account of what a client sends, right or wrong, and then looks whether the server has answered as RFC 9113 lets it:
 * with whole frames, not too long, in an order that their streams allow, within the windows, and with blocks that can be
 * decompressed. SETTINGS count from where they are acknowledged, windows as if each update had come before all DATA.
 */
final class StrictClient {
    private static final int TABLE_DEFAULT = 4_096;
    private static final int NOT_YET = -1;

    private final Map<Integer, Account> streams = new HashMap<>();
    private final Account connection = new Account();
    private final Deque<byte[]> settings = new ArrayDeque<>();
    private final Deque<Long> pings = new ArrayDeque<>();
    private final BlockText blocks = new BlockText();
    private byte[] partOfFrame = new byte[0];
    private boolean prefaceSent;
    private int highest;
    private int frameSize = PeerSettings.FRAME_SIZE_MIN;
    private long initialWindow = PeerSettings.WINDOW_DEFAULT;
    private long tableAllowed = TABLE_DEFAULT;
    private long table = TABLE_DEFAULT;
    private boolean settingsCame;
    private int goAway = NOT_YET;
    private ErrorCode error;

    /** What the server may say on a stream. */
    private enum State {
        BEFORE_HEAD,
        BEHIND_HEAD,
        ENDED,
        RESET
    }

    /** Of a stream, or of the connection as a whole. */
    private static final class Account {
        boolean requested;
        long contentSent;
        long windowGiven;
        State state = State.BEFORE_HEAD;
        long declared = -1;
        long contentCame;
        long windowCame;
    }

    // ---- what the client sends ------------------------------------------------------------------------------------

    /** The client sends this, the preface first. */
    void sends(byte[] bytes) {
        byte[] all = joined(partOfFrame, bytes);
        int at = 0;
        if (!prefaceSent && all.length >= Preface.OF_CLIENT.length) {
            prefaceSent = true;
            at = Preface.OF_CLIENT.length;
        }
        while (prefaceSent && isWhole(all, at)) {
            RawFrame frame = new RawFrame(all, at);
            count(frame);
            at += Frame.HEADER_LENGTH + frame.length();
        }
        partOfFrame = Arrays.copyOfRange(all, at, all.length);
    }

    /** What can be answered when only the header of a frame has come. */
    private void countPart() {
        if (prefaceSent && partOfFrame.length >= Frame.HEADER_LENGTH) {
            RawFrame frame = new RawFrame(partOfFrame, 0);
            Account account = named(streamOf(frame));
            if (frame.type() == Frame.DATA) {
                content(account, frame.length());
            }
        }
    }

    private void content(Account stream, int length) {
        stream.contentSent += length;
        connection.contentSent += length;
    }

    private Account named(int streamId) {
        highest = Math.max(highest, streamId);
        return streamId == 0 ? connection : streams.computeIfAbsent(streamId, unused -> new Account());
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static boolean isWhole(byte[] bytes, int at) {
        int left = bytes.length - at - Frame.HEADER_LENGTH;
        return left >= 0 && left >= new RawFrame(bytes, at).length();
    }

    /** Whether all frames of the client are whole. */
    boolean isBetweenFrames() {
        return prefaceSent && partOfFrame.length == 0;
    }

    private void count(RawFrame frame) {
        Account account = named(streamOf(frame));
        byte[] payload = frame.payload();
        switch (frame.type()) {
            case Frame.HEADERS -> account.requested = true;
            case Frame.DATA -> content(account, payload.length);
            case Frame.SETTINGS -> {
                if (!frame.has(Frame.ACK)) {
                    settings.add(payload);
                }
            }
            case Frame.PING -> {
                if (!frame.has(Frame.ACK) && payload.length == 8) {
                    pings.add(opaque(payload));
                }
            }
            case Frame.WINDOW_UPDATE -> {
                if (payload.length == 4) {
                    account.windowGiven += RawFrame.int32(payload, 0) & 0x7fff_ffff;
                }
            }
            default -> {
                // Asks for nothing.
            }
        }
    }

    private static int streamOf(RawFrame frame) {
        return frame.streamWord() & 0x7fff_ffff;
    }

    private static long opaque(byte[] ping) {
        return (long) RawFrame.int32(ping, 0) << 32 | RawFrame.int32(ping, 4) & 0xffff_ffffL;
    }

    // ---- what the server has sent ---------------------------------------------------------------------------------

    /** The error that ended the connection; null for none. */
    ErrorCode error() {
        return error;
    }

    /** Whether GOAWAY has come. */
    boolean isToldToGo() {
        return goAway != NOT_YET;
    }

    /** How many PINGs were not answered. */
    int pingsLeft() {
        return pings.size();
    }

    /**
     * Looks at all of it, when the client has sent all that it will.
     *
     * @param cut whether it may have stopped within a frame
     */
    void receives(byte[] bytes, boolean cut) {
        countPart();
        int at = 0;
        while (isWhole(bytes, at)) {
            RawFrame frame = new RawFrame(bytes, at);
            require(settingsCame || frame.type() == Frame.SETTINGS, "SETTINGS come first");
            require(frame.length() <= frameSize, "a frame is longer than MAX_FRAME_SIZE");
            at += Frame.HEADER_LENGTH + frame.length();
            if (frame.type() == Frame.HEADERS) {
                at = block(frame, bytes, at);
            } else {
                receives(frame, frame.payload());
            }
        }
        require(cut || at == bytes.length, "a frame is not whole");
    }

    private static void require(boolean kept, String rule) {
        if (!kept) {
            throw new AssertionError(rule);
        }
    }

    private void receives(RawFrame frame, byte[] payload) {
        int id = streamOf(frame);
        Account account = id == 0 ? connection : streams.get(id);
        require(account != null, "a frame on stream " + id + ", which the client has never named");
        switch (frame.type()) {
            case Frame.DATA -> data(account, payload.length, frame.has(Frame.END_STREAM));
            case Frame.RST_STREAM -> account.state = State.RESET; // applications may choose any code
            case Frame.SETTINGS -> {
                if (frame.has(Frame.ACK)) {
                    require(!settings.isEmpty(), "SETTINGS are acknowledged that were not sent");
                    apply(settings.remove());
                } else {
                    require(!settingsCame, "SETTINGS come twice");
                    settingsCame = true;
                }
            }
            case Frame.PING -> {
                if (frame.has(Frame.ACK)) {
                    assertThat(pings.poll()).as("PING").isEqualTo(opaque(payload));
                }
            }
            case Frame.GOAWAY -> goAway(RawFrame.int32(payload, 0), code(RawFrame.int32(payload, 4)));
            case Frame.WINDOW_UPDATE -> {
                account.windowCame += RawFrame.int32(payload, 0);
                require(account.windowCame <= account.contentSent, "more room is given back than was taken");
            }
            default -> throw new AssertionError("no server sends frames of type " + frame.type() + " here");
        }
    }

    private static ErrorCode code(int number) {
        return Stream.of(ErrorCode.values())
                .filter(known -> known.number() == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no error code: " + number));
    }

    private void apply(byte[] values) {
        for (int i = 0; i + 6 <= values.length; i += 6) {
            int value = RawFrame.int32(values, i + 2);
            switch (RawFrame.int16(values, i)) {
                case PeerSettings.MAX_FRAME_SIZE -> frameSize = value;
                case PeerSettings.INITIAL_WINDOW_SIZE -> initialWindow = value;
                case PeerSettings.HEADER_TABLE_SIZE -> tableAllowed = value & 0xffff_ffffL;
                default -> {
                    // Does not change what the server sends.
                }
            }
        }
    }

    private void goAway(int last, ErrorCode code) {
        require(error == null, "GOAWAY behind an error of the connection");
        require(goAway == NOT_YET || last <= goAway, "GOAWAY takes back what an earlier one has left out");
        goAway = last;
        if (code != ErrorCode.NO_ERROR) {
            require(last <= highest, "GOAWAY names a stream that the client has never named");
            error = code;
        }
    }

    private void data(Account stream, int length, boolean last) {
        require(stream.state == State.BEHIND_HEAD, "DATA " + stream.state);
        stream.contentCame += length;
        connection.contentCame += length;
        require(length == 0 || stream.contentCame <= initialWindow + stream.windowGiven, "DATA beyond the window");
        require(
                length == 0 || connection.contentCame <= PeerSettings.WINDOW_DEFAULT + connection.windowGiven,
                "DATA beyond the window of the connection");
        if (last) {
            stream.state = State.ENDED;
            require(stream.declared < 0 || stream.declared == stream.contentCame, "not as much as was declared");
        }
    }

    /** HEADERS, and the CONTINUATIONs right behind them; where the next frame begins. */
    private int block(RawFrame headers, byte[] bytes, int next) {
        Account stream = streams.get(streamOf(headers));
        require(stream != null && stream.requested, "HEADERS on stream " + streamOf(headers));
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(headers.payload());
        int at = next;
        for (boolean whole = headers.has(Frame.END_HEADERS); !whole; ) {
            if (!isWhole(bytes, at)) {
                return at;
            }
            RawFrame more = new RawFrame(bytes, at);
            require(more.type() == Frame.CONTINUATION && more.streamWord() == headers.streamWord(), "no CONTINUATION");
            require(more.length() <= frameSize, "CONTINUATION is longer than MAX_FRAME_SIZE");
            block.writeBytes(more.payload());
            at += Frame.HEADER_LENGTH + more.length();
            whole = more.has(Frame.END_HEADERS);
        }
        fields(stream, fields(block.toByteArray()), headers.has(Frame.END_STREAM));
        return at;
    }

    private Map<String, String> fields(byte[] block) {
        Map<String, String> fields = new HashMap<>();
        try {
            for (BlockText.Line line : blocks.lines(block, block.length)) {
                switch (line) {
                    case TableSize(int bytes) -> table = bytes;
                    case FieldLine(String name, String value, boolean neverIndexed) -> fields.put(name, value);
                }
                require(table <= tableAllowed, "the table is larger than HEADER_TABLE_SIZE");
            }
        } catch (HpackException broken) {
            throw new AssertionError("a block can't be decompressed", broken);
        }
        return fields;
    }

    private static void fields(Account stream, Map<String, String> fields, boolean last) {
        fields.keySet().forEach(name -> assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT)));
        String status = fields.get(":status");
        switch (stream.state) {
            case BEFORE_HEAD -> {
                require(status != null && status.length() == 3, "a head has a status");
                if (status.startsWith("1")) {
                    require(!last, "an informational head ends the stream");
                    return;
                }
                stream.state = State.BEHIND_HEAD;
                stream.declared = Long.parseLong(fields.getOrDefault("content-length", "-1"));
            }
            case BEHIND_HEAD -> require(status == null && last, "trailers have no status, and end the stream");
            case ENDED, RESET -> throw new AssertionError("HEADERS " + stream.state);
        }
        if (last) {
            stream.state = State.ENDED;
        }
    }
}
