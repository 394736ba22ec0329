package dev.lanner.feature;

import dev.lanner.http.Headers;
import java.io.IOException;

/**
 * The head of a response. Given by every server.
 *
 * <p>It can be changed until the response has started, that is, until its head is on the way to the client: after the
 * first flush, after more content than the server buffers, or at the end. Later changes are an
 * {@link IllegalStateException}.
 */
public interface ResponseFeature {
    /**
     * The status code.
     *
     * @return 200 until set
     */
    int status();

    /**
     * Sets the status code.
     *
     * @param status from 200 to 999; informational responses go by {@link InformationalFeature}
     * @throws IllegalArgumentException if it is out of the range
     * @throws IllegalStateException if the response has started
     */
    void status(int status);

    /**
     * The reason phrase that HTTP/1.1 writes; other versions have none.
     *
     * @return the phrase, or null for the registered one
     */
    String reason();

    /**
     * Sets the reason phrase.
     *
     * @param reason visible characters, blanks and bytes over 0x7f (RFC 9112 §4); null for the registered one
     * @throws IllegalArgumentException if it has another character
     * @throws IllegalStateException if the response has started
     */
    void reason(String reason);

    /**
     * The header section, to be filled. It locks itself when the response starts.
     *
     * @return the fields
     */
    Headers headers();

    /**
     * Whether the head is on the way to the client.
     *
     * @return true from then on
     */
    boolean hasStarted();

    /**
     * Has a callback run just before the response starts: the last moment for a change. The last one registered runs
     * first. One that throws makes the response a 500.
     *
     * @param callback what to run, once, on the thread that starts the response
     * @throws IllegalStateException if the response has started
     */
    void onStarting(Callback callback);

    /**
     * Has a callback run when the response has been sent, or can't be. The last one registered runs first; what one
     * throws is logged and does not hinder the others.
     *
     * @param callback what to run, once
     */
    void onCompleted(Callback callback);

    /** What runs at a point of a response's life. */
    @FunctionalInterface
    interface Callback {
        /**
         * Runs.
         *
         * @throws IOException if it fails
         */
        void run() throws IOException;
    }
}
