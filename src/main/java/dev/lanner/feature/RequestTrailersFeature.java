package dev.lanner.feature;

import dev.lanner.http.Headers;

/** The trailer section of a request (RFC 9110 §6.5). Given by the edge and the in-memory server. */
public interface RequestTrailersFeature {
    /**
     * Whether the content has been read to its end, so that the trailers are known.
     *
     * @return true from then on
     */
    boolean isAvailable();

    /**
     * The trailer section. Fields that must not be trailers (RFC 9110 §6.5.1) never appear here.
     *
     * @return the fields, locked; empty where none were sent
     * @throws IllegalStateException before they are {@link #isAvailable()}
     */
    Headers trailers();
}
