package dev.lanner.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that takes an application offline for as long as it is there: its processes end, and its content is the answer.
 * Looked at by the ticker; for any number of threads.
 */
final class AppOffline {
    static final String NAME = "app_offline.htm";

    private static final int PAGE_MAX = 1_000_000;

    private final Path file;
    private volatile boolean there;

    AppOffline(Path folder) {
        this.file = folder.resolve(NAME);
        this.there = Files.exists(file);
    }

    /** Looks; true if it was not there before, and is now. */
    boolean look() {
        boolean was = there;
        there = Files.exists(file);
        return there && !was;
    }

    boolean isThere() {
        return there;
    }

    /** What is in it; null if it is not there. */
    byte[] page() {
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
