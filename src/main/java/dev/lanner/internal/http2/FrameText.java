package dev.lanner.internal.http2;

import dev.lanner.internal.net.WireText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One frame in words: {@code HEADERS stream=1 END_STREAM END_HEADERS}. A frame that is malformed in itself is shown as a
 * type, flags and bytes. CONTRIBUTING.md explains the form.
 */
final class FrameText {
    /** Longer content stands below the frame, a line of it in each line. */
    private static final int ONE_LINE_MAX = 80;

    private final RawFrame frame;
    private final byte[] payload;
    private final StringBuilder words = new StringBuilder();
    private final List<String> below = new ArrayList<>();
    private int at;
    private int end;
    private int flagsLeft;
    private boolean malformed;

    private FrameText(RawFrame frame) {
        this.frame = frame;
        this.payload = frame.payload();
        this.end = payload.length;
        this.flagsLeft = frame.flags();
    }

    /** A frame that is complete. */
    static FrameText of(RawFrame frame) {
        FrameText text = new FrameText(frame);
        text.describe();
        if (text.flagsLeft != 0) {
            text.word("flags=" + hex(text.flagsLeft));
        }
        if (text.malformed) {
            text.below.clear();
            text.words.setLength(0);
            text.words.append(frame.hasBlock() ? header(frame) : cut(frame, text.payload));
        }
        return text;
    }

    /** A frame of which nothing but the header is shown. */
    static String header(RawFrame frame) {
        return "(frame " + typeFlagsStream(frame) + " length=" + frame.length() + ")";
    }

    /** A frame of which so much of the payload is there. */
    static String cut(RawFrame frame, byte[] payload) {
        String length = payload.length == frame.length() ? "" : " length=" + frame.length();
        return "(frame " + typeFlagsStream(frame) + length + " payload="
                + HexFormat.of().formatHex(payload) + ")";
    }

    private static String typeFlagsStream(RawFrame frame) {
        return "type=" + hex(frame.type()) + " flags=" + hex(frame.flags()) + " stream="
                + Integer.toUnsignedString(frame.streamWord());
    }

    /** Bytes that are no frame. */
    static String quoted(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"') {
                text.append('\\');
            }
            WireText.escape(text, bytes[i]);
        }
        return text.append('"').toString();
    }

    /** The line of the frame, then lines that belong to it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(words.toString());
        lines.addAll(below);
        return lines;
    }

    /** Whether it is a GOAWAY that says that something went wrong. */
    boolean isError() {
        return !malformed && RawFrame.int32(payload, 4) != ErrorCode.NO_ERROR.number();
    }

    /** What of a field block is in it; null if there should be some and can't be found. */
    byte[] block() {
        return malformed ? null : Arrays.copyOfRange(payload, at, end);
    }

    private void describe() {
        switch (frame.type()) {
            case Frame.DATA -> {
                name("DATA", true);
                flag(Frame.END_STREAM, "END_STREAM");
                padding();
                content();
            }
            case Frame.HEADERS -> {
                name("HEADERS", true);
                flag(Frame.END_STREAM, "END_STREAM");
                flag(Frame.END_HEADERS, "END_HEADERS");
                padding();
                if (flag(Frame.WITH_PRIORITY, "PRIORITY")) {
                    priority();
                }
            }
            case Frame.PRIORITY -> {
                name("PRIORITY", true);
                priority();
                requireEnd();
            }
            case Frame.RST_STREAM -> {
                name("RST_STREAM", true);
                word(errorCode(int32()));
                requireEnd();
            }
            case Frame.SETTINGS -> settings();
            case Frame.PUSH_PROMISE -> {
                name("PUSH_PROMISE", true);
                flag(Frame.END_HEADERS, "END_HEADERS");
                padding();
                word("promised=" + int32());
            }
            case Frame.PING -> {
                name("PING", false);
                flag(Frame.ACK, "ACK");
                word(String.format(Locale.ROOT, "%08x%08x", int32(), int32()));
                requireEnd();
            }
            case Frame.GOAWAY -> {
                name("GOAWAY", false);
                word("last=" + int32());
                word(errorCode(int32()));
                content();
            }
            case Frame.WINDOW_UPDATE -> {
                name("WINDOW_UPDATE", true);
                word("increment=" + int32());
                requireEnd();
            }
            case Frame.CONTINUATION -> {
                name("CONTINUATION", true);
                flag(Frame.END_HEADERS, "END_HEADERS");
            }
            case Frame.PRIORITY_UPDATE -> {
                name("PRIORITY_UPDATE", false);
                word("prioritized=" + int32());
                content();
            }
            default -> malformed = true;
        }
    }

    private void name(String name, boolean ofStreams) {
        words.append(name);
        if (ofStreams || frame.streamWord() != 0) {
            word("stream=" + Integer.toUnsignedString(frame.streamWord()));
        }
    }

    private void word(String word) {
        words.append(' ').append(word);
    }

    private boolean flag(int flag, String name) {
        flagsLeft &= ~flag;
        if (frame.has(flag)) {
            word(name);
        }
        return frame.has(flag);
    }

    private void padding() {
        flagsLeft &= ~Frame.PADDED;
        if (frame.has(Frame.PADDED)) {
            int padding = at < end ? payload[at++] & 0xff : 256;
            for (int i = Math.max(at, end - padding); i < end; i++) {
                malformed |= payload[i] != 0;
            }
            end -= padding;
            malformed |= end < at;
            word("PADDED=" + padding);
        }
    }

    private void priority() {
        int dependency = int32();
        word("dependency=" + (dependency & 0x7fff_ffff));
        word("weight=" + int8());
        if (dependency < 0) {
            word("EXCLUSIVE");
        }
    }

    private void settings() {
        name("SETTINGS", false);
        flag(Frame.ACK, "ACK");
        while (at < end && !malformed) {
            int id = int8() << 8 | int8();
            String name = PeerSettings.name(id);
            word((name == null ? hex(id) : name) + "=" + Integer.toUnsignedString(int32()));
        }
    }

    private void content() {
        if (malformed || at == end) {
            return;
        }
        String all = quoted(payload, at, end);
        if (all.length() <= ONE_LINE_MAX) {
            word(all);
            return;
        }
        for (int from = at, to = at + 1; to <= end; to++) {
            if (to == end || payload[to - 1] == '\n') {
                below.add("  " + quoted(payload, from, to));
                from = to;
            }
        }
    }

    private int int8() {
        malformed |= at >= end;
        return malformed ? 0 : payload[at++] & 0xff;
    }

    private int int32() {
        return int8() << 24 | int8() << 16 | int8() << 8 | int8();
    }

    private void requireEnd() {
        malformed |= at != end;
    }

    private static String errorCode(int number) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.number() == number) {
                return code.name();
            }
        }
        return hex(number);
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
