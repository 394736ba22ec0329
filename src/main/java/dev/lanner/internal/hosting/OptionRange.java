package dev.lanner.internal.hosting;

import java.time.Duration;
import java.util.Objects;

/** Holds what an option is given to its range. */
public final class OptionRange {
    private OptionRange() {}

    /** @throws IllegalArgumentException if out of range, with a sentence that says so */
    public static int of(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw outOf(option, value, min, max);
        }
        return value;
    }

    /** @throws IllegalArgumentException if out of range, with a sentence that says so */
    public static Duration of(String option, Duration value, Duration min, Duration max) {
        Objects.requireNonNull(value, option);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw outOf(option, value, min, max);
        }
        return value;
    }

    private static IllegalArgumentException outOf(String option, Object value, Object min, Object max) {
        return new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + max);
    }
}
