package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the attacks are measured with sees what it is there to see. */
class FootprintTest {
    private final Footprint before = Footprint.now();

    @Test
    void nothing() {
        assertThat(Footprint.now().isBackTo(before)).isTrue();
    }

    @Test
    void memory() {
        byte[] held = new byte[20 << 20];
        try {
            assertThat(Footprint.now().isBackTo(before)).isFalse();
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    @Test
    void descriptors() throws IOException {
        try (SocketChannel held = SocketChannel.open()) {
            assertThat(held.isOpen()).isTrue();
            assertThat(Footprint.now().isBackTo(before)).isFalse();
        }
    }

    @Test
    void virtualThreads() throws InterruptedException {
        var end = new CountDownLatch(1);
        Thread held = Thread.ofVirtual().start(() -> {
            try {
                end.await();
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(Footprint.now().isBackTo(before)).isFalse();
        end.countDown();
        held.join();
    }
}
