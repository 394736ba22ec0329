package dev.lanner.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** The files that the server serves; their content follows from their number. */
final class SoakFiles {
    static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

    private static final int[] LENGTHS = {0, 1, 1_000, 16_384, 100_000, 1 << 20, 8 << 20};
    static final int COUNT = LENGTHS.length;

    private SoakFiles() {}

    static long length(int file) {
        return LENGTHS[file];
    }

    static Pattern pattern(int file) {
        return new Pattern(~file);
    }

    static String path(int file) {
        return "/files/" + file + ".bin";
    }

    /** Writes all of them into a folder. */
    static void write(Path folder) throws IOException {
        for (int file = 0; file < COUNT; file++) {
            Path path = folder.resolve(file + ".bin");
            Files.write(path, pattern(file).bytes(0, LENGTHS[file]));
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
        }
    }
}
