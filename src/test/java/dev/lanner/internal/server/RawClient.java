package dev.lanner.internal.server;

import dev.lanner.internal.tls.RecordClient;
import dev.lanner.internal.tls.TlsTesting;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;

/** A client that sends what it is told, byte for byte, and understands no more of HTTP than where a response ends. */
public final class RawClient implements Closeable {
    public static final InetAddress V4 = address(127, 0, 0, 1);
    static final InetAddress V6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private static final int PATIENCE_MILLIS = 30_000;

    private final Closeable connection;
    private final WritableByteChannel out;
    private final InputStream in;

    /** A response: field names in lower case, the content without chunks, a character for each byte, the trailers among the fields. */
    public record Answer(int status, Map<String, String> fields, String text) {
        public String field(String name) {
            return fields.get(name);
        }
    }

    public static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private RawClient(Closeable connection, WritableByteChannel out, InputStream in) {
        this.connection = connection;
        this.out = out;
        this.in = new BufferedInputStream(in);
    }

    /** To the IPv4 loopback address. */
    public static RawClient connect(int port) throws IOException {
        return connect(new InetSocketAddress(V4, port));
    }

    public static RawClient connect(SocketAddress address) throws IOException {
        return connect(SocketChannel.open(), address);
    }

    /** With a small receive buffer, so that a server soon has to wait for this client. */
    public static RawClient connectNarrow(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.socket().setReceiveBufferSize(4_096);
        return connect(channel, new InetSocketAddress(V4, port));
    }

    /** From one of this machine's own addresses. */
    public static RawClient connectFrom(InetAddress local, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(local, 0));
        return connect(channel, new InetSocketAddress(V4, port));
    }

    private static RawClient connect(SocketChannel channel, SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress) {
            Socket socket = channel.socket();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            return new RawClient(channel, channel, socket.getInputStream());
        }
        SocketChannel local = SocketChannel.open(address);
        channel.close();
        return new RawClient(local, local, Channels.newInputStream(local));
    }

    /** Over TLS, after the handshake; believes every server. Closes, and resets, without a word of TLS. */
    public static RawClient connectSecured(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        RawClient raw = connect(channel, new InetSocketAddress(V4, port));
        SSLSocket secured = (SSLSocket) TlsTesting.trustingAll()
                .getSocketFactory()
                .createSocket(channel.socket(), RecordClient.NAME, port, true);
        secured.startHandshake();
        return new RawClient(raw.connection, Channels.newChannel(secured.getOutputStream()), secured.getInputStream());
    }

    /** Over a socket that is connected, by TLS as a rule. */
    public static RawClient over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket, Channels.newChannel(socket.getOutputStream()), socket.getInputStream());
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        return this;
    }

    /** Sends; false if the server has cut the connection. */
    public boolean trySend(String text) {
        try {
            send(text);
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    /** A request without content. */
    public RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    public RawClient post(String target, String content) throws IOException {
        return send("POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + content.length() + "\r\n\r\n"
                + content);
    }

    /** The next response, whole. Informational ones are responses too. */
    public Answer read() throws IOException {
        String line = line();
        int status = Integer.parseInt(line.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
        Map<String, String> fields = new TreeMap<>();
        fieldsInto(fields);
        return new Answer(status, fields, new String(content(status, fields), StandardCharsets.ISO_8859_1));
    }

    private byte[] content(int status, Map<String, String> fields) throws IOException {
        if (status < 200 || status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equals(fields.get("transfer-encoding"))) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                content.write(exactly(size));
                line();
            }
            fieldsInto(fields);
            return content.toByteArray();
        }
        String length = fields.get("content-length");
        return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    public byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private void fieldsInto(Map<String, String> fields) throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    /** A line up to CRLF, which must be there. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server ended within the line \"" + line + "\"");
            }
            line.append((char) b);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("bare LF after \"" + line + "\"");
        }
        return line.substring(0, line.length() - 1);
    }

    public InputStream in() {
        return in;
    }

    /** Everything up to the end, which must be an orderly one. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads to the end: true if the server reset the connection, false if it closed. */
    public boolean isReset() throws IOException {
        try {
            in.skip(Long.MAX_VALUE);
            while (in.read() >= 0) {
                in.skip(Long.MAX_VALUE);
            }
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Reads to the end, whichever it is; false if anything came before it. */
    public boolean isAtEnd() {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends nothing more, and still reads. */
    public RawClient halfClose() throws IOException {
        ((SocketChannel) connection).shutdownOutput();
        return this;
    }

    /** Closes; in words of its own, since a client may do so in the middle of a test. */
    public void hangUp() throws IOException {
        connection.close();
    }

    /** Vanishes with a reset. */
    public void reset() throws IOException {
        ((SocketChannel) connection).setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.close();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
