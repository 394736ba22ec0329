package dev.lanner.middleware;

import dev.lanner.http.HttpDate;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What tells one version of a file from another (RFC 9110 §8.8), as fields have it.
 *
 * @param size the file's size in bytes
 * @param changed when it was changed, as the file system has it; null if that is in the future
 * @param tag its entity tag, strong, in its quotes
 * @param modified when it was changed, in whole seconds
 * @param lastModified the same as {@code Last-Modified} has it
 */
record Validators(long size, FileTime changed, String tag, Instant modified, String lastModified) {
    /**
     * Those of a file.
     *
     * @param suffix tells codings of one file apart; may be empty
     * @param now the present time: no file was changed later than that (RFC 9110 §8.8.2.1)
     */
    static Validators of(BasicFileAttributes attributes, String suffix, Instant now) {
        FileTime changed = attributes.lastModifiedTime();
        Instant modified = changed.toInstant();
        boolean ahead = modified.isAfter(now);
        Instant second = (ahead ? now : modified).truncatedTo(ChronoUnit.SECONDS);
        return new Validators(
                attributes.size(),
                ahead ? null : changed,
                EntityTag.of(attributes, attributes.size(), suffix),
                second,
                HttpDate.format(second));
    }

    /** Whether the file is still that version. One that was changed in the future is another one each time. */
    boolean areOf(BasicFileAttributes attributes) {
        return attributes.size() == size && attributes.lastModifiedTime().equals(changed);
    }
}
