package dev.lanner.feature;

import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;

/** The content of a request, with transfer codings taken off. Every server gives it for requests that can have one. */
@FunctionalInterface
public interface RequestBodyFeature {
    /**
     * The content as a stream. Reading blocks until there is something, and answers -1 when the whole content has been
     * read. Where the client waits for it, the first read sends {@code 100 Continue} (RFC 9110 §10.1.1).
     *
     * <p>A read throws an {@link java.io.IOException} when the client is gone, is too slow, sends more than is allowed
     * or breaks the framing; an application lets it pass, and the server answers what can still be answered.
     *
     * @return always the same stream; closing it gives up what is left
     */
    InputStream stream();

    /**
     * The same content as a channel, for those who have buffers: what one of the two has read, the other does not give again.
     * With HTTP/1.1 in the clear a read into a {@linkplain java.nio.ByteBuffer#allocateDirect buffer outside of the heap}
     * comes from the socket without a copy; elsewhere a buffer with an array is the better one.
     *
     * <p>Reading blocks, ends and fails like reading the stream, and an interrupt does not end it.
     *
     * @return a channel; closing it gives up what is left
     */
    default ReadableByteChannel channel() {
        return new StreamChannel(stream());
    }
}
