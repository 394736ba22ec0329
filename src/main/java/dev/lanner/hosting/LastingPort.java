package dev.lanner.hosting;

import dev.lanner.server.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Listens in the place of an application that is started again and again, and takes each connection to the process that runs
 * now; while there is none, connections wait. What passes is bytes, so TLS and all protocols go through.
 *
 * <p>For any number of threads; each connection has two.
 */
final class LastingPort implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final byte[] LOOPBACK_V4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_V6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<ServerSocketChannel> channels;
    private final Endpoint.Tcp endpoint;
    private final int index;
    private final Set<LastingConnection> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock. */
    private Generation current;

    private LastingPort(Endpoint.Tcp endpoint, int index, List<ServerSocketChannel> channels) {
        this.endpoint = endpoint;
        this.index = index;
        this.channels = channels;
    }

    /**
     * Listens.
     *
     * @param index which of a process's sockets connections are taken to
     * @throws IOException in one sentence, if the address can't be had
     */
    static LastingPort at(Endpoint.Tcp endpoint, int index) throws IOException {
        List<ServerSocketChannel> channels = new ArrayList<>();
        try {
            int port = endpoint.port();
            for (InetAddress address : addresses(endpoint.host())) {
                port = bind(address, port, channels);
            }
            LastingPort lasting = new LastingPort(new Endpoint.Tcp(endpoint.host(), port), index, channels);
            channels.forEach(channel -> Thread.ofVirtual().name("lanner-port").start(() -> lasting.accept(channel)));
            return lasting;
        } catch (IOException failed) {
            for (ServerSocketChannel channel : channels) {
                channel.close();
            }
            throw new BindException("the port " + endpoint.port() + " on " + endpoint.host() + " can't be had ("
                    + failed.getMessage() + "); choose another by " + Option.URLS.word());
        }
    }

    private static List<InetAddress> addresses(String host) throws IOException {
        return switch (host) {
            case "localhost" -> List.of(InetAddress.getByAddress(LOOPBACK_V4), InetAddress.getByAddress(LOOPBACK_V6));
            case "*" -> List.of(new InetSocketAddress(0).getAddress());
            default -> List.of(InetAddress.getByName(host));
        };
    }

    /** The second of the two loopback addresses may be missing on this machine. */
    private static int bind(InetAddress address, int port, List<ServerSocketChannel> channels) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(address, port), BACKLOG);
            channels.add(channel);
        } catch (IOException | UnsupportedOperationException failed) {
            channel.close();
            if (channels.isEmpty() || String.valueOf(failed.getMessage()).contains("in use")) {
                throw failed;
            }
        }
        return ((InetSocketAddress) channels.getFirst().getLocalAddress()).getPort();
    }

    /** With the port that was bound. */
    Endpoint.Tcp endpoint() {
        return endpoint;
    }

    /** New connections go there from now on, and those that wait. */
    void takeTo(Generation next) {
        lock.lock();
        try {
            current = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a process that listens. */
    Generation current() throws InterruptedException {
        lock.lock();
        try {
            while (current == null || !current.isAlive()) {
                changed.await();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private void accept(ServerSocketChannel channel) {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                LastingConnection connection = new LastingConnection(client, this, index);
                open.add(connection);
                Thread.ofVirtual().name("lanner-port").start(() -> {
                    connection.run();
                    open.remove(connection);
                });
            } catch (IOException failed) {
                LockSupport.parkNanos(
                        BACK_OFF_NANOS); // Descriptors may have run out, and nothing tells when there are some.
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : channels) {
            channel.close();
        }
        open.forEach(LastingConnection::close);
    }
}
