package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Carriers that threads keep busy which yield and are ready again at once, like connections of clients that are always fast. */
class GiveWayTest {
    /** Enough for each carrier to have some of them in its own queue at all times. */
    private static final int BUSY = 32 * Runtime.getRuntime().availableProcessors();

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger turns = new AtomicInteger();
    private final List<Thread> busy = new ArrayList<>();

    private void occupyTheCarriers() throws InterruptedException {
        var running = new CountDownLatch(BUSY);
        for (int i = 0; i < BUSY; i++) {
            busy.add(Thread.ofVirtual().start(() -> {
                running.countDown();
                while (!stop.get()) {
                    GiveWay.pause(true);
                    turns.incrementAndGet();
                }
            }));
        }
        Await.latch(running);
    }

    @AfterEach
    void end() throws InterruptedException {
        stop.set(true);
        for (Thread thread : busy) {
            thread.join();
        }
    }

    /** With {@link Thread#yield()} in the place of {@link GiveWay#pause} this ends by the time limit. */
    @Test
    void threadsThatComeFromOutsideGetTheirTurn() throws InterruptedException {
        occupyTheCarriers();
        for (int i = 0; i < 20; i++) {
            var turn = new CountDownLatch(1);
            Thread.ofVirtual().start(turn::countDown);
            Await.latch(turn);
        }
    }

    @Test
    void whoSteppedAsideGoesOn() throws InterruptedException {
        occupyTheCarriers();
        var turn = new CountDownLatch(1);
        Thread.ofVirtual().start(turn::countDown);
        Await.latch(turn);
        int before = turns.get();
        Await.until("all go on", () -> turns.get() - before > 10 * BUSY);
    }

    @Test
    void whoIsInterruptedStepsAsideAllTheSame() throws InterruptedException {
        var wasInterrupted = new AtomicInteger();
        occupyTheCarriers();
        busy.add(Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            while (!stop.get()) {
                GiveWay.pause(true);
            }
            wasInterrupted.addAndGet(Thread.interrupted() ? 1 : 0);
        }));
        threadsThatComeFromOutsideGetTheirTurn();
        end();
        assertThat(wasInterrupted).hasValue(1);
    }

    @Test
    void threadsOfThePlatformOnlyYield() {
        for (int i = 0; i < 1_000; i++) {
            GiveWay.pause(true);
        }
    }

    @Test
    void nobodyLooksWhileNobodyYields() throws InterruptedException {
        occupyTheCarriers();
        Await.until("somebody looks", GiveWayTest::isWatched);
        end();
        Await.until("nobody looks", () -> !isWatched());
    }

    private static boolean isWatched() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("lanner-give-way"));
    }
}
