package dev.lanner.internal.http1;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.ServerOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the responses of a server that we are a client of (RFC 9112 §4, §6.3), as strictly as requests are read: what two
 * recipients could understand differently is a {@link ProtocolException}, and an end that comes too early an
 * {@link EOFException}.
 *
 * <p>For one connection, response by response: {@link #head()} until a status of 200 or more, {@link #begin}, then
 * {@link #read} to the end. Used by one thread at a time.
 */
public final class ResponseReader {
    private static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);
    private static final int STATUS_LINE_MIN = "HTTP/1.1 200".length();
    private static final int STATUS_LINE_MAX = 1_024;
    private static final int VERSION_LENGTH = "HTTP/1.".length();

    private final ByteInput in;
    private final ServerOptions options;
    private final LineReader lines;
    private final FieldReader fields;
    private final FieldReader.Bounds bounds;
    private Framing framing = Framing.NONE;
    private ChunkedReader chunks;
    private long left;
    private boolean persistent;

    /** How the end of the content is marked. */
    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        CLOSE
    }

    /**
     * The head of a response.
     *
     * @param version 1.0 or 1.1
     * @param status from 100 to 999
     * @param reason the phrase; null for none, or one that could not be passed on
     * @param headers the fields, locked
     */
    public record Head(HttpVersion version, int status, String reason, Headers headers) {
        /** Whether another response to the same request follows (RFC 9110 §15.2). */
        public boolean isInformational() {
            return status < HttpStatus.OK;
        }
    }

    /** @param options bound heads, trailers and chunks */
    public ResponseReader(ByteInput in, ServerOptions options) {
        this.in = in;
        this.options = options;
        this.lines = new LineReader(in, this::more);
        this.fields = new FieldReader(in, lines);
        this.bounds = new FieldReader.Bounds(
                options.limits().headerBytes(),
                options.limits().headerCount(),
                HttpRule.HEADER_TOO_LARGE,
                HttpRule.HEADER_TOO_MANY_FIELDS);
    }

    private void more() throws IOException {
        if (!in.fill()) {
            throw new EOFException("the connection ended within a response");
        }
    }

    /** Waits for the first byte of a response; false if the connection ends before it. */
    public boolean awaitFirstByte() throws IOException {
        return in.buffered() > 0 || in.fill();
    }

    /** Reads the next head, be it informational. */
    public Head head() throws IOException {
        try {
            int length = lines.next(STATUS_LINE_MAX, HttpRule.HEADER_TOO_LARGE::broken);
            byte[] line = in.array();
            int from = in.position();
            boolean wellFormed = length >= STATUS_LINE_MIN
                    && new String(line, from, VERSION_LENGTH, StandardCharsets.ISO_8859_1).equals("HTTP/1.")
                    && isDigit(line[from + 7])
                    && line[from + 8] == ' '
                    && line[from + 9] != '0'
                    && isDigit(line[from + 9])
                    && isDigit(line[from + 10])
                    && isDigit(line[from + 11])
                    && (length == STATUS_LINE_MIN || line[from + STATUS_LINE_MIN] == ' ');
            if (!wellFormed) {
                throw new ProtocolException("the status line is malformed (RFC 9112 §4)");
            }
            HttpVersion version = line[from + 7] == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
            int status = (line[from + 9] - '0') * 100 + (line[from + 10] - '0') * 10 + (line[from + 11] - '0');
            String reason = reason(line, from + STATUS_LINE_MIN + 1, from + length);
            in.skip(length + 2);
            return new Head(version, status, reason, fields.read(bounds, name -> false));
        } catch (BadRequestException broken) {
            throw refused(broken);
        }
    }

    private static String reason(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!FieldRules.isValue(line[i])) {
                return null;
            }
        }
        return from < to ? new String(line, from, to - from, StandardCharsets.ISO_8859_1) : null;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** A rule that the other side of this server has too. */
    private static ProtocolException refused(BadRequestException broken) {
        return new ProtocolException(broken.rule().name() + " (" + broken.rule().section() + ")");
    }

    /**
     * Before the content of a final response: finds out how it ends (RFC 9112 §6.3).
     *
     * @param method of the request
     */
    public void begin(Head head, HttpMethod method) throws ProtocolException {
        Headers headers = head.headers();
        framing = framing(head, method);
        chunks = framing == Framing.CHUNKED ? new ChunkedReader(in, options, this::more) : null;
        persistent = framing != Framing.CLOSE
                && head.version() == HttpVersion.HTTP_1_1
                && !headers.hasToken(HeaderName.CONNECTION, "close");
    }

    private Framing framing(Head head, HttpMethod method) throws ProtocolException {
        Headers headers = head.headers();
        String coding = headers.joined(HeaderName.TRANSFER_ENCODING);
        String length = headers.first(HeaderName.CONTENT_LENGTH);
        if (coding != null && length != null) {
            throw new ProtocolException("Content-Length with Transfer-Encoding (RFC 9112 §6.3)");
        }
        if (coding != null && (head.version() == HttpVersion.HTTP_1_0 || !coding.equalsIgnoreCase("chunked"))) {
            throw new ProtocolException("a transfer coding other than one chunked, in HTTP/1.1 (RFC 9112 §6.1)");
        }
        long declared = length == null ? 0 : FieldRules.contentLength(length);
        if (declared < 0 || headers.count(HeaderName.CONTENT_LENGTH) > 1) {
            throw new ProtocolException("Content-Length is malformed or repeated (RFC 9112 §6.3)");
        }
        if (method.equals(HttpMethod.HEAD)
                || head.status() == HttpStatus.NO_CONTENT
                || head.status() == HttpStatus.NOT_MODIFIED) {
            return Framing.NONE;
        }
        left = declared;
        if (coding != null) {
            return Framing.CHUNKED;
        }
        return length != null ? Framing.LENGTH : Framing.CLOSE;
    }

    /** Some of the content, blocking until there is a byte; -1 at its end. */
    public int read(byte[] target) throws IOException {
        try {
            return switch (framing) {
                case NONE -> -1;
                case CHUNKED -> chunks.read(ByteBuffer.wrap(target));
                case CLOSE -> readRaw(target);
                case LENGTH -> left == 0 ? -1 : readKnown(target);
            };
        } catch (BadRequestException broken) {
            throw refused(broken);
        }
    }

    private int readKnown(byte[] target) throws IOException {
        int read = in.read(ByteBuffer.wrap(target), left);
        if (read < 0) {
            throw new EOFException("the connection ended " + left + " bytes before the response");
        }
        left -= read;
        return read;
    }

    /** Whether more of the content may have to be waited for. */
    public boolean mayBlock() {
        return switch (framing) {
            case NONE -> false;
            case LENGTH -> left > in.buffered();
            // Behind a chunk its line end may be there already.
            case CHUNKED -> in.buffered() <= 2;
            case CLOSE -> in.buffered() == 0;
        };
    }

    /** The trailer section, once {@link #read} has answered -1; empty where there was none. */
    public Headers trailers() {
        return chunks == null || chunks.trailers() == null ? NO_TRAILERS : chunks.trailers();
    }

    /**
     * Whether another request can be sent, once {@link #read} has answered -1: the server keeps the connection open, and has
     * sent nothing that nobody asked for.
     */
    public boolean isReusable() {
        return persistent && in.buffered() == 0;
    }

    /** What follows a response of 101: bytes that are no HTTP. */
    public int readRaw(byte[] target) throws IOException {
        return in.read(ByteBuffer.wrap(target), target.length);
    }
}
