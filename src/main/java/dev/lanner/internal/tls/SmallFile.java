package dev.lanner.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that is small if it is what it is taken for: certificates, a key, a password. */
public final class SmallFile {
    /** A hundred times what a chain and a key take. */
    private static final int SIZE_MAX = 1_048_576;

    private SmallFile() {}

    /**
     * The content of a file, or of a pipe.
     *
     * @throws IOException in one sentence, also if it is too large
     */
    public static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder, not a file");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(SIZE_MAX + 1);
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(file + " may not be read by this user", denied);
        } catch (IOException failed) {
            throw new IOException(file + " can't be read: " + failed.getMessage(), failed);
        }
        if (content.length > SIZE_MAX) {
            throw new IOException(file + " is too large for a certificate or a key: more than " + SIZE_MAX + " bytes");
        }
        return content;
    }
}
