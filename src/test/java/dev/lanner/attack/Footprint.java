package dev.lanner.attack;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds of the machine. Tests run one after the other, so what is held after an attack and was not
 * before is the attack's.
 *
 * @param threads platform threads
 * @param virtualThreads those that have begun and not ended
 * @param descriptors open files and sockets
 * @param heapBytes in use after a collection
 */
record Footprint(int threads, long virtualThreads, long descriptors, long heapBytes) {
    /** Classes that were loaded, code that was compiled, and the like. */
    private static final long HEAP_SLACK = 8 << 20;

    /** Threads of the Java machine come and go: those of the pool for virtual threads, of compilers, of the collector. */
    private static final int THREAD_SLACK = 4;

    static Footprint now() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return new Footprint(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                virtualThreadCount(),
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount(),
                runtime.totalMemory() - runtime.freeMemory());
    }

    private static long virtualThreadCount() {
        try {
            Path folder = Files.createTempDirectory("threads");
            Path dump = folder.resolve("dump");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
                try (Stream<String> lines = Files.lines(dump)) {
                    return lines.filter(line -> line.startsWith("#") && line.contains("\" virtual"))
                            .count();
                }
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether this is no more than before. */
    boolean isBackTo(Footprint before) {
        return threads <= before.threads + THREAD_SLACK
                && virtualThreads <= before.virtualThreads
                && descriptors <= before.descriptors
                && heapBytes <= before.heapBytes + HEAP_SLACK;
    }
}
