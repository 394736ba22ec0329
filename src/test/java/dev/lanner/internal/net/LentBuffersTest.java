package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.server.ChildJvm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** No buffer is lent to two, and there are never more than were allowed. */
class LentBuffersTest {
    private static final int SIZE = 1_024;

    @Test
    void noMoreAreLentThanThereAre() {
        LentBuffers buffers = new LentBuffers(2, SIZE);
        ByteBuffer first = buffers.take();
        ByteBuffer second = buffers.take();
        assertThat(first.isDirect()).isTrue();
        assertThat(first.capacity()).isEqualTo(SIZE);
        assertThat(second).isNotSameAs(first);
        assertThat(buffers.take()).isNull();
        assertThat(buffers.take()).isNull();
        first.putInt(7);
        buffers.give(first);
        assertThat(buffers.take()).isSameAs(first);
        assertThat(first.remaining()).isEqualTo(SIZE);
        assertThat(buffers.take()).isNull();
    }

    @Test
    void noneIsLentToTwo() throws Exception {
        LentBuffers buffers = new LentBuffers(3, SIZE);
        List<Callable<Integer>> borrowers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int mark = i;
            borrowers.add(() -> {
                int lent = 0;
                for (int round = 0; round < 20_000; round++) {
                    ByteBuffer buffer = buffers.take();
                    if (buffer != null) {
                        buffer.putInt(0, mark);
                        Thread.onSpinWait();
                        assertThat(buffer.getInt(0)).isEqualTo(mark);
                        buffers.give(buffer);
                        lent++;
                    }
                }
                return lent;
            });
        }
        int lent = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> done : threads.invokeAll(borrowers)) {
                lent += done.get();
            }
        }
        assertThat(lent).isPositive();
        for (int i = 0; i < 3; i++) {
            assertThat(buffers.take()).isNotNull();
        }
        assertThat(buffers.take()).isNull();
    }

    @Test
    void takeTheirPartOfMemoryAndNoMore() throws Exception {
        assertThat(takenBy("-Xmx40m")).isEqualTo(2);
        assertThat(takenBy("-Xmx80m")).isEqualTo(4);
        assertThat(takenBy("-Xmx2g")).isEqualTo(32);
    }

    @Test
    void noneIsLentOfMemoryThatIsNotThere() throws Exception {
        assertThat(takenBy("-Xmx2g", "-XX:MaxDirectMemorySize=1600k")).isEqualTo(3);
        assertThat(takenBy("-Xmx2g", "-XX:MaxDirectMemorySize=100k")).isZero();
    }

    private static int takenBy(String... options) throws Exception {
        List<String> command = ChildJvm.command(Taker.class);
        command.addAll(1, List.of(options));
        command.add(1, "-XX:+UseSerialGC");
        try (ChildJvm child = ChildJvm.start(command)) {
            return Integer.parseInt(child.line("taken "));
        }
    }

    /** Says how many it gets. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) {
            List<ByteBuffer> taken = new ArrayList<>();
            for (ByteBuffer next = LentBuffers.SHARED.take(); next != null; next = LentBuffers.SHARED.take()) {
                taken.add(next);
            }
            System.out.println("taken " + taken.size());
        }
    }
}
