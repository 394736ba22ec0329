package dev.lanner.middleware;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * The contents of small files that are asked for again and again, so that such a file is looked at for each request, and
 * not opened, read and closed. What was read counts while the file has the size and the time of change that it had then,
 * and not for longer than what was found by its path.
 *
 * <p>A file that was changed just now is not kept: where the clock of a file system is coarse, it could be changed once more
 * and have the same time.
 *
 * <p>Each file has one place, which it shares with others; whoever is there first stays until its time is over. So this
 * never holds more than {@code PLACES * SIZE_MAX}, 8 MiB.
 *
 * <p>For any number of threads.
 */
final class SmallFiles {
    private static final int PLACES = 256;

    /** What is written in one piece with its head. */
    private static final int SIZE_MAX = 32_768;

    /** The coarsest clock of a file system that is in use, FAT's. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(PLACES);
    private final long trustedNanos;
    private final LongSupplier nanos;

    private record Entry(Representation of, KeptContent content, long since) {
        boolean isOf(Representation file, BasicFileAttributes now) {
            BasicFileAttributes then = content.attributes();
            return of == file
                    && now.size() == then.size()
                    && now.lastModifiedTime().equals(then.lastModifiedTime());
        }
    }

    /**
     * Nothing was read yet.
     *
     * @param trustedFor how long what was read counts at most; zero for not at all
     * @param nanos monotonic time
     */
    SmallFiles(Duration trustedFor, LongSupplier nanos) {
        this.trustedNanos = trustedFor.toNanos();
        this.nanos = nanos;
    }

    /**
     * The content that a file has which was found lately, read now or kept.
     *
     * @param now the present time
     * @return null if the file is gone, or another one is in its place
     */
    FileContent content(Representation file, Instant now) throws IOException {
        BasicFileAttributes attributes = file.found().now();
        if (attributes == null) {
            return null;
        }
        int place = place(file);
        Entry entry = entries.get(place);
        long time = nanos.getAsLong();
        boolean counts = entry != null && time - entry.since < trustedNanos;
        if (counts && entry.isOf(file, attributes)) {
            return entry.content;
        }
        OpenFile open = OpenFile.open(file.found());
        boolean keeps = open != null && (!counts || entry.of == file) && isKept(open.attributes(), now);
        return keeps ? kept(open, file, place, time) : open;
    }

    private boolean isKept(BasicFileAttributes attributes, Instant now) {
        return trustedNanos > 0
                && attributes.size() <= SIZE_MAX
                && attributes.lastModifiedTime().toInstant().isBefore(now.minus(SETTLED));
    }

    /** Reads a file and keeps what it has; the open file, if that does not work. */
    private FileContent kept(OpenFile open, Representation file, int place, long time) throws IOException {
        byte[] bytes = null;
        try {
            bytes = open.read();
        } finally {
            if (bytes != null) {
                open.close();
            }
        }
        if (bytes == null) {
            return open;
        }
        KeptContent content = new KeptContent(bytes, open.attributes());
        entries.set(place, new Entry(file, content, time));
        return content;
    }

    private static int place(Representation file) {
        int hash = file.found().path().hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
