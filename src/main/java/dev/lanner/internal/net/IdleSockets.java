package dev.lanner.internal.net;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Watches the sockets of connections that rest: nothing has come for a while, and so none of them keeps a thread. One
 * platform thread waits for all of them; as soon as there is something to read on one, it gets a thread again.
 *
 * <p>A blocked virtual thread is the cheapest way to wait for a request that is about to come, and costs some 5 KiB for one
 * that is not. Those who rest are few on a server that is busy, and many on one that has thousands of idle clients.
 *
 * <p>For any number of threads. Owned by the server; the thread begins with the first rest.
 */
public final class IdleSockets implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    /** How soon a thread that could not be had is asked for again. */
    private static final int RETRY_MILLIS = 100;

    private final BooleanSupplier worthwhile;
    private final int patienceMillis;
    private final Thread thread;
    private final Queue<Rest> ending = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** With the lock; null before the first rest. */
    private Selector selector;

    /** With the lock. */
    private boolean closed;

    /**
     * Nobody rests yet. Connections that had a rest go on with what the calling thread hands down to the threads that it
     * makes, such as its context class loader.
     *
     * @param worthwhile whether there are so many connections that their threads are worth saving
     * @param patience how long nothing has come before a connection rests; at least a millisecond
     */
    public IdleSockets(BooleanSupplier worthwhile, Duration patience) {
        this.worthwhile = worthwhile;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
        this.thread = Thread.ofPlatform().name("lanner-idle").daemon(true).unstarted(this::watch);
    }

    boolean isWorthwhile() {
        return worthwhile.getAsBoolean();
    }

    int patienceMillis() {
        return patienceMillis;
    }

    /** Of one socket, from the end of one thread to the start of the next. */
    final class Rest {
        private final SocketChannel channel;
        private final Runnable onEnd;
        private volatile boolean watched;
        private volatile boolean endWanted;
        private volatile boolean over;

        /** @param onEnd is run on a new virtual thread when the rest is over */
        Rest(SocketChannel channel, Runnable onEnd) {
            this.channel = channel;
            this.onEnd = onEnd;
        }

        /** By the socket's reading thread, which must not touch it after that; false if it can't rest. */
        boolean begin() {
            try {
                channel.configureBlocking(false);
                register(this);
                return true;
            } catch (IOException | ClosedSelectorException refused) {
                block();
                over();
                return false;
            }
        }

        /** Whether a thread may use the socket again as if it had never rested. */
        boolean isOver() {
            return over;
        }

        /** Ends the rest as if something had come. */
        void end() {
            endWanted = true;
            if (watched) {
                ending.add(this);
                wakeUp();
            }
        }

        /** Ends it, and returns when it is over. */
        void awaitEnd() {
            end();
            lock.lock();
            try {
                while (!over) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        private void block() {
            try {
                channel.configureBlocking(true);
            } catch (IOException isClosed) {
                LOGGER.log(Level.TRACE, "a resting socket was closed: {0}", isClosed.toString());
            }
        }

        private void over() {
            lock.lock();
            try {
                over = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void register(Rest rest) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedSelectorException();
            }
            if (selector == null) {
                selector = Selector.open();
                thread.start();
            }
            rest.channel.register(selector, SelectionKey.OP_READ, rest);
            rest.watched = true;
            if (rest.endWanted) {
                ending.add(rest);
            }
            selector.wakeup();
        } finally {
            lock.unlock();
        }
    }

    private void wakeUp() {
        lock.lock();
        try {
            if (selector != null) {
                selector.wakeup();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many rest now. */
    public int count() {
        lock.lock();
        try {
            return selector == null || closed ? 0 : selector.keys().size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every rest; whoever wants one from now on is refused. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        wakeUp();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    // ---- on the thread --------------------------------------------------------------------------------------------

    private void watch() {
        Set<Rest> ended = new LinkedHashSet<>();
        while (!isClosed()) {
            try {
                selector.select(key -> take(key, ended), ended.isEmpty() ? 0 : RETRY_MILLIS);
                takeEnding(ended);
                resume(ended);
            } catch (IOException | RuntimeException | Error ours) {
                warn(ours); // as it can without memory; whom it concerns is still among those whose rest has ended
            }
        }
        try (Selector watching = selector) {
            watching.keys().forEach(key -> take(key, ended));
            resume(ended);
        } catch (IOException | RuntimeException | Error ours) {
            warn(ours);
        }
    }

    private static void warn(Throwable ours) {
        try {
            LOGGER.log(Level.ERROR, "watching idle connections failed", ours);
        } catch (RuntimeException | Error silenced) {
            // Without memory a logger fails too, and that must not end the thread.
        }
    }

    private static void take(SelectionKey key, Set<Rest> ended) {
        ended.add((Rest) key.attachment());
        key.cancel();
    }

    private void takeEnding(Set<Rest> ended) {
        for (Rest rest = ending.poll(); rest != null; rest = ending.poll()) {
            if (!rest.over) {
                ended.add(rest);
                SelectionKey key = rest.channel.keyFor(selector);
                if (key != null) {
                    key.cancel();
                }
            }
        }
    }

    /** Has the cancelled keys taken out, without which a socket can't block again, and starts the threads. */
    private void resume(Set<Rest> ended) throws IOException {
        while (!ended.isEmpty()) {
            List<Rest> now = List.copyOf(ended);
            selector.selectNow(key -> take(key, ended));
            for (Rest rest : now) {
                rest.block();
                Thread.ofVirtual().start(rest.onEnd);
                ended.remove(rest);
                rest.over();
            }
        }
    }
}
