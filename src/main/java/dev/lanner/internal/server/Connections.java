package dev.lanner.internal.server;

import dev.lanner.feature.EndReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who is connected: admits within the limits, counts, and waits for the end of all. For any number of threads.
 *
 * <p>A place is taken before a connection's thread starts, and given back when it has ended, so that the counts are never
 * behind.
 */
final class Connections {
    private final int max;
    private final int maxPerAddress;
    private final int maxUpgraded;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger plain = new AtomicInteger();
    private final AtomicInteger upgraded = new AtomicInteger();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger finishedWhileStopping = new AtomicInteger();
    private final AtomicInteger abortedWhileStopping = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean stopping;
    private volatile boolean givenUp;

    Connections(int max, int maxPerAddress, int maxUpgraded) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.maxUpgraded = maxUpgraded;
        for (EndReason reason : EndReason.values()) {
            ended.put(reason, new LongAdder());
        }
    }

    /** How many there may be, besides those that are upgraded. */
    int max() {
        return max;
    }

    /** Takes a place for a peer; null if it is admitted, else why not. */
    EndReason admit(SocketAddress remote) {
        if (plain.incrementAndGet() > max) {
            plain.decrementAndGet();
            return rejected(EndReason.TOO_MANY_CONNECTIONS);
        }
        if (remote instanceof InetSocketAddress tcp
                && perAddress.merge(tcp.getAddress(), 1, Integer::sum) > maxPerAddress) {
            release(remote);
            return rejected(EndReason.TOO_MANY_CONNECTIONS_FROM_ADDRESS);
        }
        return null;
    }

    private EndReason rejected(EndReason reason) {
        ended.get(reason).increment();
        return reason;
    }

    private void release(SocketAddress remote) {
        plain.decrementAndGet();
        if (remote instanceof InetSocketAddress tcp) {
            perAddress.computeIfPresent(tcp.getAddress(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    void add(Connection connection) {
        open.add(connection);
        if (stopping) {
            connection.stop();
        }
    }

    /** Gives back the place of a peer that was admitted and could not be served. */
    void abandon(SocketAddress remote, EndReason reason) {
        ended.get(reason).increment();
        release(remote);
    }

    /** Moves a connection to the upgraded ones; false if there is no place. */
    boolean upgrade(Connection connection) {
        if (upgraded.incrementAndGet() > maxUpgraded) {
            upgraded.decrementAndGet();
            return false;
        }
        release(connection.remoteAddress());
        return true;
    }

    /** A connection has ended, and its place is free. */
    void remove(Connection connection, boolean wasUpgraded, EndReason reason) {
        ended.get(reason).increment();
        open.remove(connection);
        if (wasUpgraded) {
            upgraded.decrementAndGet();
        } else {
            release(connection.remoteAddress());
        }
        signal();
    }

    void requestBegan() {
        running.incrementAndGet();
    }

    void requestEnded(boolean whole) {
        if (stopping) {
            (whole ? finishedWhileStopping : abortedWhileStopping).incrementAndGet();
        }
        running.decrementAndGet();
        signal();
    }

    /** How many have a place. */
    int count() {
        return plain.get() + upgraded.get();
    }

    int upgraded() {
        return upgraded.get();
    }

    int running() {
        return running.get();
    }

    int finishedWhileStopping() {
        return finishedWhileStopping.get();
    }

    int abortedWhileStopping() {
        return abortedWhileStopping.get();
    }

    /** How many connections ended for a reason, those that were not admitted among them. */
    long ended(EndReason reason) {
        return ended.get(reason).sum();
    }

    /** From now on it is counted how requests end, and whoever is still let in is told at once that it has to go. */
    void beginStop() {
        stopping = true;
    }

    /** Closes those that are idle; the others end after their request. */
    void stop() {
        open.forEach(Connection::stop);
    }

    /** The same for those that came from one endpoint. */
    void stop(Listening from) {
        open.stream().filter(connection -> connection.listening() == from).forEach(Connection::stop);
    }

    /** Cuts those that are left. */
    void cut() {
        open.forEach(Connection::force);
    }

    /** By the ticker and at each end: whoever waits looks again. */
    void signal() {
        if (stopping) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whoever waits, or will wait, for those that are left waits in vain: the ticker has ended. */
    void giveUp() {
        givenUp = true;
        signal();
    }

    /**
     * Waits until all connections and all requests have ended, or until it is too late. With HTTP/2 a request can outlive
     * its connection.
     */
    boolean awaitNone(BooleanSupplier tooLate) {
        return await(() -> count() == 0 && running() == 0, tooLate);
    }

    /** Waits until all connections have ended, whatever their requests do, or until it is too late. */
    boolean awaitNoConnection(BooleanSupplier tooLate) {
        return await(() -> count() == 0, tooLate);
    }

    private boolean await(BooleanSupplier over, BooleanSupplier tooLate) {
        lock.lock();
        try {
            while (!over.getAsBoolean() && !givenUp && !tooLate.getAsBoolean()) {
                changed.awaitUninterruptibly();
            }
            return over.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
