package dev.lanner.internal.http1;

import dev.lanner.http.Authority;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.TargetReader;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Bytes;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a request's head (RFC 9112 §3 and §5) and refuses it unless there is one way to understand it. Used by the reading
 * thread only.
 */
public final class HeadReader {
    /** The type of the record that a TLS client begins with (RFC 8446 §5.1). */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final int VERSION_LENGTH = "HTTP/1.1".length();

    private final ByteInput in;
    private final ServerOptions options;
    private final String scheme;
    private final LineReader lines;
    private final FieldReader fields;
    private final FieldReader.Bounds bounds;
    private HttpMethod method;
    private boolean waited;

    /** The last head that may be kept: on one connection the next one is often the same. */
    private RepeatedHeads.Head last = RepeatedHeads.NONE;

    /** Of the last one that only this connection may keep: its query may be a secret. */
    private int ownHash;

    /** The last Host that was found to be an authority: on one connection it is mostly the same. */
    private String goodHost = "";

    /**
     * @param scheme how the client reached us
     * @param more gets more input, and throws at its end
     */
    HeadReader(ByteInput in, ServerOptions options, String scheme, LineReader.More more) {
        this.in = in;
        this.options = options;
        this.scheme = scheme;
        this.lines = new LineReader(in, more);
        this.fields = new FieldReader(in, lines);
        this.bounds = new FieldReader.Bounds(
                options.limits().headerBytes(),
                options.limits().headerCount(),
                HttpRule.HEADER_TOO_LARGE,
                HttpRule.HEADER_TOO_MANY_FIELDS);
    }

    /** The method of the head that is being read, for the answer if it is refused; null if it is not known. */
    HttpMethod method() {
        return method;
    }

    /** Reads a head, of which at least one byte is there. */
    RequestHead read() throws IOException {
        if (last.isAt(in.array(), in.position(), in.limit())) {
            in.skip(last.length());
            method = last.head().method();
            waited = false;
            return last.head();
        }
        return readAnew();
    }

    private RequestHead readAnew() throws IOException {
        method = null;
        lines.begin();
        requireFirstByte();
        int length = requestLine();
        byte[] line = in.array();
        int from = in.position();
        int to = from + length;
        int afterMethod = endOfMethod(line, from, to);
        method = method(line, from, afterMethod - from);
        int afterTarget = Bytes.indexOf(line, (byte) ' ', afterMethod + 1, to);
        if (afterTarget <= afterMethod + 1) {
            throw Http1Rule.REQUEST_LINE_MALFORMED.broken();
        }
        HttpVersion version = version(line, afterTarget + 1, to);
        RequestTarget target = TargetReader.read(
                new String(line, afterMethod + 1, afterTarget - afterMethod - 1, StandardCharsets.ISO_8859_1), method);
        in.skip(length + 2);
        Headers headers = fields.read(bounds, name -> false);
        RequestHead head = head(version, target, headers);
        waited = lines.hasWaited();
        if (!waited && fields.allRepeated()) {
            int bytes = in.position() - from;
            last = target.query() == null
                    ? RepeatedHeads.SHARED.known(line, from, bytes, head)
                    : own(line, from, bytes, head);
        }
        return head;
    }

    /** Is kept when it comes for the second time in a row. */
    private RepeatedHeads.Head own(byte[] line, int from, int length, RequestHead head) {
        int before = ownHash;
        ownHash = Bytes.wholeHash(line, from, length);
        return ownHash == before ? RepeatedHeads.unshared(line, from, length, head) : RepeatedHeads.NONE;
    }

    /** Whether the head that was read last was not there as a whole at first. */
    boolean hasWaited() {
        return waited;
    }

    /** The connection rests: keeps nothing of the last request. */
    void rest() {
        last = RepeatedHeads.NONE;
        ownHash = 0;
        goodHost = "";
    }

    /** What can't begin a request is refused at once, and not when its line is complete: it may be TLS. */
    private void requireFirstByte() throws BadRequestException {
        byte first = in.array()[in.position()];
        if (!FieldRules.isToken(first) && first != '\r' && first != '\n') {
            throw first == TLS_HANDSHAKE ? Http1Rule.TLS_NOT_SPOKEN.broken() : HttpRule.METHOD_MALFORMED.broken();
        }
    }

