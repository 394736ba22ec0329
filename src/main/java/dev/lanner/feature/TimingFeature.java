package dev.lanner.feature;

/**
 * When the phases of a request were reached. Given by the edge server.
 *
 * <p>Times are nanoseconds of the server's monotonic clock: only differences mean something. A phase that has not been
 * reached, or does not exist, is {@link #NEVER}.
 */
public interface TimingFeature {
    /** The time of a phase that was not reached. */
    long NEVER = Long.MIN_VALUE;

    /**
     * The connection was accepted.
     *
     * @return nanoseconds
     */
    long accepted();

    /**
     * The first byte of the request was there.
     *
     * @return nanoseconds
     */
    long firstByte();

    /**
     * The head was complete.
     *
     * @return nanoseconds
     */
    long headRead();

    /**
     * The content had been read to its end by the application.
     *
     * @return nanoseconds
     */
    long bodyRead();

    /**
     * The head of the response went out.
     *
     * @return nanoseconds
     */
    long responseStarted();

    /**
     * The last byte of the response was handed over.
     *
     * @return nanoseconds
     */
    long responseEnded();
}
