package dev.lanner.internal.http2;

import dev.lanner.http.HeaderName;
import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.hpack.FieldLimits;
import dev.lanner.internal.hpack.FieldSink;
import dev.lanner.internal.hpack.HpackDecoder;
import dev.lanner.internal.hpack.HpackEncoder;
import dev.lanner.internal.hpack.PseudoHeader;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

/**
 * A client that sends the frames that it is told, and shows those that come back. It answers nothing by itself. Used by the
 * test's thread.
 *
 * <p>Frames are collected by the methods named like them, and leave together by {@link #send}.
 */
public final class FrameClient implements Closeable {
    public static final int DATA = Frame.DATA;
    public static final int HEADERS = Frame.HEADERS;
    public static final int RST_STREAM = Frame.RST_STREAM;
    public static final int SETTINGS = Frame.SETTINGS;
    public static final int PING = Frame.PING;
    public static final int GOAWAY = Frame.GOAWAY;
    public static final int WINDOW_UPDATE = Frame.WINDOW_UPDATE;
    public static final int HEADER_TABLE_SIZE = PeerSettings.HEADER_TABLE_SIZE;
    public static final int INITIAL_WINDOW_SIZE = PeerSettings.INITIAL_WINDOW_SIZE;

    public static final int MAX_CONCURRENT_STREAMS = PeerSettings.MAX_CONCURRENT_STREAMS;

    private static final int PATIENCE_MILLIS = 30_000;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final FieldLimits NO_LIMITS = new FieldLimits(1_000_000, 1_000);

    private final Closeable connection;
    private final String scheme;
    private final InputStream in;
    private final OutputStream out;
    private final FrameBuffer frames = new FrameBuffer();
    private final HpackEncoder encoder = new HpackEncoder();
    private final HpackDecoder decoder = new HpackDecoder();
    private final BlockWriter block = new BlockWriter();
    private final Set<String> secrets = new HashSet<>();
    private final Deque<Received> passedOver = new ArrayDeque<>();

    /**
     * A frame that has come.
     *
     * @param fields of a header block, by name, several of one name joined by commas; null for other frames
     * @param neverIndexed the names of those that were sent as never indexed
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Received(
            int type, int flags, int streamId, byte[] payload, Map<String, String> fields, List<String> neverIndexed) {
        public boolean isEnd() {
            return (flags & Frame.END_STREAM) != 0 && (type == Frame.DATA || type == Frame.HEADERS);
        }

        public boolean isAck() {
            return (flags & Frame.ACK) != 0 && (type == Frame.SETTINGS || type == Frame.PING);
        }

        public int status() {
            return Integer.parseInt(fields.get(":status"));
        }

        /** Of DATA: a character for each byte. */
        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** Of RST_STREAM and GOAWAY. */
        public ErrorCode code() {
            int number = ByteBuffer.wrap(payload).getInt(type == Frame.GOAWAY ? 4 : 0);
            return Stream.of(ErrorCode.values())
                    .filter(code -> code.number() == number)
                    .findFirst()
                    .orElseThrow();
        }

