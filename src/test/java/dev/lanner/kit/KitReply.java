package dev.lanner.kit;

import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a client got: the head, and the content as it comes.
 *
 * @param informational the statuses of the responses before this one
 * @param content reading it throws if the response is not whole; closing it closes the connection
 * @param trailers the trailer section, once the content has been read
 */
public record KitReply(
        List<Integer> informational, int status, Headers headers, InputStream content, Supplier<Headers> trailers)
        implements AutoCloseable {
    /** A reply that has been read to its end. */
    public static final class Whole {
        private final KitReply reply;
        private final byte[] bytes;

        private Whole(KitReply reply, byte[] bytes) {
            this.reply = reply;
            this.bytes = bytes;
        }

        public List<Integer> informational() {
            return reply.informational;
        }

        public int status() {
            return reply.status;
        }

        public Headers headers() {
            return reply.headers;
        }

        public String header(String name) {
            return reply.headers.first(name);
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public Headers trailers() {
            return reply.trailers.get();
        }
    }

    /** Reads to the end. */
    public Whole whole() throws IOException {
        return new Whole(this, content.readAllBytes());
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
