package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The pool never gives one array to two, and never holds more than its share. */
class BufferPoolTest {
    private static final int SIZE = 64;

    private final BufferPool pool = new BufferPool(SIZE);

    @Test
    void whatWasGivenBackIsTakenAgain() {
        byte[] array = pool.take();
        assertThat(array).hasSize(SIZE);
        assertThat(pool.take()).isNotSameAs(array);
        pool.give(array);
        assertThat(pool.take()).isSameAs(array);
        assertThat(pool.take()).isNotSameAs(array);
    }

    @Test
    void otherArraysAreLetGo() {
        byte[] other = new byte[SIZE + 1];
        pool.give(other);
        pool.give(null);
        assertThat(pool.take()).isNotNull().hasSize(SIZE);
    }

    @Test
    void holdsFewHoweverManyAreBrought() {
        for (int i = 0; i < 10_000; i++) {
            byte[] array = new byte[SIZE];
            array[0] = 1;
            pool.give(array);
        }
        int held = 0;
        while (pool.take()[0] == 1) {
            held++;
        }
        assertThat(held).isBetween(1, 4); // of the places that one thread looks at
    }

    @Test
    void twoNeverHaveOneArray() throws Exception {
        List<Callable<Integer>> users = new ArrayList<>();
        for (int user = 1; user <= 40; user++) {
            byte mark = (byte) user;
            users.add(() -> use(mark));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> disturbed : threads.invokeAll(users)) {
                assertThat(disturbed.get()).isZero();
            }
        }
    }

    /** How often somebody else has written into an array that this user had. */
    @SuppressWarnings("ThreadPriorityCheck") // so that another user comes in between
    private int use(byte mark) {
        Random random = new Random(mark);
        int disturbed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] array = pool.take();
            array[0] = mark;
            array[SIZE - 1] = mark;
            if (random.nextInt(4) == 0) {
                Thread.yield();
            }
            disturbed += array[0] == mark && array[SIZE - 1] == mark ? 0 : 1;
            pool.give(array);
        }
        return disturbed;
    }
}
