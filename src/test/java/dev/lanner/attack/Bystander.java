package dev.lanner.attack;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A well-behaved client beside an attack: asks again and again on a connection of its own, and on a fresh one every now and
 * then, and remembers the first thing that went wrong.
 */
final class Bystander implements AutoCloseable {
    static final String TARGET = "/bystander";
    static final String CONTENT = "served";
    private static final int REQUESTS_PER_CONNECTION = 50;

    private final int port;
    private final Connector connector;
    private final AtomicLong served = new AtomicLong();
    private final Lock betweenRequests = new ReentrantLock(true);
    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean leaving;

    /** How it gets to the server. */
    @FunctionalInterface
    interface Connector {
        RawClient connect(int port) throws IOException;
    }

    private Bystander(int port, Connector connector) {
        this.port = port;
        this.connector = connector;
        this.thread = Thread.ofPlatform().name("bystander").start(this::run);
    }

    /** Begins to ask, and returns when it has been served. */
    static Bystander at(int port, Connector connector) {
        var bystander = new Bystander(port, connector);
        bystander.requireServed();
        return bystander;
    }

    private void run() {
        try {
            while (!leaving) {
                try (RawClient client = connectAndAsk()) {
                    for (int i = 1; i < REQUESTS_PER_CONNECTION && !leaving; i++) {
                        ask(client);
                    }
                }
            }
        } catch (IOException | RuntimeException | Error failed) {
            failure = failed;
        }
    }

    /** No time passes during its handshake. */
    private RawClient connectAndAsk() throws IOException {
        betweenRequests.lock();
        try {
            RawClient client = connector.connect(port);
            ask(client);
            return client;
        } finally {
            betweenRequests.unlock();
        }
    }

    private void ask(RawClient client) throws IOException {
        RawClient.Answer answer;
        betweenRequests.lock();
        try {
            answer = client.get(TARGET).read();
        } finally {
            betweenRequests.unlock();
        }
        if (answer.status() != 200 || !answer.text().equals(CONTENT)) {
            throw new AssertionError("the bystander was answered " + answer);
        }
        served.incrementAndGet();
    }

    /** Does something while none of its requests is on its way. */
    void betweenRequests(Runnable action) {
        betweenRequests.lock();
        try {
            action.run();
        } finally {
            betweenRequests.unlock();
        }
    }

    /** Waits until two more of its requests were answered: one of them was sent after this call. */
    void requireServed() {
        long enough = served.get() + 2;
        Await.until("the bystander is served", () -> served.get() >= enough || failure != null);
        if (failure != null) {
            throw new AssertionError("the bystander was not served", failure);
        }
    }

    /** Leaves, when its last request has been answered. */
    @Override
    public void close() {
        leaving = true;
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new AssertionError("the bystander was not served", failure);
        }
    }
}
