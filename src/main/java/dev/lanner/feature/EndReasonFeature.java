package dev.lanner.feature;

/**
 * Why the connection ended. Given by the edge and the in-memory server; callbacks of {@link ResponseFeature#onCompleted}
 * may ask.
 */
@FunctionalInterface
public interface EndReasonFeature {
    /**
     * The one reason for which the connection ended, or is ending.
     *
     * @return the first reason that was found; null while there is none
     */
    EndReason endReason();
}
