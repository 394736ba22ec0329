package dev.lanner.queue;

import dev.lanner.internal.forward.BackendPool;
import dev.lanner.internal.forward.Destination;
import dev.lanner.internal.forward.PairingToken;
import dev.lanner.queue.RequestQueue.Place;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that serves a queue of a broker, from when it is ready until its control connection ends. For any number of threads.
 */
final class Attachment {
    private final PairingToken token;
    private final Path socket;
    private final Runnable cut;
    private final BackendPool pool = new BackendPool();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** @param cut ends the control connection */
    Attachment(PairingToken token, Path socket, Runnable cut) {
        this.token = token;
        this.socket = socket;
        this.cut = cut;
    }

    Path socket() {
        return socket;
    }

    BackendPool pool() {
        return pool;
    }

    /** The control connection has ended. */
    void end() {
        ended.countDown();
        pool.close();
    }

    /** Where a request that has a place here is passed on to. */
    Destination.Place place(Place<Attachment> place) {
        return new Destination.Place() {
            @Override
            public SocketAddress address() {
                return UnixDomainSocketAddress.of(socket);
            }

            @Override
            public PairingToken token() {
                return token;
            }

            @Override
            public BackendPool pool() {
                return pool;
            }

            @Override
            public boolean isEnding() {
                try {
                    return ended.await(1, TimeUnit.SECONDS);
                } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }

            /** Who takes no connections serves nobody; if it lives, it attaches again. */
            @Override
            public void refused() {
                cut.run();
                isEnding();
            }

            @Override
            public void close() {
                place.close();
            }
        };
    }
}
