package dev.lanner.internal.exchange;

import dev.lanner.feature.EndReason;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * How a protocol carries one exchange. The calls come in this order: {@link #sendInformational} any number of times,
 * {@link #sendHead} once, {@link #send} and {@link #sendFile} any number of times, {@link #end} once; {@link #read} in
 * between as the application likes. {@link #takeOver} stands in the place of {@code sendHead} and all after it.
 *
 * <p>Every {@link IOException} means that the peer is gone, or has broken a rule.
 */
public interface Wire {
    /**
     * Reads some of the request's content, blocking until there is a byte.
     *
     * @param target something remains of it
     * @return how many, by which the buffer has moved on; -1 at its end, from when on {@link #requestTrailers} answers
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Hands out some of the request's content in an array of which nobody else knows any more, so it need not be copied. May
     * block until there is a byte.
     *
     * @param most how many bytes, at least 1
     * @return all bytes of the array are content, and there is at least one; null, at any time, if there is no such array: the
     *     content, or its end, is to be {@link #read}
     */
    default byte[] readArray(int most) throws IOException {
        return null;
    }

    /** The trailer section, empty if there was none. After the end of the content only. */
    Headers requestTrailers();

    /** Whether content whose length is known can have trailers: then its end is not known before {@link #read} tells. */
    default boolean hasTrailersBehindAnyLength() {
        return false;
    }

    /** Sends a response before the response, at once. */
    void sendInformational(int status, Headers headers) throws IOException;

    /** Sends the head, or buffers it. */
    void sendHead(ResponseHead head) throws IOException;

    /**
     * Sends some of the content, or buffers it. Never more than the head's length says. The array is not kept after the call,
     * nor read outside of what is to be sent: it is used again, and others' content is in it.
     *
     * @param last whether this is the end of it, and no trailers follow; {@link #end} is called all the same
     */
    void send(byte[] content, int from, int length, boolean last) throws IOException;

    /** Sends a part of a file as content. */
    void sendFile(FileChannel file, long position, long count) throws IOException;

    /** Sends what is buffered. */
    void flush() throws IOException;

    /**
     * The content is complete. What is buffered is sent before the wire is asked for anything that waits.
     *
     * @param trailers fields to follow, empty for none; left out where the framing has no room for them
     */
    void end(Headers trailers) throws IOException;

    /** Cuts the exchange so that the client can tell. Any thread. */
    void abort(EndReason reason);

    /**
     * Sends a head (101, or 200 to CONNECT) after which the exchange is bytes both ways.
     *
     * @param headers its fields
     */
    Tunnel.Carrier takeOver(int status, Headers headers) throws IOException;

    /** The application has returned or failed: what still goes out is the end of the response. */
    void applicationEnded();

    /** Has it noticed when the client goes while nobody reads; {@link #unwatch} ends that. */
    void watch(Runnable onGone);

    /** Whether that can be noticed while content is still to be read; else it is watched once there is none. */
    default boolean watchesWhileContentArrives() {
        return false;
    }

    void unwatch();
}
