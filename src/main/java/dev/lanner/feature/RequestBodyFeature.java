package dev.lanner.feature;

import java.io.InputStream;
import java.nio.channels.Channels;
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
     * The same content as a channel, for who has buffers: what one of the two has read, the other does not give again. A read
     * into a {@linkplain java.nio.ByteBuffer#allocateDirect buffer outside of the heap} comes from the socket without a copy
     * where the protocol allows it, that is with HTTP/1.1 in the clear.
     *
     * <p>Reading blocks, ends and fails like reading the stream.
     *
     * @return a channel; closing it gives up what is left
     */
    default ReadableByteChannel channel() {
        return Channels.newChannel(stream());
    }
}
