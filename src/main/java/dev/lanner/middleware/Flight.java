package dev.lanner.middleware;

import java.util.concurrent.CompletableFuture;

/**
 * One request that runs the application for all that ask for the same meanwhile. Whatever becomes of it, it lands: with a
 * response that answers them too, or with none, and then they go on by themselves, all at once. For any number of threads.
 */
final class Flight {
    private final CompletableFuture<StoredResponse> landing = new CompletableFuture<>();

    /** Waits for the response that answers others too; null if there is none. */
    StoredResponse await() throws InterruptedException {
        try {
            return landing.get();
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Lands; the first time counts. */
    void land(StoredResponse response) {
        landing.complete(response);
    }
}
