package dev.lanner.internal.http2;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.hpack.BlockWriter;
import dev.lanner.internal.hpack.HpackEncoder;

/**
 * Makes the field blocks of responses (RFC 9113 §8.3.2). Used under the writer's lock: the order in which blocks are made
 * is the order in which they leave.
 */
final class FieldBlocks {
    private static final Headers NO_FIELDS = Headers.received(new HeaderName[0], new String[0], 0);

    private final ConnectionScope scope;
    private final HpackEncoder encoder = new HpackEncoder();
    private final BlockWriter out = new BlockWriter();

    FieldBlocks(ConnectionScope scope) {
        this.scope = scope;
    }

    /** The client's SETTINGS_HEADER_TABLE_SIZE. */
    void tableSize(long bytes) {
        encoder.allowTable((int) bytes);
    }

    /** The final head. */
    BlockWriter response(ResponseHead head) {
        begin(head.status(), head.headers());
        if (!head.headers().contains(HeaderName.DATE)) {
            encoder.field(out, HeaderName.DATE, scope.date().text(), false);
        }
        String server = scope.options().serverHeader();
        if (!server.isEmpty() && !head.headers().contains(HeaderName.SERVER)) {
            encoder.field(out, HeaderName.SERVER, server, false);
        }
        if (head.bodyLength() instanceof BodyLength.Known known) {
            encoder.field(out, HeaderName.CONTENT_LENGTH, Long.toString(known.bytes()), false);
        }
        return out;
    }

    /** The answer to a request that is not given to the application. */
    BlockWriter refusal(int status) {
        begin(status, NO_FIELDS);
        encoder.field(out, HeaderName.DATE, scope.date().text(), false);
        encoder.field(out, HeaderName.CONTENT_LENGTH, "0", false);
        return out;
    }

    /** An informational head, or the one of a stream that becomes a tunnel. */
    BlockWriter headOnly(int status, Headers headers) {
        begin(status, headers);
        return out;
    }

    /** The connection rests: gives back what can be made again. */
    void rest() {
        out.rest();
        encoder.rest();
    }

    private void begin(int status, Headers headers) {
        out.clear();
        encoder.begin(out);
        encoder.status(out, status);
        fields(headers);
    }

    /** Trailers, without those that may not be trailers. */
    BlockWriter trailers(Headers headers) {
        out.clear();
        encoder.begin(out);
        for (int line = 0; line < headers.size(); line++) {
            if (!FieldRules.isForbiddenInTrailers(headers.name(line))) {
                field(headers, line);
            }
        }
        return out;
    }

    /** Fields that only a connection of HTTP/1.1 has are left out (§8.2.2). */
    private void fields(Headers headers) {
        for (int line = 0; line < headers.size(); line++) {
            HeaderName name = headers.name(line);
            if (name != HeaderName.CONNECTION
                    && name != HeaderName.KEEP_ALIVE
                    && name != HeaderName.PROXY_CONNECTION
                    && name != HeaderName.UPGRADE) {
                field(headers, line);
            }
        }
    }

    private void field(Headers headers, int line) {
        HeaderName name = headers.name(line);
        encoder.field(out, name, headers.value(line), headers.isSecret(name));
    }
}
