package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The accept loop against everything that can happen to it. */
class ListenerTest {
    private static final Logger LOGGER = Logger.getLogger("lanner.server");

    private final List<SocketChannel> taken = new ArrayList<>();

    /** Something that accept does: throws or returns. */
    private interface Event {
        SocketChannel happen() throws IOException;
    }

    /** Plays a list of events, and is closed behind the last. */
    private static final class Script implements Listener.Source {
        private final Deque<Event> events;
        private boolean open = true;

        Script(Event... events) {
            this.events = new ArrayDeque<>(List.of(events));
        }

        @Override
        public SocketChannel accept() throws IOException {
            Event event = events.poll();
            if (event == null) {
                open = false;
                throw new ClosedChannelException();
            }
            return event.happen();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            throw new IOException("closing failed on purpose");
        }
    }

    @BeforeEach
    void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void logAgain() {
        LOGGER.setLevel(null);
    }

    private static Event fails(IOException failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void descriptorsRunOut() throws IOException {
        try (SocketChannel peer = SocketChannel.open()) {
            IOException storm = new IOException("Too many open files");
            Listener listener =
                    new Listener(new Script(fails(storm), fails(storm), fails(storm), () -> peer), "test", taken::add);
            listener.run();

            assertThat(taken).containsExactly(peer);
            assertThat(listener.failures()).isEqualTo(3);
        }
    }

    @Test
    void singleConnectionsThatAreClosedAlready() throws IOException {
        try (SocketChannel peer = SocketChannel.open()) {
            new Listener(new Script(fails(new ClosedChannelException()), () -> peer), "test", taken::add).run();

            assertThat(taken).containsExactly(peer);
        }
    }

    @Test
    void whoeverTakesTheConnectionFails() throws IOException {
        try (SocketChannel first = SocketChannel.open();
                SocketChannel second = SocketChannel.open();
                SocketChannel third = SocketChannel.open()) {
            new Listener(new Script(() -> first, () -> second, () -> third), "test", peer -> {
                        taken.add(peer);
                        if (peer == first) {
                            throw new IllegalStateException("on purpose");
                        }
                        if (peer == second) {
                            throw new OutOfMemoryError("on purpose");
                        }
                    })
                    .run();

            assertThat(taken).containsExactly(first, second, third);
        }
    }

    @Test
    void endsWhenTheSourceIsClosed() {
        Script script = new Script();
        Listener listener = new Listener(script, "test", taken::add);
        listener.close();
        listener.run();

        assertThat(taken).isEmpty();
        assertThat(script.isOpen()).isFalse();
    }
}
