package dev.lanner.fuzz;

import java.time.Duration;
import java.util.Random;

/**
 * Runs one check on many inputs: for about 3 seconds, or as long as {@code -Dlanner.fuzz.time=PT10M} says. Each input has
 * a seed of its own, which is named when the check fails; {@code -Dlanner.fuzz.seed=} begins with that one.
 */
public final class Fuzz {
    private static final Duration TIME = Duration.parse(System.getProperty("lanner.fuzz.time", "PT3S"));
    private static final long SEED = Long.getLong("lanner.fuzz.seed", 1);

    /** However slow the machine is, this many inputs are tried. */
    private static final int INPUTS_MIN = 1_000;

    /** What must hold for every input. */
    @FunctionalInterface
    public interface Check {
        /** Makes an input of the random numbers, and throws if something does not hold. */
        void run(Random random) throws Exception;
    }

    private Fuzz() {}

    /** Runs the check, and says how often. */
    public static long run(Check check) {
        long end = System.nanoTime() + TIME.toNanos();
        long inputs = 0;
        while (inputs < INPUTS_MIN || System.nanoTime() - end < 0) {
            long seed = SEED + inputs;
            try {
                check.run(new Random(seed * 0x9E3779B97F4A7C15L));
            } catch (Exception | AssertionError failed) {
                throw new AssertionError("reproduce with -Dlanner.fuzz.seed=" + seed + ": " + failed, failed);
            }
            inputs++;
        }
        return inputs;
    }
}
