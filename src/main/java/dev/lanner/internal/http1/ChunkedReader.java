package dev.lanner.internal.http1;

import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes chunked content apart (RFC 9112 §7.1), and reads the trailers behind it. Used by the reading thread only.
 *
 * <pre>
 * chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * last-chunk     = 1*("0") [ chunk-ext ] CRLF
 * </pre>
 */
public final class ChunkedReader {
    private static final int SIZE_DIGITS_MAX = 15;

    private final ByteInput in;
    private final ServerOptions options;
    private final LineReader lines;
    private final LineReader.More more;

    /** What is left of the chunk's data. */
    private long left;

    private boolean inChunk;
    private int extensionBytes;
    private Headers trailers;

    ChunkedReader(ByteInput in, ServerOptions options, LineReader.More more) {
        this.in = in;
        this.options = options;
        this.more = more;
        this.lines = new LineReader(in, more);
    }

    /** Some of the data; -1 once the last chunk and the trailers have been read. */
    int read(ByteBuffer target) throws IOException {
        while (left == 0) {
            if (trailers != null) {
                return -1;
            }
            next();
        }
        int read = in.read(target, left);
        if (read < 0) {
            more.fill();
            throw new AssertionError("more input behind its end");
        }
        left -= read;
        return read;
    }

    /** The trailer section; null until the content has ended. */
    Headers trailers() {
        return trailers;
    }

    private void next() throws IOException {
        if (inChunk) {
            endOfData();
            inChunk = false;
        }
        int length = lines.next(options.http1().chunkLineBytes() + 2, Http1Rule.CHUNK_LINE_TOO_LONG::broken);
        int from = in.position();
        left = size(in.array(), from, from + length);
        in.skip(length + 2);
        if (left > 0) {
            inChunk = true;
        } else {
            FieldReader.Bounds bounds = new FieldReader.Bounds(
                    options.limits().trailerBytes(),
                    options.limits().trailerCount(),
                    HttpRule.TRAILER_TOO_LARGE,
                    HttpRule.TRAILER_TOO_MANY_FIELDS);
            trailers = new FieldReader(in, lines).read(bounds, FieldRules::isForbiddenInTrailers);
        }
    }

    private void endOfData() throws IOException {
        while (in.buffered() < 2) {
            if (in.buffered() == 1 && in.array()[in.position()] != '\r') {
                throw Http1Rule.CHUNK_NOT_TERMINATED.broken();
            }
            more.fill();
        }
        if (in.array()[in.position()] != '\r' || in.array()[in.position() + 1] != '\n') {
            throw Http1Rule.CHUNK_NOT_TERMINATED.broken();
        }
        in.skip(2);
    }

    private long size(byte[] line, int from, int to) throws BadRequestException {
        long size = 0;
        int at = from;
        for (; at < to && hex(line[at]) >= 0; at++) {
            if (at - from == SIZE_DIGITS_MAX) {
                throw Http1Rule.CHUNK_SIZE_TOO_LARGE.broken();
            }
            size = size << 4 | hex(line[at]);
        }
        if (at == from) {
            throw Http1Rule.CHUNK_SIZE_MALFORMED.broken();
        }
        if (at < to) {
            extensions(line, at, to);
        }
        return size;
    }

    private static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** {@code *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )}: checked, counted, and forgotten. */
    private void extensions(byte[] line, int from, int to) throws BadRequestException {
        extensionBytes += to - from;
        if (extensionBytes > options.http1().chunkExtensionBytes()) {
            throw Http1Rule.CHUNK_EXTENSIONS_TOO_LONG.broken();
        }
        int at = from;
        while (at < to) {
            at = skipBlanks(line, at, to);
            if (at == to || line[at] != ';') {
                throw at == from && at < to
                        ? Http1Rule.CHUNK_SIZE_MALFORMED.broken()
                        : Http1Rule.CHUNK_EXTENSION_MALFORMED.broken();
            }
            at = skipToken(line, skipBlanks(line, at + 1, to), to);
            int equals = skipBlanks(line, at, to);
            if (equals < to && line[equals] == '=') {
                at = skipValue(line, skipBlanks(line, equals + 1, to), to);
            }
        }
    }

    private static int skipBlanks(byte[] line, int from, int to) {
        int at = from;
        while (at < to && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int skipToken(byte[] line, int from, int to) throws BadRequestException {
        int at = from;
        while (at < to && FieldRules.isToken(line[at])) {
            at++;
        }
        if (at == from) {
            throw Http1Rule.CHUNK_EXTENSION_MALFORMED.broken();
        }
        return at;
    }

    private static int skipValue(byte[] line, int from, int to) throws BadRequestException {
        if (from == to || line[from] != '"') {
            return skipToken(line, from, to);
        }
        for (int at = from + 1; at < to; at++) {
            if (line[at] == '"') {
                return at + 1;
            }
            if (line[at] == '\\') {
                at++;
            }
            if (at == to || !FieldRules.isValue(line[at])) {
                break;
            }
        }
        throw Http1Rule.CHUNK_EXTENSION_MALFORMED.broken();
    }
}
