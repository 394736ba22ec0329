package dev.lanner.feature;

/** Gives up the stream of this request with an error code (RFC 9113 §6.4). Given by the edge server for HTTP/2. */
@FunctionalInterface
public interface ResetFeature {
    /**
     * Resets the stream: nothing more is read or sent for this request.
     *
     * @param errorCode a code of RFC 9113 §7, or any other of 32 bits
     */
    void reset(int errorCode);
}
