package dev.lanner.feature;

/** How much content this request may have. Given by the edge and the in-memory server. */
public interface BodySizeLimitFeature {
    /** The limit that is none. */
    long UNLIMITED = Long.MAX_VALUE;

    /**
     * The limit; a request that goes beyond it is answered 413.
     *
     * @return bytes of content, {@link #UNLIMITED} for no limit
     */
    long limit();

    /**
     * Sets another limit for this request.
     *
     * @param bytes 0 or more; {@link #UNLIMITED} for no limit
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if {@link #isReadOnly()}
     */
    void limit(long bytes);

    /**
     * Whether it is too late for another limit.
     *
     * @return true once reading has begun, and for upgraded connections
     */
    boolean isReadOnly();
}
