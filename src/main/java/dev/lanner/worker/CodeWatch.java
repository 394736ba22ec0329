package dev.lanner.worker;

import java.nio.file.Files;

/**
 * Notices that the files of an application are others than those that were loaded, and have come to rest. Used by the ticker
 * alone.
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
     * @param loaded the stamp of the files when they were loaded
     */
    boolean hasChanged(AppCode code, String loaded) {
        ticks++;
        if (ticks % TICKS != 0 || !Files.exists(code.files().getFirst())) {
            return false;
        }
        String before = seen;
        seen = code.stamp();
        if (seen.equals(loaded)) {
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
