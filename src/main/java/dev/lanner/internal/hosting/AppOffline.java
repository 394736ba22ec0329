package dev.lanner.internal.hosting;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that takes an application offline for as long as it is there: its processes end, and its content is the answer.
 * Looked at by the ticker; for any number of threads.
 */
public final class AppOffline {
    public static final String NAME = "app_offline.htm";

    private static final int PAGE_MAX = 1_000_000;

    private final Path file;
    private volatile boolean there;

    public AppOffline(Path folder) {
        this.file = folder.resolve(NAME);
        this.there = Files.exists(file);
    }

    /** Looks; true if it was not there before, and is now. */
    public boolean look() {
        boolean was = there;
        there = Files.exists(file);
        return there && !was;
    }

    public boolean isThere() {
        return there;
    }

    /** What is in it; null if it is not there. */
    public byte[] page() {
        if (!there) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PAGE_MAX);
        } catch (IOException gone) {
            return new byte[0];
        }
    }
}
