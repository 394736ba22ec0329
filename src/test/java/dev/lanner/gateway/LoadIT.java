package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand requests while processes come and go: who was not in flight when one was killed is answered. */
class LoadIT {
    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<Lost> lost = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Killed> killed = new ConcurrentLinkedQueue<>();
    private Hosted hosted;

    /** A request without an answer of 200, and when it was under way. */
    private record Lost(String answer, long from, long to) {}

    /** A process that was killed: before that it was alive, and behind it gone. */
    private record Killed(long from, long to) {}

    @BeforeEach
    void start() throws IOException {
        hosted = Hosted.start(
                HostedApplication.command(),
                options -> options.folder(folder).logFile(folder.resolve("log")).rapidFailsPerMinute(100));
        hosted.get("/pid");
    }

    @AfterEach
    void end() {
        hosted.close();
    }

    /** Asks by {@link #CLIENTS} connections, and does something at a quarter, at the half and at three quarters. */
    private void load(Consumer<Integer> disturbance) throws Exception {
        List<Future<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Await.async(() -> {
                try (RawClient client = hosted.connect()) {
                    while (begun.getAndIncrement() < REQUESTS) {
                        ask(client);
                    }
                }
                return null;
            }));
        }
        for (int quarter = 1; quarter <= 3; quarter++) {
            int at = quarter * REQUESTS / 4;
            Await.until(
                    at + " are answered",
                    () -> answered.get() >= at || clients.stream().anyMatch(Future::isDone));
            disturbance.accept(quarter);
        }
        for (Future<Void> client : clients) {
            client.get();
        }
    }

    private void ask(RawClient client) throws IOException {
        long from = System.nanoTime();
        RawClient.Answer answer = client.get("/pid").read();
        answered.incrementAndGet();
        if (answer.status() != 200) {
            lost.add(new Lost(answer.status() + " " + answer.text(), from, System.nanoTime()));
        }
    }

    @Test
    void recyclingCostsNoRequest() throws Exception {
        load(quarter -> {
            try {
                hosted.gateway().recycle();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        assertThat(lost).isEmpty();
        assertThat(answered.get()).isEqualTo(REQUESTS);
    }

    @Test
    void killingCostsWhatIsInFlight() throws Exception {
        load(quarter -> {
            long from = System.nanoTime();
            ProcessHandle process =
                    ProcessHandle.of(hosted.gateway().pids().getFirst()).orElseThrow();
            process.destroyForcibly();
            Await.until("it has gone", () -> !process.isAlive());
            killed.add(new Killed(from, System.nanoTime()));
        });
        assertThat(answered.get()).isEqualTo(REQUESTS);
        assertThat(killed).hasSize(3);
        assertThat(lost).as("those that are lost were in flight").hasSizeLessThanOrEqualTo(3 * CLIENTS);
        assertThat(lost)
                .allMatch(
                        request -> killed.stream().anyMatch(kill -> request.from < kill.to && request.to > kill.from));
    }
}
