package dev.lanner.feature;

/** Tells a request without content from one that may have some. Given by the edge and the in-memory server. */
@FunctionalInterface
public interface RequestBodyDetectionFeature {
    /**
     * Whether content may follow.
     *
     * @return false if the request's framing rules it out (RFC 9112 §6.3) and for upgrades; true if there may be some,
     *     which can still turn out to be empty
     */
    boolean canHaveBody();
}
