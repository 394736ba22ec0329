package dev.lanner.feature;

/**
 * The life of the connection behind a request. Given by the edge and the in-memory server. All methods may be called by
 * any thread.
 */
public interface ConnectionLifetimeFeature {
    /**
     * Whether the connection is about to end, because the server stops, because of {@link #requestClose()}, or because a
     * limit was reached: long answers may want to come to an end.
     *
     * @return true from then on
     */
    boolean isClosing();

    /** Asks for the end of the connection after the requests that run on it: a graceful close. */
    void requestClose();

    /** Cuts the connection now, with everything that runs on it. */
    void abort();
}
