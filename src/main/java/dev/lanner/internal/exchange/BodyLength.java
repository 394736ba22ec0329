package dev.lanner.internal.exchange;

/** How long the content of a message is, as its head tells (RFC 9112 §6.3). */
public sealed interface BodyLength {
    /** There is none, and the head says so by its nature. */
    BodyLength NONE = new None();

    /** Until it ends. */
    BodyLength OPEN = new Open();

    /** No content. */
    record None() implements BodyLength {}

    /**
     * That many bytes.
     *
     * @param bytes 0 or more
     */
    record Known(long bytes) implements BodyLength {}

    /** Unknown beforehand: the framing marks the end. */
    record Open() implements BodyLength {}
}
