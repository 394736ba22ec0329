package dev.lanner.internal.exchange;

import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpDate;
import dev.lanner.internal.net.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** {@code Date}, made once a second (RFC 9110 §6.6.1). For any number of threads. */
public final class DateField {
    private final Clock clock;
    private volatile Value value;

    /** Made once, and only read from then on. */
    private static final class Value {
        private final long second;
        private final String text;
        private final byte[] line;

        private Value(Instant time) {
            second = time.getEpochSecond();
            text = HttpDate.format(time);
            line = (HeaderName.DATE + ": " + text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    public DateField(Clock clock) {
        this.clock = clock;
        tick();
    }

    /** By the ticker: looks at the clock. */
    public void tick() {
        Instant now = clock.instant();
        Value seen = value;
        if (seen == null || seen.second != now.getEpochSecond()) {
            value = new Value(now);
        }
    }

    /** The value as of the last tick. */
    public String text() {
        return value.text;
    }

    /** The field line with it as HTTP/1.1 writes it; not to be changed. */
    public byte[] line() {
        return value.line;
    }
}
