package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.net.StackRoom;
import dev.lanner.internal.server.Await;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Waiting with a lock, by threads that are interrupted, and at the end of their stacks. */
class WaitersTest {
    private final ReentrantLock lock = ShortLock.outer();
    private final Waiters waiters = new Waiters(lock);
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean changed;

    /** Until it has changed; whether the thread is interrupted then. */
    private boolean awaitChange() {
        lock.lock();
        try {
            while (!changed) {
                waiting.incrementAndGet();
                waiters.await();
            }
        } finally {
            lock.unlock();
        }
        return Thread.interrupted();
    }

    private void change() {
        lock.lock();
        try {
            changed = true;
            waiters.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitWaiting(int count) {
        Await.until(count + " wait", () -> {
            lock.lock();
            try {
                return waiting.get() == count;
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void wakesAllThatWait() throws Exception {
        Future<Boolean> first = Await.async(this::awaitChange);
        Future<Boolean> second = Await.async(this::awaitChange);
        awaitWaiting(2);

        change();

        assertThat(Await.result(first)).isFalse();
        assertThat(Await.result(second)).isFalse();
    }

    @Test
    void anInterruptIsPutAsideWhileItWaits() throws Exception {
        Thread[] thread = new Thread[1];
        Future<Boolean> one = Await.async(() -> {
            thread[0] = Thread.currentThread();
            return awaitChange();
        });
        awaitWaiting(1);

        thread[0].interrupt();
        change();

        assertThat(Await.result(one)).isTrue();
        assertThat(waiting).hasValue(1);
    }

    /** Tries to wait from the end of its stack up, until it can. */
    private final class Deep {
        private static final int STRIDE = 64;
        private int failed;
        private boolean done;

        @SuppressWarnings("InfiniteRecursion") // that is what it is for
        int down(int depth) {
            try {
                return down(depth + 1) + 1;
            } catch (StackOverflowError end) {
                if (!done && depth % STRIDE == 0) {
                    attempt();
                }
                throw end;
            }
        }

        private void attempt() {
            StackRoom.require();
            try {
                awaitChange();
                done = true;
            } catch (StackOverflowError deep) {
                failed++;
                assertThat(lock.isHeldByCurrentThread()).isFalse();
                throw deep;
            }
        }

        int failures() {
            try {
                return down(0);
            } catch (StackOverflowError end) {
                return done ? failed : -1;
            }
        }
    }

    @Test
    void whoCantWaitLeavesTheLockAndNobodyBehind() throws Exception {
        Future<Boolean> before = Await.async(this::awaitChange);
        awaitWaiting(1);
        Future<Integer> deep = Await.async(() -> new Deep().failures());
        Await.until("it has found out", () -> waiting.get() > 1);
        Future<Boolean> behind = Await.async(this::awaitChange);
        Await.until("the last one waits", () -> waiting.get() > 2);

        change();

        assertThat(Await.result(before)).isFalse();
        assertThat(Await.result(behind)).isFalse();
        assertThat(Await.result(deep)).isNotNegative();
    }
}
