package dev.lanner.internal.forward;

import java.net.SocketAddress;

/** Whoever answers what is passed on: one of several processes. For any number of threads. */
public interface Destination {
    /**
     * A place in a process, for one request; may wait for one.
     *
     * @throws Unavailable if there is none to be had
     */
    Place enter() throws Unavailable;

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
