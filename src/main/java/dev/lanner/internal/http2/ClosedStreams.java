package dev.lanner.internal.http2;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams that were closed last, and how: what a late frame means depends on it (RFC 9113 §5.1). Makes nothing for a
 * stream: a number has one place in a ring, until another takes that. For any number of threads.
 */
final class ClosedStreams {
    /** How a stream was closed. A later one in this order stands, whatever came before. */
    enum How {
        /** Both sides have ended: any further frame is an error of the connection. */
        ENDED,
        /** By us: frames may still be on their way, and are let pass. */
        RESET_BY_US,
        /** By the client, which has no business to go on. */
        RESET_BY_CLIENT
    }

    private static final int FEWEST = 16;

    /** More than twice as many as can be open: the streams that a client can close and open while a frame is under way. */
    private static final int REMEMBERED = 256;

    private static final How[] HOWS = How.values();
    private static final int HOW_BITS = 2;
    private static final int HOW_MASK = (1 << HOW_BITS) - 1;

    private final ReentrantLock lock = ShortLock.inner();

    /** For each place the number of the stream without its last bit, which is always set, and how, counted from 1. */
    private int[] places = new int[FEWEST];

    @SuppressWarnings("EnumOrdinal") // two bits beside the number, in this class only
    void add(int streamId, How how) {
        assert (streamId & 1) == 1;
        lock.lock();
        try {
            int number = streamId >>> 1;
            while (number >= places.length && places.length < REMEMBERED) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            int place = number & places.length - 1;
            boolean again = places[place] >>> HOW_BITS == number;
            int code = how.ordinal() + 1;
            places[place] = number << HOW_BITS | (again ? Math.max(code, places[place] & HOW_MASK) : code);
        } finally {
            lock.unlock();
        }
    }

    /** Null for a stream that was never opened, or is forgotten. */
    How how(int streamId) {
        lock.lock();
        try {
            int number = streamId >>> 1;
            int found = places[number & places.length - 1];
            int code = found >>> HOW_BITS == number ? found & HOW_MASK : 0;
            return code == 0 ? null : HOWS[code - 1];
        } finally {
            lock.unlock();
        }
    }
}
