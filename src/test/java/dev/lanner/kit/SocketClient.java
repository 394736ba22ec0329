package dev.lanner.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A client of a few lines that takes HTTP/1.1 literally: a connection for each request, and nothing repaired. */
public final class SocketClient {
    private static final int TIMEOUT_MILLIS = 20_000;

    private SocketClient() {}

    /** Sends a request to the first address that a server has bound. */
    public static KitReply send(Server server, KitRequest request) throws IOException {
        String url = server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .getFirst();
        if (!(Endpoint.of(url) instanceof Endpoint.Tcp address)) {
            throw new IllegalArgumentException(url + " is no TCP address");
        }
        return send(new Socket(address.host(), address.port()), address.host() + ":" + address.port(), request);
    }

    /** Sends a request for that host over a socket that is connected, and is closed with the reply. */
    public static KitReply send(Socket socket, String host, KitRequest request) throws IOException {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            write(request, host, socket.getOutputStream());
            return read(request, socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private static void write(KitRequest request, String host, OutputStream to) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\nConnection: close\r\n");
        request.headers().forEach((name, value) -> line(head, name, value));
        byte[] content = request.content();
        if (request.isChunked()) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (content.length > 0) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        if (!request.isChunked()) {
            bytes.writeBytes(content);
        } else {
            writeChunks(request, bytes);
        }
        bytes.writeTo(to);
        to.flush();
    }

    private static void writeChunks(KitRequest request, ByteArrayOutputStream to) {
        byte[] content = request.content();
        int from = 0;
        while (from < content.length) {
            int length = Math.min(content.length - from, from + 1);
            to.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
            to.write(content, from, length);
            to.writeBytes("\r\n".getBytes(ISO_8859_1));
            from += length;
        }
        StringBuilder end = new StringBuilder("0\r\n");
        request.trailers().forEach((name, value) -> line(end, name, value));
        to.writeBytes(end.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    private static void line(StringBuilder head, HeaderName name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static KitReply read(KitRequest request, Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        List<Integer> informational = new ArrayList<>();
        int status = status(in);
        Headers headers = fields(in);
        while (status < 200) {
            informational.add(status);
            status = status(in);
            headers = fields(in);
        }
        boolean bare = request.method().equals("HEAD") || status == 204 || status == 304;
        var content = new Content(in, socket, headers, bare);
        return new KitReply(informational, status, headers, content, content::trailers);
    }

    private static int status(InputStream in) throws IOException {
        String line = line(in);
        if (!line.matches("HTTP/1\\.1 [0-9]{3} .*")) {
            throw new IOException("not a status line: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Headers fields(InputStream in) throws IOException {
        Headers fields = new Headers();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within a line: " + line);
            }
            line.append((char) b);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line ends without CR: " + line);
        }
        return line.substring(0, line.length() - 1);
    }

    /** The content of a reply with its framing taken off; a reply that is cut is an exception. */
    private static final class Content extends InputStream {
        private final InputStream in;
        private final Socket socket;
        private final boolean chunked;
        private final boolean endsWithConnection;
        private Headers trailers = new Headers();

        /** What is left of the content, or of the chunk. */
        private long left;

        private boolean ended;
        private boolean first = true;

        Content(InputStream in, Socket socket, Headers headers, boolean bare) {
            this.in = in;
            this.socket = socket;
            this.chunked = !bare && headers.hasToken(HeaderName.TRANSFER_ENCODING, "chunked");
            String length = headers.first(HeaderName.CONTENT_LENGTH);
            this.endsWithConnection = !bare && !chunked && length == null;
            this.left = chunked || length == null ? 0 : Long.parseLong(length);
            this.ended = bare || length != null && left == 0;
        }

        Headers trailers() {
            return trailers;
        }

        @Override
        public int read() throws IOException {
            if (chunked && left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int b = in.read();
            if (b >= 0) {
                left--;
                ended = !chunked && left == 0;
            } else if (endsWithConnection) {
                ended = true;
            } else {
                throw new EOFException("the response was cut");
            }
            return b;
        }

        private void nextChunk() throws IOException {
            if (!first && !line(in).isEmpty()) {
                throw new IOException("a chunk is longer than it says");
            }
            first = false;
            left = Long.parseLong(line(in), 16);
            if (left == 0) {
                trailers = fields(in);
                ended = true;
            }
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int b = length == 0 ? -1 : read();
            if (b < 0) {
                return length == 0 ? 0 : -1;
            }
            target[from] = (byte) b;
            int more = (int) Math.min(length - 1, endsWithConnection ? in.available() : Math.min(left, in.available()));
            int read = more <= 0 ? 0 : in.read(target, from + 1, more);
            left -= read;
            ended |= !chunked && !endsWithConnection && left == 0;
            return 1 + read;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
