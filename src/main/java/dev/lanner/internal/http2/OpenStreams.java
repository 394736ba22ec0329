package dev.lanner.internal.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams that have a place, by their numbers: a hash table whose chains run through the streams themselves, so that
 * nothing is made for a stream that comes and goes. For any number of threads.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // its number is written with the lock
class OpenStreams {
    private static final int FEWEST_CHAINS = 16;

    private final ReentrantLock lock = ShortLock.inner();
    private Http2Stream[] chains = new Http2Stream[FEWEST_CHAINS];

    /** Written with the lock. */
    private volatile int size;

    /** The client's numbers are odd, and most often one behind the other: they fill the chains evenly. */
    private int chain(int streamId) {
        return streamId >>> 1 & chains.length - 1;
    }

    int size() {
        return size;
    }

    /** Null if it has no place. */
    Http2Stream get(int streamId) {
        lock.lock();
        try {
            Http2Stream stream = chains[chain(streamId)];
            while (stream != null && stream.id() != streamId) {
                stream = stream.nextInChain();
            }
            return stream;
        } finally {
            lock.unlock();
        }
    }

    void add(Http2Stream stream) {
        lock.lock();
        try {
            if (size == chains.length) {
                List<Http2Stream> all = all();
                chains = new Http2Stream[chains.length * 2];
                all.forEach(this::link);
            }
            link(stream);
            size++;
        } finally {
            lock.unlock();
        }
    }

    private void link(Http2Stream stream) {
        int chain = chain(stream.id());
        stream.nextInChain(chains[chain]);
        chains[chain] = stream;
    }

    /** Does nothing if it has no place any more. */
    void remove(Http2Stream stream) {
        lock.lock();
        try {
            int chain = chain(stream.id());
            Http2Stream before = null;
            Http2Stream found = chains[chain];
            while (found != null && found != stream) {
                before = found;
                found = found.nextInChain();
            }
            if (found == null) {
                return;
            }
            if (before == null) {
                chains[chain] = found.nextInChain();
            } else {
                before.nextInChain(found.nextInChain());
            }
            found.nextInChain(null);
            size--;
        } finally {
            lock.unlock();
        }
    }

    /** Those of now. */
    List<Http2Stream> all() {
        lock.lock();
        try {
            List<Http2Stream> all = new ArrayList<>(size);
            for (Http2Stream first : chains) {
                for (Http2Stream stream = first; stream != null; stream = stream.nextInChain()) {
                    all.add(stream);
                }
            }
            return all;
        } finally {
            lock.unlock();
        }
    }
}
