package dev.lanner.server;

import java.time.Duration;

/** Range checks of options, with messages that name the option and its range. */
final class Require {
    private Require() {}

    static int range(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }

    static long range(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    option + " is " + value + "; it must be from " + min + (max == Long.MAX_VALUE ? "" : " to " + max));
        }
        return value;
    }

    static Duration range(String option, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }
}
