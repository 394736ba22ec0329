package dev.lanner.feature;

import java.time.Duration;

/**
 * The least speed at which a peer must send or take bytes while the server waits for it.
 *
 * <p>Waiting uses up an allowance that begins with {@code grace}; bytes that move earn it back at
 * {@code bytesPerSecond}, up to one minute (or {@code grace}, if longer), so that a fast start can't buy an hour of
 * silence.
 *
 * @param bytesPerSecond at least 1
 * @param grace how long a peer may be silent at the start; more than 0, at most one day
 */
public record DataRate(int bytesPerSecond, Duration grace) {
    /** No least speed. */
    public static final DataRate NONE = new DataRate(1, Duration.ofDays(1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public DataRate {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond is " + bytesPerSecond + "; it must be at least 1");
        }
        if (grace.isNegative() || grace.isZero() || grace.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("grace is " + grace + "; it must be more than 0 and at most one day");
        }
    }
}
