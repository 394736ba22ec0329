package dev.lanner.attack;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
public record Footprint(int threads, long virtualThreads, long descriptors, long heapBytes) {
    /** Classes that were loaded, code that was compiled, and the like. */
    private static final long HEAP_SLACK = 8 << 20;

    /** Threads of the Java machine come and go: those of the pool for virtual threads, of compilers, of the collector. */
    private static final int THREAD_SLACK = 4;

    public static Footprint now() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return new Footprint(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                virtualThreadCount(),
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount(),
                runtime.totalMemory() - runtime.freeMemory());
    }

    /** By the list that the Java machine keeps for its thread dumps; making such a dump beside a busy server has crashed it. */
    private static long virtualThreadCount() {
        try {
            Object root = Class.forName("jdk.internal.vm.ThreadContainers")
                    .getMethod("root")
                    .invoke(null);
            Object threads = Class.forName("jdk.internal.vm.ThreadContainer")
                    .getMethod("threads")
                    .invoke(root);
            return ((Stream<?>) threads)
                    .filter(thread -> ((Thread) thread).isVirtual())
                    .count();
        } catch (ReflectiveOperationException unknown) {
            throw new LinkageError("the tests run with --add-exports java.base/jdk.internal.vm (pom.xml)", unknown);
        }
    }

    /** Whether this is no more than before. */
    public boolean isBackTo(Footprint before) {
        return threads <= before.threads + THREAD_SLACK
                && virtualThreads <= before.virtualThreads
                && descriptors <= before.descriptors
                && heapBytes <= before.heapBytes + HEAP_SLACK;
    }
}
