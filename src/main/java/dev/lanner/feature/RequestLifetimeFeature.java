package dev.lanner.feature;

/**
 * Whether anybody still waits for the answer. Given by the edge and the in-memory server.
 *
 * <p>Nothing watches until the application asks: the first call of {@link #aborted()} or {@link #onAborted} starts it.
 * With HTTP/1.1 that is so once the content has been read, since until then only reading it can tell; and a client that
 * closes its sending side looks the same as one that has gone, so both count as aborted: an answer can be tried all the
 * same. With HTTP/2 a client goes by RST_STREAM, at any time.
 *
 * <p>All methods may be called by any thread.
 */
public interface RequestLifetimeFeature {
    /**
     * Whether the client has gone, or the request was aborted here.
     *
     * @return true from then on
     */
    boolean aborted();

    /**
     * Has an action run when the client goes or the request is aborted; at once if that has happened. Actions run on a
     * thread of the server and must be short. None runs after the request has ended.
     *
     * @param action what to run, once
     */
    void onAborted(Runnable action);

    /** Ends the request now: the connection (with HTTP/2, the stream) is cut so that the client can tell. */
    void abort();
}
