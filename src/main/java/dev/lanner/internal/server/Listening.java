package dev.lanner.internal.server;

import dev.lanner.internal.net.Listener;
import dev.lanner.internal.tls.TlsEndpoint;
import dev.lanner.server.Endpoint;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An endpoint that is listened on: its sockets, and how new connections speak TLS, which can change while it is open. Changed
 * under the lock of the server's life; read by any thread.
 */
final class Listening {
    private final List<Listener> listeners;
    private volatile Endpoint endpoint;
    private volatile Binding binding;
    private volatile boolean closed;

    /** @param onAccept takes each connection with its endpoint, and returns at once */
    Listening(Endpoint endpoint, Binding binding, BiConsumer<SocketChannel, Listening> onAccept) {
        this.endpoint = endpoint;
        this.binding = binding;
        List<Listener> loops = new ArrayList<>();
        for (ServerSocketChannel channel : binding.channels()) {
            loops.add(new Listener(
                    Listener.Source.of(channel), binding.url(), accepted -> onAccept.accept(accepted, this)));
        }
        this.listeners = List.copyOf(loops);
    }

    void start() {
        for (Listener listener : listeners) {
            listener.start();
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Binding binding() {
        return binding;
    }

    /** How connections that come now speak TLS; null in the clear. */
    TlsEndpoint tls() {
        return binding.tls();
    }

    /** Whether it listens where the other endpoint would, however that speaks. */
    boolean isAtAddressOf(Endpoint other) {
        return endpoint.address().equals(other.address());
    }

    /** New connections are served as the other endpoint says; the sockets are the same. */
    void become(Endpoint newEndpoint, Binding newBinding) {
        endpoint = newEndpoint;
        binding = newBinding;
    }

    void tick() {
        TlsEndpoint tls = tls();
        if (tls != null) {
            tls.tick();
        }
    }

    /** How often accepting has failed. */
    long failures() {
        return listeners.stream().mapToLong(Listener::failures).sum();
    }

    /** Accepts nothing more. */
    void close() {
        closed = true;
        listeners.forEach(Listener::close);
        binding.removeFile();
    }

    boolean isClosed() {
        return closed;
    }

    /** After {@link #close}: until the address is free. */
    void awaitClosed() {
        listeners.forEach(Listener::awaitClosed);
    }
}
