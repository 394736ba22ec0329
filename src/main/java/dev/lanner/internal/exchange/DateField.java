package dev.lanner.internal.exchange;

import dev.lanner.http.HttpDate;
import dev.lanner.internal.net.Clock;
import java.time.Instant;

/** The value of {@code Date}, made once a second (RFC 9110 §6.6.1). For any number of threads. */
public final class DateField {
    private final Clock clock;
    private volatile Value value;

    private record Value(long second, String text) {}

    public DateField(Clock clock) {
        this.clock = clock;
        tick();
    }

    /** By the ticker: looks at the clock. */
    public void tick() {
        Instant now = clock.instant();
        Value seen = value;
        if (seen == null || seen.second != now.getEpochSecond()) {
            value = new Value(now.getEpochSecond(), HttpDate.format(now));
        }
    }

    /** As of the last tick. */
    public String text() {
        return value.text;
    }
}
