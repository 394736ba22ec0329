package dev.lanner.soak;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When all clients are to go home: well-behaved ones when they have their answers, the others at once. Any thread. */
final class Curfew {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<Closeable> ending = ConcurrentHashMap.newKeySet();

    boolean isOver() {
        return over.getCount() == 0;
    }

    void ring() throws IOException {
        over.countDown();
        for (Closeable connection : List.copyOf(ending)) {
            connection.close();
        }
    }

    /** Has a connection closed at curfew, whatever it is in the middle of. */
    void ends(Closeable connection) throws IOException {
        ending.add(connection);
        if (isOver()) {
            connection.close();
        }
    }

    void forget(Closeable connection) {
        ending.remove(connection);
    }

    /** Lets time pass; false if everybody is to go home. */
    boolean rest(long millis) throws IOException {
        try {
            return !over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException(interrupted.toString());
        }
    }
}
