package dev.lanner.internal.http2;

import dev.lanner.feature.DataRate;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;

/**
 * Holds the client to a rate in one direction of one stream. Costs nothing until somebody waits: most streams never do.
 *
 * <p>Guarded by the lock of what is waited for, but for the rate itself, which belongs to the application's thread.
 */
final class StreamPace {
    private final Deadlines deadlines;
    private final Phase phase;
    private final Runnable onExpired;
    private volatile DataRate rate;
    private Pace pace;

    /** @param onExpired runs on the ticker's thread when the client is too slow */
    StreamPace(Deadlines deadlines, Phase phase, DataRate rate, Runnable onExpired) {
        this.deadlines = deadlines;
        this.phase = phase;
        this.rate = rate;
        this.onExpired = onExpired;
    }

    DataRate rate() {
        return rate;
    }

    /** From the next wait on, with that rate's grace. */
    void rate(DataRate newRate) {
        rate = newRate;
    }

    /** A wait for the client begins. */
    void begin() {
        if (pace == null) {
            pace = deadlines.add(phase, expired -> onExpired.run());
        }
        DataRate now = rate;
        if (pace.rate() != now) {
            pace.reset(now);
        }
        pace.begin(0);
    }

    /** It is over. */
    void end() {
        pace.end(0);
    }

    /** Bytes have moved. */
    void earn(int bytes) {
        if (pace != null) {
            pace.earn(bytes);
        }
    }

    /** The stream is over. */
    void release() {
        if (pace != null) {
            deadlines.remove(pace);
        }
    }
}
