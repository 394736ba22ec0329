package dev.lanner.queue;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.queue.RequestQueue.Seat;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A server for one application on shared ports. For any number of threads. */
final class QueueServer implements Server {
    /** After the grace period, what was cut has this long to end by itself. */
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    private final SharedPorts ports;
    private final QueueOptions options;
    private final FeatureCollection features = new FeatureCollection();
    private final ReentrantLock life = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Visit> running = new HashSet<>();
    private State state = State.NEW;
    private volatile Application<?> application;
    private RequestQueue<QueueServer> queue;
    private Seat<QueueServer> seat;

    /** The servers of ports that were this server's alone, when it stops; null before. */
    private List<Server> freed;

    private boolean stopping;
    private int finished;
    private int aborted;

    QueueServer(SharedPorts ports, QueueOptions options) {
        this.ports = ports;
        this.options = options;
        tellAddresses(options.prefixes());
    }

    private void tellAddresses(List<UrlPrefix> prefixes) {
        List<String> addresses = prefixes.stream().map(UrlPrefix::toString).toList();
        features.set(ServerAddressesFeature.class, () -> addresses);
    }

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public <C> void start(Application<C> newApplication) throws IOException {
        life.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException(
                        state == State.STARTED ? "the server was started before" : "the server was closed");
            }
            application = newApplication;
            ports.join(this, options);
            state = State.STARTED;
            tellAddresses(queue.prefixes());
        } finally {
            life.unlock();
        }
    }

    /** By the start: where this server gets its requests from. */
    void sits(RequestQueue<QueueServer> newQueue, Seat<QueueServer> newSeat) {
        queue = newQueue;
        seat = newSeat;
    }

    /** Runs the application on a request that has a place here. */
    void run(Visit visit, FeatureCollection request) throws Exception {
        lock.lock();
        try {
            running.add(visit);
        } finally {
            lock.unlock();
        }
        visit.run(application, request);
    }

    /** The request has ended, whole if nothing was thrown. */
    void ended(Visit visit, Throwable error) {
        lock.lock();
        try {
            running.remove(visit);
            if (stopping && error == null) {
                finished++;
            } else if (stopping) {
                aborted++;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StopReport stop(Duration grace) {
        long began = System.nanoTime();
        List<Server> unused = leave();
        if (unused == null) {
            return StopReport.NOTHING;
        }
        List<Thread> stops = unused.stream()
                .map(port -> Thread.ofVirtual().name("lanner-port-stop").start(() -> port.stop(grace)))
                .toList();
        if (!awaitUnused(grace)) {
            cut();
            awaitUnused(CUT_GRACE);
        }
        stops.forEach(QueueServer::join);
        lock.lock();
        try {
            return new StopReport(finished, aborted + running.size(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            lock.unlock();
        }
    }

    /** Gets no more requests; null if the server was never started. */
    List<Server> leave() {
        life.lock();
        try {
            if (state == State.STARTED) {
                lock.lock();
                try {
                    stopping = true;
                } finally {
                    lock.unlock();
                }
                freed = ports.leave(queue, seat);
            }
            state = State.STOPPED;
            return freed;
        } finally {
            life.unlock();
        }
    }

    private void cut() {
        List<Visit> left;
        lock.lock();
        try {
            left = List.copyOf(running);
        } finally {
            lock.unlock();
        }
        left.forEach(Visit::cut);
        lock.lock();
        try {
            running.forEach(Visit::wake); // under the lock, so that no later request of the thread is woken
        } finally {
            lock.unlock();
        }
    }

    /** Whether no request has a place any more, within that time. An interrupt ends the waiting, and stays set. */
    private boolean awaitUnused(Duration atMost) {
        try {
            return queue.awaitUnused(seat, atMost);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(options.stopGrace());
    }
}
