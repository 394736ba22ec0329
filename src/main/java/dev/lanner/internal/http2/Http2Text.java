package dev.lanner.internal.http2;

import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.hpack.BlockText;
import dev.lanner.internal.hpack.HpackException;
import dev.lanner.internal.net.WireText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * HTTP/2 in the words of the text tests: a line for each frame, and below it a line for each field of a block that is
 * complete. A frame is shown when all of it has passed.
 *
 * <p>Each direction has its own decompression, beside that of the connection: what is shown costs the connection nothing
 * but time.
 */
public final class Http2Text implements WireText {

    /** A longer frame is shown by its header only, whatever was agreed on. */
    private static final int FRAME_MAX = 1_048_576;

    private final boolean masked;
    private final Direction client = new Direction(Side.CLIENT);
    private final Direction server = new Direction(Side.SERVER);

    /** Of a connection that begins; secret values are masked. */
    public Http2Text() {
        this(true);
    }

    /** @param masked whether values of secret fields are */
    public Http2Text(boolean masked) {
        this.masked = masked;
    }

    @Override
    public String pass(Side side, byte[] bytes, int from, int length) {
        Direction direction = side == Side.CLIENT ? client : server;
        StringBuilder text = new StringBuilder();
        direction.append(bytes, from, length);
        direction.show(text);
        return text.toString();
    }

    @Override
    public String rest(Side side) {
        StringBuilder text = new StringBuilder();
        (side == Side.CLIENT ? client : server).showRest(text);
        return text.toString();
    }

    /** What passes one way. */
    private final class Direction {
        private final Side side;
        private final BlockText blocks = new BlockText();
        private byte[] buffer = new byte[Frame.HEADER_LENGTH];
        private int at;
        private int end;
        private int preface;
        private int frameMax = PeerSettings.FRAME_SIZE_MIN;

        /** What is left of a frame that is too long to be shown. */
        private int skipped;

        /** A field block that goes on in CONTINUATION. */
        private ByteArrayOutputStream block;

        private boolean undecodable;

        /** Nothing more of it is shown. */
        private boolean over;

        Direction(Side side) {
            this.side = side;
            this.preface = side == Side.CLIENT ? 0 : Preface.OF_CLIENT.length;
        }

        void append(byte[] bytes, int from, int length) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
            if (end + length > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(end + length, buffer.length * 2));
            }
            System.arraycopy(bytes, from, buffer, end, length);
            end += length;
        }

        void show(StringBuilder text) {
            showPreface(text);
            while (!over && preface == Preface.OF_CLIENT.length && skip() && end - at >= Frame.HEADER_LENGTH) {
                RawFrame frame = new RawFrame(buffer, at);
                if (frame.length() > frameMax) {
                    at += Frame.HEADER_LENGTH;
                    skipped = frame.length();
                    undecodable |= frame.hasBlock();
                    line(text, FrameText.header(frame));
                } else if (end - at >= Frame.HEADER_LENGTH + frame.length()) {
                    at += Frame.HEADER_LENGTH + frame.length();
                    show(text, frame);
                } else {
                    return;
                }
            }
            if (over) {
                at = end;
            }
        }

        private boolean skip() {
            int now = Math.min(skipped, end - at);
            at += now;
            skipped -= now;
            return skipped == 0;
        }

        private void showPreface(StringBuilder text) {
            while (preface < Preface.OF_CLIENT.length && at + preface < end && !over) {
                over = buffer[at + preface] != Preface.OF_CLIENT[preface];
                preface++;
                if (over) {
                    line(text, FrameText.quoted(buffer, at, at + preface));
                } else if (preface == Preface.OF_CLIENT.length) {
                    at += preface;
                    line(text, "PREFACE");
                }
            }
        }

        private void show(StringBuilder text, RawFrame frame) {
            FrameText words = FrameText.of(frame);
            if (frame.type() == Frame.SETTINGS) {
                (side == Side.CLIENT ? server : client).heed(frame.payload());
            } else if (frame.type() == Frame.GOAWAY && side == Side.SERVER && words.isError()) {
                client.showRest(text);
            }
            words.lines().forEach(line -> line(text, line));
            if (frame.hasBlock()) {
                showBlock(text, frame, words.block());
            }
        }

        private void showBlock(StringBuilder text, RawFrame frame, byte[] part) {
            boolean begins = frame.type() != Frame.CONTINUATION;
            undecodable |= part == null || begins != (block == null);
            if (begins || block == null) {
                block = new ByteArrayOutputStream();
            }
            if (part != null) {
                block.writeBytes(part);
            }
            if (!frame.has(Frame.END_HEADERS)) {
                return;
            }
            byte[] complete = block.toByteArray();
            block = null;
            try {
                if (!undecodable) {
                    blocks.lines(complete, complete.length).forEach(field -> line(text, "  " + words(field)));
                    return;
                }
            } catch (HpackException broken) {
                undecodable = true;
            }
            line(text, "  (block of " + complete.length + " bytes)");
        }

        /** How long frames may be that go this way. */
        private void heed(byte[] settings) {
            for (int i = 0; i + 6 <= settings.length; i += 6) {
                if (RawFrame.int16(settings, i) == PeerSettings.MAX_FRAME_SIZE) {
                    frameMax = Math.clamp(RawFrame.int32(settings, i + 2), PeerSettings.FRAME_SIZE_MIN, FRAME_MAX);
                }
            }
        }

        /** Nothing more will come that could be understood. */
        void showRest(StringBuilder text) {
            if (end - at >= Frame.HEADER_LENGTH && preface == Preface.OF_CLIENT.length) {
                RawFrame frame = new RawFrame(buffer, at);
                byte[] there = Arrays.copyOfRange(buffer, at + Frame.HEADER_LENGTH, end);
                line(text, frame.hasBlock() ? FrameText.header(frame) : FrameText.cut(frame, there));
            } else if (end > at) {
                line(text, FrameText.quoted(buffer, at, end));
            }
            at = end;
            over = true;
        }

        private void line(StringBuilder text, String line) {
            text.append(side.mark()).append(' ').append(line).append('\n');
        }
    }

    private String words(BlockText.Line line) {
        return switch (line) {
            case BlockText.TableSize(int bytes) -> "(table size " + bytes + ")";
            case BlockText.FieldLine(String name, String value, boolean neverIndexed) -> {
                boolean secret = masked && (neverIndexed || FieldRules.isSecret(name));
                String shown = secret ? "***" : escaped(value, false);
                yield (neverIndexed ? "(never indexed) " : "")
                        + escaped(name, true)
                        + (shown.isEmpty() ? ":" : ": " + shown);
            }
        };
    }

    /** So that it can be read back: what could be taken for something else is escaped too. */
    private static String escaped(String text, boolean isName) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean telling = isName ? c == '(' || c == ' ' || c == ':' && i > 0 : c == ' ' && i == text.length() - 1;
            if (telling) {
                escaped.append("\\x").append(Integer.toHexString(c));
            } else {
                WireText.escape(escaped, (byte) c);
            }
        }
        return escaped.toString();
    }
}
