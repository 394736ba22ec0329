package dev.lanner.server;

import java.time.Duration;

/**
 * What became of the requests that were running when a server was told to stop.
 *
 * @param finished how many were answered whole
 * @param aborted how many were cut when the grace period ended
 * @param took how long the stop took
 */
public record StopReport(int finished, int aborted, Duration took) {
    /** The report of a stop that found nothing to stop. */
    public static final StopReport NOTHING = new StopReport(0, 0, Duration.ZERO);
}
