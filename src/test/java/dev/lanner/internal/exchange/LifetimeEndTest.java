package dev.lanner.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That nothing of an exchange happens to its connection once the exchange has ended, with or without its lock. */
class LifetimeEndTest {
    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicInteger unwatches = new AtomicInteger();

    private interface Call {
        void of(String method) throws Exception;
    }

    /** A wire that does nothing but tell what is asked of it. */
    private static Wire wire(Call onCall) {
        return (Wire) Proxy.newProxyInstance(
                Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (proxy, method, arguments) -> {
                    onCall.of(method.getName());
                    return method.getReturnType() == boolean.class ? false : null;
                });
    }

    private void count(String method) {
        switch (method) {
            case "abort" -> aborts.incrementAndGet();
            case "watch" -> watches.incrementAndGet();
            case "unwatch" -> unwatches.incrementAndGet();
            default -> {}
        }
    }

    private Lifetime lifetime() {
        return new Lifetime(wire(this::count), new ReentrantLock(), true);
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

    @ParameterizedTest
    @ValueSource(strings = {"abort", "watch"})
    void theEndWaitsForWhoeverIsAtIt(String what) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Lifetime lifetime = new Lifetime(
                wire(method -> {
                    if (method.equals(what)) {
                        entered.countDown();
                        mayGoOn.await();
                        assertThat(ended).isFalse();
                    }
                }),
                new ReentrantLock(),
                true);
        Thread asking = Thread.ofVirtual().start(what.equals("abort") ? lifetime::abort : lifetime::aborted);
        entered.await();
        Thread ending = Thread.ofVirtual().start(() -> {
            lifetime.end();
            ended.set(true);
        });
        while (ending.getState() != Thread.State.WAITING) {
            assertThat(ended).isFalse();
            Thread.onSpinWait();
        }
        mayGoOn.countDown();
        ending.join();
        asking.join();
        assertThat(ended).isTrue();
    }
}
