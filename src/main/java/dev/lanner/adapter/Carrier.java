package dev.lanner.adapter;

import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What only the other HTTP implementation can do for one request. Called by the thread that runs the request. */
public interface Carrier {
    /** The length of content of which the head says nothing. */
    long UNTOLD_LENGTH = -1;

    /**
     * The request's content. Called once at most, when the application begins to read, and not if there is none.
     *
     * @return a stream that ends where the content does, and fails if the client goes before
     * @throws IOException if the client has gone
     */
    InputStream content() throws IOException;

    /**
     * Sends the head of the response. Called once at most.
     *
     * @param status from 200 to 999
     * @param reason the phrase for HTTP/1.1; null for the registered one
     * @param headers locked, without {@code Content-Length} and {@code Transfer-Encoding}
     * @param contentLength bytes of content that will follow, or would follow if the request were not HEAD; else
     *     {@link #UNTOLD_LENGTH}
     * @param contentFollows false if there is none whatever the length: to HEAD, and for 204, 205 and 304
     * @return where the content goes, if any follows; closed when it is complete. It must not keep the arrays that it is given:
     *     they are used again, for others
     * @throws IOException if the client has gone
     */
    OutputStream sendHead(int status, String reason, Headers headers, long contentLength, boolean contentFollows)
            throws IOException;
}
