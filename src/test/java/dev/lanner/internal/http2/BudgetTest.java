package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.server.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final int CAPACITY = 10;

    private final ManualClock clock = ManualClock.ofExamples();
    private final AtomicInteger spent = new AtomicInteger();
    private final Budget budget = new Budget(clock, CAPACITY, spent::addAndGet);

    private void requireLeft(int points) throws Http2Exception {
        budget.spend(points);
        assertThatThrownBy(() -> budget.spend(1))
                .isInstanceOf(Http2Exception.class)
                .hasMessageContaining("TOO_MUCH_USELESS_WORK");
    }

    @Test
    void isSpent() throws Exception {
        budget.spend(4);

        requireLeft(6);
    }

    @Test
    void timeRefillsItToItsCapacity() throws Exception {
        budget.spend(10);
        clock.advance(Duration.ofMillis(250));
        budget.spend(5);
        clock.advance(Duration.ofHours(1));

        requireLeft(CAPACITY);
    }

    @Test
    void answeredRequestsRefillIt() throws Exception {
        budget.spend(10);
        budget.earn();

        requireLeft(5);
    }

    @Test
    void whoeverCountsIsToldOfWhatIsSpentAndNotOfFreeReplies() throws Exception {
        budget.spend(4);
        budget.earnReplies();
        budget.spendReply();
        budget.spend(1);

        assertThat(spent).hasValue(5);
    }

    /** Some clients say once or twice for each frame that there is room again. */
    @Test
    void contentPaysForItsReplies() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            budget.earnReplies();
            for (int reply = 0; reply < 10; reply++) {
                budget.spendReply();
            }
        }

        requireLeft(CAPACITY);
    }

    @Test
    void moreRepliesThanThatCost() throws Exception {
        budget.earnReplies();
        for (int reply = 0; reply < 12; reply++) {
            budget.spendReply();
        }

        requireLeft(CAPACITY - 2);
    }
}
