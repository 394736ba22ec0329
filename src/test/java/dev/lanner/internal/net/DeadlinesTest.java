package dev.lanner.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.DataRate;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.server.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Deadlines and paces on a clock that the test turns. */
class DeadlinesTest {
    private static final Logger LOGGER = Logger.getLogger("lanner.server");

    private final ManualClock clock = ManualClock.ofExamples();
    private final Deadlines deadlines = new Deadlines(clock);
    private final List<Phase> expired = new ArrayList<>();
    private final Deadline deadline = deadlines.add(expired::add);

    private void pass(long millis) {
        clock.advance(Duration.ofMillis(millis));
        deadlines.tick();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void neverTooEarlyAndAtMostATickTooLate() {
        for (Phase phase : Phase.values()) {
            expired.clear();
            deadline.arm(phase, millis(1_000));
            pass(1_000);
            assertThat(expired).isEmpty();
            pass(101);
            assertThat(expired).containsExactly(phase);
            pass(10_000);
            assertThat(expired).hasSize(1);
        }
    }

    @Test
    void disarmedAndRearmed() {
        deadline.arm(Phase.BODY, millis(1_000));
        deadline.disarm();
        pass(5_000);
        assertThat(expired).isEmpty();
        deadline.arm(Phase.BODY, millis(1_000));
        pass(900);
        deadline.arm(Phase.DRAIN, millis(1_000));
        pass(900);
        assertThat(expired).isEmpty();
        pass(201);
        assertThat(expired).containsExactly(Phase.DRAIN);
    }

    @Test
    void aSecondOfAStandstillCounts() {
        deadline.arm(Phase.HEAD, millis(2_000));
        clock.advance(Duration.ofMinutes(5));
        deadlines.slept(TimeUnit.MINUTES.toNanos(5));
        deadlines.tick();
        assertThat(expired).isEmpty();
        pass(900);
        assertThat(expired).isEmpty();
        pass(201);
        assertThat(expired).containsExactly(Phase.HEAD);
    }

    @Test
    void aTickThatIsLateIsNoStandstill() {
        deadline.arm(Phase.HEAD, millis(800));
        clock.advance(Duration.ofSeconds(1));
        deadlines.slept(TimeUnit.SECONDS.toNanos(1));
        deadlines.tick();
        assertThat(expired).containsExactly(Phase.HEAD);
    }

    @Test
    void removedIsNotLookedAt() {
        deadline.arm(Phase.HEAD, 0);
        deadlines.remove(deadline);
        pass(5_000);
        assertThat(expired).isEmpty();
    }

    @Test
    void oneThatFailsDoesNotHarmTheOthers() {
        LOGGER.setLevel(Level.OFF);
        try {
            AtomicInteger ticks = new AtomicInteger();
            for (int i = 0; i < 5; i++) {
                deadlines
                        .add(phase -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .arm(Phase.HEAD, 0);
            }
            deadlines.everyTick(() -> {
                throw new AssertionError("on purpose");
            });
            deadlines.everyTick(ticks::incrementAndGet);
            deadline.arm(Phase.HEAD, 0);
            pass(200);
            assertThat(expired).containsExactly(Phase.HEAD);
            assertThat(ticks).hasValue(1);
        } finally {
            LOGGER.setLevel(null);
        }
    }

    private Pace pace(int bytesPerSecond, int graceSeconds) {
        Pace pace = deadlines.add(Phase.BODY, expired::add);
        pace.reset(new DataRate(bytesPerSecond, Duration.ofSeconds(graceSeconds)));
        return pace;
    }

    @Test
    void graceIsForAllWaitsTogether() {
        Pace pace = pace(100, 5);
        for (int i = 0; i < 4; i++) {
            pace.begin(0);
            pass(1_000);
            pace.end(0);
        }
        pace.begin(0);
        pass(1_000);
        assertThat(expired).isEmpty();
        pass(101);
        assertThat(expired).containsExactly(Phase.BODY);
    }

    @Test
    void bytesEarnTimeAtTheRate() {
        Pace pace = pace(100, 1);
        pace.begin(0);
        pass(1_000);
        pace.end(300);
        pace.begin(0);
        pass(3_000);
        assertThat(expired).isEmpty();
        pass(101);
        assertThat(expired).containsExactly(Phase.BODY);
    }

    @Test
    void noMoreThanAMinuteIsEarned() {
        Pace pace = pace(100, 1);
        pace.begin(0);
        pace.end(Long.MAX_VALUE);
        pace.begin(0);
        pass(60_000);
        assertThat(expired).isEmpty();
        pass(101);
        assertThat(expired).containsExactly(Phase.BODY);
    }

    @Test
    void aStandstillUsesUpASecond() {
        Pace pace = pace(100, 5);
        pace.begin(0);
        clock.advance(Duration.ofMinutes(5));
        deadlines.slept(TimeUnit.MINUTES.toNanos(5));
        pass(3_000);
        pace.end(0);
        pace.begin(0);
        pass(1_000);
        assertThat(expired).isEmpty();
        pass(101);
        assertThat(expired).containsExactly(Phase.BODY);
    }

    @Test
    void timeBetweenWaitsIsFree() {
        Pace pace = pace(100, 1);
        pace.begin(0);
        pace.end(0);
        pass(100_000);
        pace.begin(0);
        pass(1_000);
        assertThat(expired).isEmpty();
    }

    @Test
    void pendingBytesHaveTimeAtTheRate() {
        Pace pace = pace(100, 1);
        pace.begin(200);
        pass(3_000);
        assertThat(expired).isEmpty();
        pass(101);
        assertThat(expired).containsExactly(Phase.BODY);
    }

    @Test
    void noRateNoDeadline() {
        Pace pace = deadlines.add(Phase.BODY, expired::add);
        pace.reset(DataRate.NONE);
        pace.begin(0);
        pass(TimeUnit.DAYS.toMillis(2));
        pace.end(0);
        assertThat(expired).isEmpty();
        assertThat(pace.rate()).isSameAs(DataRate.NONE);
    }
}
