package dev.lanner.soak;

import dev.lanner.attack.Footprint;
import dev.lanner.internal.server.TestServer;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the server has at a moment, as it is told from process to process.
 *
 * @param connections that have a place
 * @param requests that run
 * @param footprint what its process holds of the machine
 * @param directBytes of buffers outside of the heap
 * @param residentBytes of the process; 0 where the system does not tell
 */
record Measure(long connections, long requests, Footprint footprint, long directBytes, long residentBytes) {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE = 4_096;
    private static final int FIELDS = 8;

    /** The Java machine keeps a buffer for each of its threads that has read or written. */
    private static final long DIRECT_SLACK = 1 << 20;

    /** In the server's process. */
    static Measure of(TestServer server) throws IOException {
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        long resident =
                Files.isReadable(STATM) ? Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE : 0;
        return new Measure(server.open(), server.edge().running(), Footprint.now(), direct, resident);
    }

    String line() {
        return connections + " " + requests + " " + footprint.threads() + " " + footprint.virtualThreads() + " "
                + footprint.descriptors() + " " + footprint.heapBytes() + " " + directBytes + " " + residentBytes;
    }

    static Measure parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(line);
        }
        long[] numbers = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            numbers[i] = Long.parseLong(fields[i]);
        }
        Footprint footprint = new Footprint((int) numbers[2], numbers[3], numbers[4], numbers[5]);
        return new Measure(numbers[0], numbers[1], footprint, numbers[6], numbers[7]);
    }

    /** Whether no client is there any more, as far as the server knows. */
    boolean isQuiet() {
        return connections == 0 && requests == 0;
    }

    /** Whether this is no more than before. */
    boolean isBackTo(Measure before) {
        return isQuiet() && footprint.isBackTo(before.footprint) && directBytes <= before.directBytes + DIRECT_SLACK;
    }
}
