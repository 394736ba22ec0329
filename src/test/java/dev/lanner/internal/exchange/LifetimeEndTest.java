package dev.lanner.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** That nothing of an exchange happens to its connection once the exchange has ended, with or without its lock. */
class LifetimeEndTest {
    private static final int TRIES = 3_000;

    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicInteger unwatches = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger late = new AtomicInteger();

    private final Wire wire = (Wire) Proxy.newProxyInstance(
            Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "abort" -> count(aborts);
                    case "watch" -> count(watches);
                    case "unwatch" -> unwatches.incrementAndGet();
                    default -> {
                        return method.getReturnType() == boolean.class ? false : null;
                    }
                }
                return null;
            });

    private void count(AtomicInteger calls) {
        calls.incrementAndGet();
        if (ended.get()) {
            late.incrementAndGet();
        }
    }

    private Lifetime lifetime() {
        return new Lifetime(wire, new ReentrantLock(), true);
    }

    @Test
    void afterItsEndAnExchangeCutsAndWatchesNothing() {
        Lifetime lifetime = lifetime();
        lifetime.end();
        lifetime.abort();
        lifetime.contentRead();
        lifetime.gone();
        lifetime.onAborted(() -> {
            throw new AssertionError("runs though the exchange has ended");
        });
        assertThat(lifetime.aborted()).isFalse();
        assertThat(aborts).hasValue(0);
        assertThat(watches).hasValue(0);
        assertThat(unwatches).hasValue(0);
    }

    @Test
    void whatIsWatchedIsNotWatchedAnyMoreAtTheEnd() {
        Lifetime lifetime = lifetime();
        assertThat(lifetime.aborted()).isFalse();
        lifetime.end();
        lifetime.end();
        assertThat(watches).hasValue(1);
        assertThat(unwatches).hasValue(1);
    }

    @Test
    void theEndWaitsForWhoeverCutsAtThatMoment() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            ended.set(false);
            Lifetime lifetime = lifetime();
            CyclicBarrier start = new CyclicBarrier(2);
            Thread other = Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    lifetime.abort();
                } catch (Exception impossible) {
                    late.incrementAndGet();
                }
            });
            start.await();
            lifetime.end();
            ended.set(true);
            other.join();
        }
        assertThat(late).hasValue(0);
    }
}
