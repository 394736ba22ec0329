package dev.lanner.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A file whose change means something. Used by the ticker alone. */
final class FileSign {
    private static final FileTime NOT_THERE = FileTime.fromMillis(0);

    private final Path file;
    private FileTime seen;

    /** @param file null for one that never changes */
    FileSign(Path file) {
        this.file = file;
        this.seen = changed();
    }

    private FileTime changed() {
        try {
            return file == null ? NOT_THERE : Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return NOT_THERE;
        }
    }

    /** Whether it is another one than at the last look. One that is gone says nothing. */
    boolean hasChanged() {
        FileTime before = seen;
        seen = changed();
        return !seen.equals(before) && !seen.equals(NOT_THERE);
    }
}
