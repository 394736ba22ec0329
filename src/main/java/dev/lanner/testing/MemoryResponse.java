package dev.lanner.testing;

import dev.lanner.feature.EndReason;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.MediaType;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link MemoryServer} answered. It is there as soon as the response has started; the content comes while the
 * handler writes it, which waits when it is 65,536 bytes ahead.
 *
 * <p>Used by the thread that has sent the request.
 */
public final class MemoryResponse implements AutoCloseable {
    private final MemoryExchange exchange;
    private final ResponseHead head;
    private final Headers headers;
    private final List<Informational> informational;
    private final InputStream body = new Body();
    private byte[] bytes;

    /**
     * A response before the response.
     *
     * @param status from 100 to 199
     * @param headers its fields, locked
     */
    public record Informational(int status, Headers headers) {}

    /** For an exchange whose response has started. */
    MemoryResponse(MemoryExchange exchange, ResponseHead head) {
        this.exchange = exchange;
        this.head = head;
        this.headers = head.headers().copy();
        if (head.bodyLength() instanceof BodyLength.Known known) {
            headers.set(HeaderName.CONTENT_LENGTH, Long.toString(known.bytes()));
        }
        headers.lock();
        this.informational = exchange.wire().informational();
    }

    /**
     * The status code.
     *
     * @return from 200 to 999
     */
    public int status() {
        return head.status();
    }

    /**
     * The reason phrase.
     *
     * @return the one that was set, else the registered one; empty if there is none
     */
    public String reason() {
        return head.reason() == null ? HttpStatus.reason(head.status()) : head.reason();
    }

    /**
     * The header section: the handler's fields, and {@code Content-Length} where the length was known at the start.
     *
     * @return the fields, locked
     */
    public Headers headers() {
        return headers;
    }

    /**
     * The value of the first line of that name.
     *
     * @param name the field's name, in any case
     * @return its value, or null if there is none
     */
    public String header(String name) {
        return headers.first(name);
    }

    /**
     * The responses that came before this one, such as 103 Early Hints.
     *
     * @return in the order in which they were sent; empty for none
     */
    public List<Informational> informational() {
        return informational;
    }

    /**
     * The content as a stream. Reading waits for the handler; it is an {@link IOException} where the response was cut, as
     * when the handler failed after the start.
     *
     * @return always the same stream; closing it is {@link #close}
     */
    public InputStream body() {
        return body;
    }

    /**
     * All of the content, from where {@link #body()} stands at the first call.
     *
     * @return the bytes, the same at each call
     * @throws IOException if the response was cut
     */
    public byte[] bytes() throws IOException {
        if (bytes == null) {
            bytes = body.readAllBytes();
        }
        return bytes.clone();
    }

    /**
     * All of the content as text, in the {@code charset} of {@code Content-Type}, else in UTF-8.
     *
     * @return the text, the same at each call
     * @throws IOException if the response was cut
     */
    public String text() throws IOException {
        MediaType type = MediaType.parse(headers.first(HeaderName.CONTENT_TYPE));
        return new String(bytes(), type == null ? StandardCharsets.UTF_8 : type.charset(StandardCharsets.UTF_8));
    }

    /**
     * The trailer section.
     *
     * @return the fields, locked; empty where none were sent
     * @throws IllegalStateException before the content has been read to its end
     */
    public Headers trailers() {
        Headers trailers = exchange.wire().trailers();
        if (trailers == null) {
            throw new IllegalStateException("the trailers come after the content, which has not been read to its end");
        }
        return trailers;
    }

    /** Goes away, as a client that closes its connection: a handler that still writes finds out. */
    @Override
    public void close() {
        exchange.wire().cut(EndReason.CLIENT_GONE);
    }

    /** The content, as far as the handler has written it. */
    private final class Body extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, target.length);
            return length == 0 ? 0 : exchange.wire().receive(target, from, length);
        }

        @Override
        public void close() {
            MemoryResponse.this.close();
        }
    }
}
