package dev.lanner.middleware;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * The flights that are in the air, at most one for each key, and which keys were not worth waiting for lately: those whose
 * response could not be stored. For any number of threads.
 */
final class Flights {
    /** How many keys are remembered, each in a place that it shares with others. */
    private static final int PLACES = 4_096;

    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final AtomicLongArray vain = new AtomicLongArray(PLACES);
    private final AtomicInteger waiting = new AtomicInteger();

    /** Begins a flight, unless there is one for that key; then that one, else null. */
    Flight begin(CacheKey key, Flight flight) {
        return flights.putIfAbsent(key, flight);
    }

    /**
     * Waits for a flight of somebody else.
     *
     * @param nanos for how long
     * @return null if its response answers nobody else, or there is none by then
     */
    StoredResponse await(Flight other, long nanos) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            return other.await(nanos);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** How many wait. */
    int waiting() {
        return waiting.get();
    }

    /**
     * Ends a flight with a response, if nothing has changed meanwhile what it is about.
     *
     * @param put stores the response; null if there is none to store
     */
    void end(CacheKey key, Flight flight, Supplier<StoredResponse> put) {
        StoredResponse[] landed = new StoredResponse[1];
        flights.computeIfPresent(key, (same, current) -> {
            if (current != flight) {
                return current;
            }
            landed[0] = put == null ? null : put.get();
            return null;
        });
        flight.land(landed[0]);
    }

    /** A key's response has changed: what is in the air is outdated, and nobody joins it any more. */
    void outdate(CacheKey key, Runnable remove) {
        flights.compute(key, (same, current) -> {
            remove.run();
            if (current != null) {
                current.land(null);
            }
            return null;
        });
    }

    /** False if the last response for that key could not be stored: then nobody waits for the next. */
    boolean isWorthWaiting(CacheKey key) {
        long print = key.fingerprint();
        return vain.get(place(print)) != print;
    }

    /** Notes whether a response could be stored. */
    void note(CacheKey key, boolean stored) {
        long print = key.fingerprint();
        if (!stored) {
            vain.set(place(print), print);
        } else {
            vain.compareAndSet(place(print), print, 0);
        }
    }

    private static int place(long print) {
        return (int) (print ^ print >>> 32) & PLACES - 1;
    }
}
