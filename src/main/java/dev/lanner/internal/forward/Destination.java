package dev.lanner.internal.forward;

import java.net.SocketAddress;

/**
 * Whoever answers what is passed on: one of several processes. For any number of threads, unless its requests can be delegated:
 * then it is one request's alone.
 */
public interface Destination {
    /**
     * A place in a process, for one request; may wait for one.
     *
     * @throws Unavailable if there is none to be had
     */
    Place enter() throws Unavailable;

    /** Whether the processes ask for content ({@code 100}) when they want it, so that none is sent to those that do not. */
    default boolean asksForContent() {
        return false;
    }

    /** Whether the processes read requests as this one does, so that targets and lengths are passed on as they came. */
    default boolean readsAlike() {
        return false;
    }

    /** Whether a process may {@link #delegate} the request, as long as it has not asked for its content. */
    default boolean isDelegable() {
        return false;
    }

    /**
     * The process that had the last place has handed the request on: places are somebody else's from now on.
     *
     * @throws Unavailable if there is nobody of that name
     */
    default void delegate(String queue) throws Unavailable {
        throw new UnsupportedOperationException(queue);
    }

    /** A place in a process, to be given back. */
    interface Place extends AutoCloseable {
        /** Where the process listens. */
        SocketAddress address();

        /** What each of its requests must bring. */
        PairingToken token();

        /** The idle connections to it. */
        BackendPool pool();

        /** Whether the process ends within a moment, by itself. */
        boolean isEnding();

        /** The process does not take connections any more. */
        void refused();

        @Override
        void close();
    }
}