        /** Of GOAWAY. */
        public int lastStreamId() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** Of WINDOW_UPDATE. */
        public int increment() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** In the words of a failing test. */
        @Override
        public String toString() {
            return switch (type) {
                case Frame.DATA -> "DATA " + streamId + " " + payload.length + (isEnd() ? " end" : "");
                case Frame.HEADERS -> "HEADERS " + streamId + " " + fields + (isEnd() ? " end" : "");
                case Frame.RST_STREAM -> "RST_STREAM " + streamId + " " + code();
                case Frame.SETTINGS -> "SETTINGS" + (isAck() ? " ack" : "");
                case Frame.PING -> "PING" + (isAck() ? " ack" : "");
                case Frame.GOAWAY -> "GOAWAY " + lastStreamId() + " " + code();
                case Frame.WINDOW_UPDATE -> "WINDOW_UPDATE " + streamId + " " + increment();
                default -> "type " + type + " on " + streamId;
            };
        }
    }

    public FrameClient(Closeable connection, InputStream in, OutputStream out) {
        this(connection, "http", in, out);
    }

    /** @param scheme of all requests */
    public FrameClient(Closeable connection, String scheme, InputStream in, OutputStream out) {
        this.connection = connection;
        this.scheme = scheme;
        this.in = in;
        this.out = out;
    }

    /** Connects to the IPv4 loopback address, and sends nothing. */
    public static FrameClient connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setTcpNoDelay(true);
        return over(socket);
    }

    public static FrameClient over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        String scheme = socket instanceof SSLSocket ? "https" : "http";
        return new FrameClient(
                socket, scheme, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    }

    /** Says the preface with these settings, acknowledges the server's, and takes its acknowledgement. */
    public FrameClient begin(int... settings) throws IOException {
        preface(settings);
        await(Frame.SETTINGS);
        settingsAck().send();
        if (!await(Frame.SETTINGS).isAck()) {
            throw new AssertionError("the settings were not acknowledged");
        }
        return this;
    }

    /** Says the preface with these settings, and waits for nothing. */
    public FrameClient preface(int... settings) throws IOException {
        out.write(PREFACE);
        frames.settings(settings);
        return send();
    }

    // ---- what the client says -------------------------------------------------------------------------------------

    /** Sends the frames that were collected, in one piece. */
    public FrameClient send() throws IOException {
        out.write(frames.array(), 0, frames.size());
        out.flush();
        frames.clear();
        return this;
    }

    /** Sends bytes as they are. */
    public FrameClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    public FrameClient settings(int... idsAndValues) {
        frames.settings(idsAndValues);
        return this;
    }

    public FrameClient settingsAck() {
        frames.settingsAck();
        return this;
    }

    /** A request without content. */
    public FrameClient get(int streamId, String path, String... fields) {
        return headers(streamId, "GET", path, true, fields);
    }

    /** A request whose content follows. */
    public FrameClient post(int streamId, String path, String... fields) {
        return headers(streamId, "POST", path, false, fields);
    }

    /** @param fields names and values in turn */
    public FrameClient headers(int streamId, String method, String path, boolean end, String... fields) {
        encoder.begin(block);
        encoder.pseudoHeader(block, PseudoHeader.METHOD, method);
        encoder.pseudoHeader(block, PseudoHeader.SCHEME, scheme);
        encoder.pseudoHeader(block, PseudoHeader.PATH, path);
        encoder.pseudoHeader(block, PseudoHeader.AUTHORITY, "localhost");
        return block(streamId, end, fields);
    }

    /** An extended CONNECT (RFC 8441 §4). */
    public FrameClient connect(int streamId, String protocol, String path) {
        encoder.begin(block);
        encoder.pseudoHeader(block, PseudoHeader.METHOD, "CONNECT");
        encoder.pseudoHeader(block, PseudoHeader.PROTOCOL, protocol);
        encoder.pseudoHeader(block, PseudoHeader.SCHEME, scheme);
        encoder.pseudoHeader(block, PseudoHeader.PATH, path);
        encoder.pseudoHeader(block, PseudoHeader.AUTHORITY, "localhost");
        return block(streamId, false);
    }

    /** From now on fields of that name are sent as never indexed. */
    public FrameClient secret(String name) {
        secrets.add(name);
        return this;
    }

    public FrameClient trailers(int streamId, String... fields) {
        encoder.begin(block);
        return block(streamId, true, fields);
    }

    private FrameClient block(int streamId, boolean end, String... fields) {
        for (int i = 0; i < fields.length; i += 2) {
            encoder.field(block, HeaderName.of(fields[i]), fields[i + 1], secrets.contains(fields[i]));
        }
        frames.fieldBlock(streamId, block, end, PeerSettings.FRAME_SIZE_MIN);
        block.clear();
        return this;
    }

    public FrameClient data(int streamId, byte[] content, boolean end) {
        frames.data(streamId, content, 0, content.length, end);
        return this;
    }

    public FrameClient data(int streamId, String content, boolean end) {
        return data(streamId, content.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    public FrameClient rstStream(int streamId, ErrorCode code) {
        frames.rstStream(streamId, code.number());
        return this;
    }

    public FrameClient ping(boolean ack, byte[] payload) {
        frames.ping(ack, ByteBuffer.wrap(payload).getLong());
        return this;
    }

    public FrameClient goAway(int lastStreamId, ErrorCode code) {
        frames.goAway(lastStreamId, code, "");
        return this;
    }

    /** @param streamId 0 for the connection */
    public FrameClient windowUpdate(int streamId, int increment) {
        frames.windowUpdate(streamId, increment);
        return this;
    }

    // ---- what the server says -------------------------------------------------------------------------------------

    /** The next frame, whatever it is. */
    public Received next() throws IOException {
        return passedOver.isEmpty() ? read() : passedOver.removeFirst();
    }

    /** The next frame of that type; what came before it is still to be had by {@link #next}. */
    public Received await(int type) throws IOException {
        for (Received frame : passedOver) {
            if (frame.type() == type) {
                passedOver.remove(frame);
                return frame;
            }
        }
        Received frame = read();
        while (frame.type() != type) {
            passedOver.add(frame);
            frame = read();
        }
        return frame;
    }

    private Received read() throws IOException {
        byte[] header = exactly(Frame.HEADER_LENGTH);
        ByteBuffer fields = ByteBuffer.wrap(header);
        int length = fields.getInt() >>> 8;
        int type = header[3];
        int flags = header[4];
        int streamId = fields.getInt(5);
        byte[] payload = exactly(length);
        if (type != Frame.HEADERS) {
            return new Received(type, flags, streamId, payload, null, List.of());
        }
        if ((flags & Frame.END_HEADERS) == 0) {
            throw new AssertionError("CONTINUATION is more than this client understands");
        }
        Fields decoded = new Fields(new LinkedHashMap<>(), new ArrayList<>());
        decoder.decode(payload, 0, length, NO_LIMITS, decoded);
        return new Received(type, flags, streamId, payload, decoded.all, decoded.neverIndexed);
    }

    private record Fields(Map<String, String> all, List<String> neverIndexed) implements FieldSink {
        @Override
        public void pseudoHeader(PseudoHeader name, String value, boolean never) {
            put(name.text(), value, never);
        }

        @Override
        public void field(HeaderName name, String value, boolean never) {
            put(name.lowerCase(), value, never);
        }

        private void put(String name, String value, boolean never) {
            all.merge(name, value, (before, more) -> before + ", " + more);
            if (never) {
                neverIndexed.add(name);
            }
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server has closed the connection");
        }
        return bytes;
    }

    /** Reads to the end of the connection, which may be a reset: the frames that came before it. */
    public List<Received> rest() throws IOException {
        List<Received> rest = new ArrayList<>();
        try {
            while (true) {
                rest.add(next());
            }
        } catch (EOFException | SocketException end) {
            return rest;
        }
    }

    /** Closes; in words of its own, since a client may do so in the middle of a test. */
    public void hangUp() throws IOException {
        connection.close();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
