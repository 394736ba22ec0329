package dev.lanner.worker;

import java.nio.file.Files;

/**
 * Notices that the files of an application are others than those that the last start has found, and have come to rest. Used by
 * the ticker alone.
 */
final class CodeWatch {
    /** Between two looks, which read what the file system says of every file. */
    private static final int TICKS = 5;

    private int ticks;
    private String seen;

    /** What was told last, null for nothing: a change that does not start is not tried again and again. */
    private String told;

    /**
     * Whether there is a change that was not told yet. While the application itself is away there is none: it is just being
     * replaced.
     *
     * @param found by the last start
     */
    boolean hasChanged(FoundCode found) {
        ticks++;
        if (ticks % TICKS != 0 || !Files.exists(found.code().files().getFirst())) {
            return false;
        }
        String before = seen;
        seen = found.code().stamp();
        if (seen.equals(found.stamp())) {
            told = null;
            return false;
        }
        if (!seen.equals(before) || seen.equals(told)) {
            return false;
        }
        told = seen;
        return true;
    }
}
