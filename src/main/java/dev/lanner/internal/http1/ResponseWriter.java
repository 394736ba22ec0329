package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.net.ByteOutput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Writes heads and chunks (RFC 9112 §4, §7.1). Used by the thread that writes the response. */
public final class ResponseWriter {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] CHUNKED = line("Transfer-Encoding: chunked");
    private static final byte[] CLOSE = line("Connection: close");
    private static final byte[] KEEP_ALIVE = line("Connection: keep-alive");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final ByteOutput out;
    private final ConnectionScope scope;

    public ResponseWriter(ByteOutput out, ConnectionScope scope) {
        this.out = out;
        this.scope = scope;
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What {@code Connection} says of the connection's future. */
    public enum Persistence {
        /** Nothing: HTTP/1.1 stays open. */
        IMPLIED,
        /** {@code keep-alive}, for an HTTP/1.0 client that asked. */
        KEEP_ALIVE,
        /** {@code close}. */
        CLOSE
    }

    /** An informational response, or one after which the connection is no longer HTTP's. */
    void headOnly(int status, Headers headers) throws IOException {
        statusLine(status, null);
        fields(headers);
        if (status >= 200 && !headers.contains(HeaderName.DATE)) {
            out.write(scope.date().line());
        }
        out.write(CRLF);
        out.flush();
    }

    /** A response's head with the fields of its framing, and Date and Server where it has none. */
    public void head(
            int status, String reason, Headers headers, BodyLength length, boolean chunked, Persistence persistence)
            throws IOException {
        statusLine(status, reason);
        fields(headers);
        if (!headers.contains(HeaderName.DATE)) {
            out.write(scope.date().line());
        }
        String server = scope.options().serverHeader();
        if (!server.isEmpty() && !headers.contains(HeaderName.SERVER)) {
            out.writeField(HeaderName.SERVER, server);
        }
        if (chunked) {
            out.write(CHUNKED);
        } else if (length instanceof BodyLength.Known known) {
            out.write(CONTENT_LENGTH);
            out.writeDecimal(known.bytes());
            out.write(CRLF);
        }
        if (persistence != Persistence.IMPLIED) {
            out.write(persistence == Persistence.CLOSE ? CLOSE : KEEP_ALIVE);
        }
        out.write(CRLF);
    }

    /** Every client gets an HTTP/1.1 status line: it tells what we are (RFC 9110 §6.2). */
    private void statusLine(int status, String reason) throws IOException {
        if (status == 200 && reason == null) {
            out.write(OK);
            return;
        }
        out.write("HTTP/1.1 ");
        out.writeDecimal(status);
        out.write(' ');
        out.write(reason == null ? HttpStatus.reason(status) : reason);
        out.write(CRLF);
    }

    private void fields(Headers headers) throws IOException {
        for (int line = 0; line < headers.size(); line++) {
            out.writeField(headers.name(line), headers.value(line));
        }
    }

    void chunk(byte[] content, int from, int length) throws IOException {
        chunkSize(length);
        out.write(content, from, length);
        out.write(CRLF);
    }

    void chunk(FileChannel file, long position, long count) throws IOException {
        chunkSize(count);
        out.writeFile(file, position, count);
        out.write(CRLF);
    }

    private void chunkSize(long size) throws IOException {
        for (int shift = (63 - Long.numberOfLeadingZeros(size)) & ~3; shift >= 0; shift -= 4) {
            out.write(HEX[(int) (size >>> shift) & 15]);
        }
        out.write(CRLF);
    }

    /** The last chunk and the trailers. */
    void lastChunk(Headers trailers) throws IOException {
        out.write(LAST_CHUNK);
        for (int line = 0; line < trailers.size(); line++) {
            if (!FieldRules.isForbiddenInTrailers(trailers.name(line))) {
                out.writeField(trailers.name(line), trailers.value(line));
            }
        }
        out.write(CRLF);
    }
}
