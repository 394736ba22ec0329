package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.LogCapture;
import dev.lanner.internal.net.Transport;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedThreadsTest {
    private static final int MEMBERS = 20;
    private static final int TURNS = 200;

    private final SharedThreads shared = new SharedThreads(new Sharing(3, 0, 0, 1));
    private final CountDownLatch running = new CountDownLatch(MEMBERS);
    private final AtomicInteger together = new AtomicInteger();

    /** What one does in a turn. */
    private interface Turn {
        /** Whether there is something to do. */
        boolean take(int turn);
    }

    /** Takes turns until it has had all of them, alone if it is left alone. */
    private final class Counted extends SharedThreads.Member {
        private final Turn turn;
        private final AtomicBoolean busy = new AtomicBoolean();
        private volatile int turns;

        Counted(Turn turn) {
            this.turn = turn;
        }

        @Override
        boolean serveAlone() {
            if (!goesOn()) {
                return false;
            }
            shared.join(this);
            return true;
        }

        @Override
        boolean takeTurnAsMember() {
            together.incrementAndGet();
            return goesOn();
        }

        private boolean goesOn() {
            assertThat(busy.compareAndSet(false, true)).as("one turn at a time").isTrue();
            int now = turns + 1;
            turns = now;
            boolean stays = false;
            try {
                stays = turn.take(now) && now < TURNS;
            } finally {
                busy.set(false);
                if (!stays) {
                    running.countDown();
                }
            }
            return stays;
        }
    }

    private List<Counted> begin(int count, Turn turn) {
        List<Counted> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(begin(turn));
        }
        return members;
    }

    private Counted begin(Turn turn) {
        Counted member = new Counted(turn);
        Thread.ofVirtual().start(() -> shared.serve(member));
        return member;
    }

    @Test
    void givesEachAllOfItsTurns() throws Exception {
        List<Counted> members = begin(MEMBERS, turn -> true);
        running.await();
        assertThat(members).allMatch(member -> member.turns == TURNS);
        assertThat(together.get()).isPositive();
    }

    @Test
    void asksNobodyWhoHasLeft() throws Exception {
        List<Counted> members = begin(MEMBERS, turn -> turn < 50);
        running.await();
        assertThat(members).allMatch(member -> member.turns == 50);
    }

    /** Each of those that block waits until all the others have had all of their turns. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, MEMBERS - 1})
    void goesOnWithoutThoseThatBlock(int blocking) throws Exception {
        CountDownLatch others = new CountDownLatch(MEMBERS - blocking);
        List<Counted> blocked = begin(blocking, turn -> {
            if (turn == 20) {
                await(others);
            }
            return true;
        });
        begin(MEMBERS - blocking, turn -> {
            if (turn == TURNS) {
                others.countDown();
            }
            return true;
        });
        running.await();
        assertThat(blocked).allMatch(member -> member.turns == TURNS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("one of a test, not to worry about", null, false, false);
        }
    }

    @Test
    void goesOnAfterOneThatFails() throws Exception {
        try (LogCapture log = LogCapture.of("lanner.server", Level.SEVERE)) {
            List<Counted> failing = begin(MEMBERS / 2, turn -> {
                if (turn == 20) {
                    throw new Broken();
                }
                return true;
            });
            List<Counted> members = begin(MEMBERS / 2, turn -> true);
            running.await();
            assertThat(members).allMatch(member -> member.turns == TURNS);
            assertThat(failing).allMatch(member -> member.turns == 20);
            assertThat(log.texts()).isNotEmpty().containsOnly("the server failed at the end of a connection's turn");
        }
    }

    @Test
    void thoseThatPauseAreACrowd() throws Exception {
        CountDownLatch paused = new CountDownLatch(3);
        CountDownLatch released = new CountDownLatch(1);
        Transport transport = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, pause, arguments) -> {
                    paused.countDown();
                    await(released);
                    return null;
                });
        assertThat(shared.isCrowded()).isFalse();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofVirtual().start(() -> shared.pause(transport)));
        }
        paused.await();
        assertThat(shared.isCrowded()).isTrue();
        released.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shared.isCrowded()).isFalse();
    }

    @Test
    void thoseThatWaitAreACrowd() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(shared.isCrowded()).isFalse();
            shared.join(new Counted(turn -> false));
        }
        assertThat(shared.isCrowded()).isTrue();
        begin(turn -> turn < 2);
        Await.until("all have left", () -> !shared.isCrowded());
    }
}
