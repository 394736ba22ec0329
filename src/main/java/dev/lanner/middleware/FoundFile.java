package dev.lanner.middleware;

import java.util.List;

/**
 * What a path leads to, if that is a file: the file and the compressed ones beside it.
 *
 * <p>Immutable but for what its representations remember. For any number of threads.
 *
 * @param contentType its type, as the path's ending has it
 * @param plain the file itself
 * @param compressed its siblings, the better codings first
 */
record FoundFile(String contentType, Representation plain, List<Representation> compressed) {
    /**
     * The representation that a client prefers (RFC 9110 §12.5.3).
     *
     * @param accepted the request's {@code Accept-Encoding}, null if it has none
     */
    Representation choose(String accepted) {
        if (compressed.isEmpty()) {
            return plain;
        }
        ContentCoding chosen = ContentCoding.choose(
                accepted, compressed.stream().map(Representation::coding).toList());
        for (Representation representation : compressed) {
            if (representation.coding() == chosen) {
                return representation;
            }
        }
        return plain;
    }

    /** Whether the file system tells each of its files from every other. */
    boolean isDistinct() {
        return plain.found().attributes().fileKey() != null
                && compressed.stream()
                        .allMatch(sibling -> sibling.found().attributes().fileKey() != null);
    }
}
