package dev.lanner.middleware;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * One of the forms in which a file can be sent (RFC 9110 §3.2): as it is, or in a coding. Remembers its validators for as
 * long as the file stays the same.
 *
 * <p>For any number of threads.
 */
final class Representation {
    private final FileTree.Found found;
    private final ContentCoding coding;
    private volatile Validators validators;

    /** @param coding null for the file as it is */
    Representation(FileTree.Found found, ContentCoding coding) {
        this.found = found;
        this.coding = coding;
    }

    /** Where it was found. */
    FileTree.Found found() {
        return found;
    }

    /** Null for the file as it is. */
    ContentCoding coding() {
        return coding;
    }

    /**
     * The validators of the file as it is now.
     *
     * @param attributes of the file that was found, read anew
     * @param now the present time
     */
    Validators validators(BasicFileAttributes attributes, Instant now) {
        Validators known = validators;
        if (known == null || !known.areOf(attributes)) {
            known = Validators.of(attributes, coding == null ? "" : "-" + coding.name(), now);
            validators = known;
        }
        return known;
    }
}
