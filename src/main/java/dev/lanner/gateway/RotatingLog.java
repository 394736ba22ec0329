package dev.lanner.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of bounded size: when it is full it becomes {@code NAME.1}, that one {@code NAME.2}, and so on, and the oldest goes.
 * A line stays in one file. For any number of threads.
 */
final class RotatingLog extends OutputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final Path file;
    private final long bytesMax;
    private final int files;
    private OutputStream out;
    private long size;

    /**
     * A log that is opened at the first write, behind what is there.
     *
     * @param bytesMax from where a file is full; it ends with the line that is begun
     * @param files how many there are, this one included
     */
    RotatingLog(Path file, long bytesMax, int files) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.files = files;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        lock.lock();
        try {
            open();
            int end = from + length;
            int at = from;
            while (at < end) {
                int to = size + (end - at) <= bytesMax ? end : endOfLine(bytes, at, end);
                out.write(bytes, at, to - at);
                size += to - at;
                at = to;
                if (size >= bytesMax && bytes[to - 1] == '\n') {
                    rotate();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Behind the next line end. */
    private static int endOfLine(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return Math.min(end, at + 1);
    }

    private void open() throws IOException {
        if (out == null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            size = Files.size(file);
        }
    }

    private void rotate() throws IOException {
        out.close();
        out = null;
        for (int i = files - 1; i >= 1; i--) {
            Path from = i == 1 ? file : numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(file); // there may be one file alone
        open();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (out != null) {
                out.close();
                out = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
