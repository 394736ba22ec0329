package dev.lanner.internal.net;

import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Carriers that threads keep busy which yield and are ready again at once, like connections of clients that are always fast. */
class GiveWayTest {
    /** Enough for each carrier to have some of them in its own queue at all times. */
    private static final int BUSY = 32 * Runtime.getRuntime().availableProcessors();

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicIntegerArray turns = new AtomicIntegerArray(BUSY);
    private final List<Thread> busy = new ArrayList<>();

    private void occupyTheCarriers() throws InterruptedException {
        occupyTheCarriers(number -> GiveWay.pause(turns.incrementAndGet(number) % 16 == 0));
    }

    private void occupyTheCarriers(IntConsumer pause) throws InterruptedException {
        Await.latch(startBusy(pause));
    }

    /** Returns what is open when all have begun. */
    private CountDownLatch startBusy(IntConsumer pause) {
        var running = new CountDownLatch(BUSY);
        for (int i = 0; i < BUSY; i++) {
            int number = i;
            busy.add(Thread.ofVirtual().start(() -> {
                running.countDown();
                while (!stop.get()) {
                    pause.accept(number);
                }
            }));
        }
        return running;
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
        othersGetTheirTurn();
    }

    private static void othersGetTheirTurn() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            var turn = new CountDownLatch(1);
            Thread.ofVirtual().start(turn::countDown);
            Await.latch(turn);
        }
    }

    /** It would stay with the queue outside that it has taken something from before, and the others would never be looked at. */
    @Test
    void theOnlyCarrierLooksAtAllQueuesOutside() throws Exception {
        List<String> command = ChildJvm.command(BusyCarrier.class);
        command.addAll(
                1, List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"));
        try (ChildJvm child = ChildJvm.start(command)) {
            Await.result(Await.async(() -> child.line("all had their turn")));
        }
    }

    @Test
    void threadsThatAreWokenFromOutsideGetTheirTurn() throws InterruptedException {
        occupyTheCarriers();
        var over = new CountDownLatch(1);
        busy.add(Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20; i++) {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
            }
            over.countDown();
        }));
        Await.latch(over);
    }

    @Test
    void whoSteppedAsideGoesOn() throws InterruptedException {
        threadsThatComeFromOutsideGetTheirTurn();
        allGoOn();
    }

    private void allGoOn() {
        for (int i = 0; i < BUSY; i += 8) {
            int number = i;
            int before = turns.get(i);
            Await.until("thread " + i + " goes on", () -> turns.get(number) - before > 100);
        }
    }

    /** A thread of the platform, or one that is interrupted, does not wait for more than the others. */
    @Test
    void anyThreadGoesOn() throws InterruptedException {
        occupyTheCarriers();
        var interrupted = new Thread(() -> {
            Thread.currentThread().interrupt();
            pauses(10_000);
        });
        var platform = new Thread(() -> pauses(10_000));
        busy.add(interrupted);
        busy.add(platform);
        interrupted.start();
        platform.start();
        platform.join();
        interrupted.join();
        othersGetTheirTurn();
    }

    /**
     * Whoever waits for threads from outside, which do not get their turn then, is not to wait with them. Some of those who
     * pause are outside themselves: those who have not begun, and one who yields where nobody else is in the carrier's queue.
     */
    @Test
    @SuppressWarnings("ThreadPriorityCheck") // that is what it is about
    void whoPausesGoesOnBesideThoseWhoOnlyRead() {
        startBusy(number -> {
            if (number % 2 == 0) {
                GiveWay.pause(turns.incrementAndGet(number) % 16 == 0);
            } else {
                turns.incrementAndGet(number);
                GiveWay.goOn();
                Thread.yield();
            }
        });
        for (int i = 0; i < 5; i++) {
            long before = pauses();
            Await.until("some of those who pause go on", () -> pauses() - before > 100_000);
        }
    }

    private long pauses() {
        return IntStream.range(0, BUSY / 2).mapToLong(i -> turns.get(2 * i)).sum();
    }

    private static void pauses(int times) {
        for (int i = 0; i < times; i++) {
            GiveWay.pause(i % 16 == 0);
        }
    }
}