    /** Skips the empty lines that old clients send between requests (RFC 9112 §2.2). */
    private int requestLine() throws IOException {
        for (int empty = 0; empty <= options.http1().emptyLines(); empty++) {
            int length = lines.next(options.limits().requestLineBytes(), Http1Rule.REQUEST_LINE_TOO_LONG::broken);
            if (length > 0) {
                return length;
            }
            in.skip(2);
        }
        throw Http1Rule.EMPTY_LINES_BEFORE_REQUEST.broken();
    }

    private int endOfMethod(byte[] line, int from, int to) throws BadRequestException {
        int at = from;
        while (at < to && FieldRules.isToken(line[at])) {
            at++;
        }
        if (at == to) {
            throw Http1Rule.REQUEST_LINE_MALFORMED.broken();
        }
        if (at == from || line[at] != ' ') {
            throw HttpRule.METHOD_MALFORMED.broken();
        }
        if (at - from > options.http1().methodBytes()) {
            throw Http1Rule.METHOD_TOO_LONG.broken();
        }
        return at;
    }

    private static HttpMethod method(byte[] line, int from, int length) {
        if (length == 3 && line[from] == 'G' && line[from + 1] == 'E' && line[from + 2] == 'T') {
            return HttpMethod.GET;
        }
        return HttpMethod.of(new String(line, from, length, StandardCharsets.ISO_8859_1));
    }

    /** A higher minor version is served as 1.1 (RFC 9110 §2.5). */
    private static HttpVersion version(byte[] line, int from, int to) throws BadRequestException {
        boolean wellFormed = to - from == VERSION_LENGTH
                && line[from] == 'H'
                && line[from + 1] == 'T'
                && line[from + 2] == 'T'
                && line[from + 3] == 'P'
                && line[from + 4] == '/'
                && isDigit(line[from + 5])
                && line[from + 6] == '.'
                && isDigit(line[from + 7]);
        if (!wellFormed) {
            throw Http1Rule.VERSION_MALFORMED.broken();
        }
        if (line[from + 5] != '1') {
            throw Http1Rule.VERSION_UNSUPPORTED.broken();
        }
        return line[from + 7] == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private RequestHead head(HttpVersion version, RequestTarget target, Headers headers) throws BadRequestException {
        BodyLength length = Framing.of(method, version, headers);
        String host = host(version, headers);
        String authority = host;
        if (target.authority() != null) {
            authority = target.authority().toString();
            if (target.form() == RequestTarget.Form.ABSOLUTE && headers.contains(HeaderName.HOST)) {
                requireSame(target, Authority.parse(host));
            }
        }
        return new RequestHead(
                version, method, scheme, target, authority, headers, length, expectsContinue(version, headers, length));
    }

    private String host(HttpVersion version, Headers headers) throws BadRequestException {
        String host = headers.first(HeaderName.HOST);
        if (host == null) {
            if (version == HttpVersion.HTTP_1_0) {
                return "";
            }
            throw Http1Rule.HOST_MISSING.broken();
        }
        if (headers.count(HeaderName.HOST) > 1) {
            throw Http1Rule.HOST_REPEATED.broken();
        }
        if (!host.equals(goodHost)) {
            if (Authority.parse(host) == null) {
                throw HttpRule.HOST_MALFORMED.broken();
            }
            goodHost = host;
        }
        return host;
    }

    private static void requireSame(RequestTarget target, Authority host) throws BadRequestException {
        String targetScheme = target.raw().regionMatches(true, 0, "https:", 0, 6) ? "https" : "http";
        Authority named = target.authority();
        if (!named.host().equals(host.host()) || named.portFor(targetScheme) != host.portFor(targetScheme)) {
            throw Http1Rule.HOST_CONTRADICTS_TARGET.broken();
        }
    }

    /** An expectation without content is met already; from HTTP/1.0 it means nothing (RFC 9110 §10.1.1). */
    private static boolean expectsContinue(HttpVersion version, Headers headers, BodyLength length)
            throws BadRequestException {
        return version != HttpVersion.HTTP_1_0
                && FieldRules.expectsContinue(headers)
                && length != BodyLength.NONE
                && !length.equals(new BodyLength.Known(0));
    }
}
