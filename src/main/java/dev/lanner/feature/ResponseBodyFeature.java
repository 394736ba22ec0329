package dev.lanner.feature;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * The content of a response. Every server gives it; a server that can do no more than a stream implements
 * {@link #stream()} alone.
 *
 * <p>Small content that is complete before it has been flushed gets a {@code Content-Length} by itself. Content of a
 * response that can have none (to HEAD; 204, 205, 304) is counted and thrown away. More content than a declared
 * {@code Content-Length} is an {@link IOException} at the write that goes beyond it.
 */
@FunctionalInterface
public interface ResponseBodyFeature {
    /**
     * The content as a stream. Writing may buffer and may block; {@code flush} starts the response if need be and sends
     * what is buffered; {@code close} does as {@link #complete()}.
     *
     * @return always the same stream
     */
    OutputStream stream();

    /**
     * Starts the response: its head can't change any more and is on the way.
     *
     * @throws IOException if the client has gone
     */
    default void start() throws IOException {
        stream().flush();
    }

    /**
     * Sends whatever is buffered.
     *
     * @throws IOException if the client has gone
     */
    default void flush() throws IOException {
        stream().flush();
    }

    /**
     * Ends the content: everything is sent, trailers too, while the application may still be running. Later writes are
     * an {@link IOException}.
     *
     * @throws IOException if the client has gone, or if there was less content than declared
     */
    default void complete() throws IOException {
        stream().close();
    }

    /**
     * Writes a part of a file. A small part may be buffered, like any content. Where the connection allows, the bytes of
     * a large one go from the file to the socket without passing through the program.
     *
     * @param file an open file, left open; its own position is neither used nor changed
     * @param position the first byte's place, 0 or more
     * @param count how many bytes, 0 or more
     * @throws IOException if the client has gone, or if the file ends before {@code count} bytes were sent
     */
    default void sendFile(FileChannel file, long position, long count) throws IOException {
        InputStream from = Channels.newInputStream(new FilePart(file, position, count));
        long sent = from.transferTo(stream());
        if (sent != count) {
            throw new IOException("the file ended after " + sent + " of " + count + " bytes");
        }
    }
}
