package dev.lanner.middleware;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * The files that were found lately, by the paths that were asked for, so that a busy file is not looked up for each request.
 *
 * <p>Only what exists gets in, and each path has one place, which it shares with many others: whoever asks for many paths
 * makes us look them up, but never makes this grow.
 *
 * <p>For any number of threads. Two that find the same file at once both keep it; the later one stays.
 */
final class RecentFiles {
    private static final int PLACES = 1_024;

    /** In a folder with a link to itself there is no end of longer paths that exist. */
    private static final int PATH_MAX = 256;

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(PLACES);
    private final long trustedNanos;
    private final LongSupplier nanos;

    private record Entry(String path, FoundFile file, long since) {}

    /**
     * Nothing was found yet.
     *
     * @param trustedFor how long what was found counts; zero for not at all
     * @param nanos monotonic time
     */
    RecentFiles(Duration trustedFor, LongSupplier nanos) {
        this.trustedNanos = trustedFor.toNanos();
        this.nanos = nanos;
    }

    /** Null if nothing was found by that path lately. */
    FoundFile get(String path) {
        Entry entry = entries.get(place(path));
        boolean counts = entry != null && entry.path.equals(path) && nanos.getAsLong() - entry.since < trustedNanos;
        return counts ? entry.file : null;
    }

    /** From now on a file counts as found, unless it could not be told from another one that takes its place. */
    void add(String path, FoundFile file) {
        if (trustedNanos > 0 && path.length() <= PATH_MAX && file.isDistinct()) {
            entries.set(place(path), new Entry(path, file, nanos.getAsLong()));
        }
    }

    private static int place(String path) {
        int hash = path.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
