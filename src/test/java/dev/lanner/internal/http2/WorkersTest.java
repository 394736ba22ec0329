package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    private static final int REQUESTS = 100;

    private final AtomicLong nanos = new AtomicLong();
    private final Workers workers = new Workers("c1", () -> {}, nanos::get);
    private final CountDownLatch ended = new CountDownLatch(REQUESTS);

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException nobodyDoesThat) {
            throw new AssertionError(nobodyDoesThat);
        }
    }

    @Test
    void runsEachOnceOnFewThreads() {
        AtomicInteger runs = new AtomicInteger();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < REQUESTS; i++) {
            workers.add(worker -> {
                threads.add(Thread.currentThread());
                runs.incrementAndGet();
                ended.countDown();
            });
        }
        workers.begin();

        await(ended);
        assertThat(runs).hasValue(REQUESTS);
        assertThat(threads)
                .hasSizeLessThan(REQUESTS)
                .allMatch(thread -> thread.getName().equals("c1"));
    }

    /** Each of the first ones waits until all the others have ended. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, REQUESTS - 1})
    void goesOnWithoutThoseThatBlock(int blocking) {
        CountDownLatch others = new CountDownLatch(REQUESTS - blocking);
        for (int i = 0; i < REQUESTS; i++) {
            boolean blocks = i < blocking;
            workers.add(worker -> {
                if (blocks) {
                    await(others);
                } else {
                    others.countDown();
                }
                ended.countDown();
            });
        }
        workers.begin();

        await(ended);
    }

    @Test
    void flushesWhatWasLeftToOthersWhenTheyBlock() {
        CountDownLatch flushedForAll = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger left = new AtomicInteger();
        Workers flushing = new Workers(
                "c1",
                () -> {
                    if (left.get() > 0) {
                        flushedForAll.countDown();
                    }
                },
                nanos::get);
        flushing.add(worker -> {
            assertThat(flushing.willFlush()).isTrue();
            left.incrementAndGet();
            both.countDown();
        });
        flushing.add(worker -> {
            await(flushedForAll);
            both.countDown();
        });
        flushing.begin();

        await(both);
    }

    @Test
    void leavesNothingToNobody() {
        CountDownLatch one = new CountDownLatch(1);
        workers.add(worker -> {
            assertThat(workers.willFlush()).isFalse();
            one.countDown();
        });
        workers.begin();

        await(one);
        workers.begin();
        assertThat(workers.willFlush()).isFalse();
    }

    /** One that fails takes no other with it. */
    @Test
    void goesOnBehindOneThatFails() {
        CountDownLatch second = new CountDownLatch(1);
        workers.add(worker -> Thread.currentThread().setUncaughtExceptionHandler((thread, expected) -> {}));
        workers.add(worker -> {
            throw new IllegalStateException("expected");
        });
        workers.add(worker -> second.countDown());
        workers.begin();

        await(second);
    }

    @Test
    void finishRunsWhatWaits() {
        CountDownLatch one = new CountDownLatch(1);
        workers.add(worker -> one.countDown());
        workers.finish();

        await(one);
    }

    /** Each takes longer than a response may wait for those behind it. */
    @Test
    void leavesNothingToOthersWhenItHasBeenBusyForAWhile() {
        for (int i = 0; i < REQUESTS; i++) {
            workers.add(worker -> {
                assertThat(worker.leavesFlush(nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(10))))
                        .isFalse();
                ended.countDown();
            });
        }
        workers.begin();

        await(ended);
    }
}
