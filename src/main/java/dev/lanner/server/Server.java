package dev.lanner.server;

import dev.lanner.feature.FeatureCollection;
import java.io.IOException;
import java.time.Duration;

/**
 * Receives requests and hands each to an application as a collection of features. To be implemented by whoever brings a
 * server of his own; the compatibility kit in Lanner's test tree says whether it behaves.
 *
 * <p>Its life: made, started once, stopped. All methods may be called by any thread.
 */
public interface Server extends AutoCloseable {
    /**
     * What the server itself has, such as {@link dev.lanner.feature.ServerAddressesFeature}. Each request's collection
     * is another one.
     *
     * @return always the same collection
     */
    FeatureCollection features();

    /**
     * Starts to receive. Returns when the first request can be served.
     *
     * @param <C> the application's type of context
     * @param application gets the requests
     * @throws IOException if an address can't be bound; then nothing is left bound
     * @throws IllegalStateException if the server was started or closed before
     */
    <C> void start(Application<C> application) throws IOException;

    /**
     * Stops gracefully: accepts nothing more, lets the requests that run come to their end, and cuts what is left after
     * the grace period. Returns as soon as nothing runs. A second call, while the first one waits, can shorten the grace
     * period; calls before the start make the server unusable and do nothing more.
     *
     * @param grace how long to wait at most; zero cuts at once
     * @return what became of the requests that were running
     */
    StopReport stop(Duration grace);

    /** Stops with the server's own grace period, and sets everything free. */
    @Override
    void close();
}
