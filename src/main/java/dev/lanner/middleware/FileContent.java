package dev.lanner.middleware;

import dev.lanner.feature.ResponseBodyFeature;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;

/** A file's content, and what is said about it: both belong to the same version of the same file. */
sealed interface FileContent extends Closeable permits OpenFile, KeptContent {
    /** The file's attributes. */
    BasicFileAttributes attributes();

    /** Writes a part of it, which lies within its size. */
    void sendTo(ResponseBodyFeature body, long from, long length) throws IOException;

    @Override
    void close() throws IOException;
}
