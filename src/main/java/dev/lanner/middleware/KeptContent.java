package dev.lanner.middleware;

import dev.lanner.feature.ResponseBodyFeature;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The content of a small file as it was read a moment ago.
 *
 * <p>Immutable, for any number of threads.
 */
final class KeptContent implements FileContent {
    private final byte[] bytes;
    private final BasicFileAttributes attributes;

    /**
     * Takes it over.
     *
     * @param bytes all of it
     * @param attributes as they were when it was read
     */
    KeptContent(byte[] bytes, BasicFileAttributes attributes) {
        this.bytes = bytes;
        this.attributes = attributes;
    }

    @Override
    public BasicFileAttributes attributes() {
        return attributes;
    }

    @Override
    public void sendTo(ResponseBodyFeature body, long from, long length) throws IOException {
        body.stream().write(bytes, (int) from, (int) length);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
