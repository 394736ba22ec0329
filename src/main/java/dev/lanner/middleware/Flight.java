package dev.lanner.middleware;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request that runs the application for all that ask for the same meanwhile. Whatever becomes of it, it lands: with a
 * response that answers them too, or with none, and then they go on by themselves, all at once. For any number of threads.
 */
final class Flight {
    private final CompletableFuture<StoredResponse> landing = new CompletableFuture<>();
    private final long began;

    /** @param began when, in nanoseconds of the cache's clock */
    Flight(long began) {
        this.began = began;
    }

    /** When it began. */
    long began() {
        return began;
    }

    /**
     * Waits for the response that answers others too.
     *
     * @param nanos for how long; 0 or less not at all
     * @return null if there is none, or none yet
     */
    StoredResponse await(long nanos) throws InterruptedException {
        try {
            return landing.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return null;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Lands; the first time counts. */
    void land(StoredResponse response) {
        landing.complete(response);
    }
}
