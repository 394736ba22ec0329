package dev.lanner.feature;

/**
 * Hands a request that nobody has touched to another request queue, whose application answers it. Given by the shared-port
 * server: to applications in the process that owns the port, and to those in other processes, which attach to a
 * {@code dev.lanner.queue.Broker}.
 */
public interface DelegationFeature {
    /**
     * Whether the request is untouched: its content unread, its response neither written nor started, and not delegated before.
     *
     * @return true if {@link #delegate} can be called
     */
    boolean isPossible();

    /**
     * Hands the request over. It goes as soon as the application returns, which must not touch it any more; status and fields
     * that were set are forgotten, path and path base stay.
     *
     * @param queue the name of another queue on the same ports
     * @throws IllegalStateException if that is not {@linkplain #isPossible possible}, or the broker has gone
     * @throws IllegalArgumentException if there is no queue of that name
     */
    void delegate(String queue);
}
