package dev.lanner.internal.net;

import java.time.Instant;

/** Where time comes from, so that tests can bring their own. For any number of threads. */
public interface Clock {
    /** The system's. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }
    };

    /** Monotonic time for deadlines: only differences mean something. */
    long nanos();

    /** The time of day, for {@code Date} and for people; never for deadlines, since it can jump. */
    Instant instant();
}
