package dev.lanner.internal.server;

/**
 * The two kinds of thread that a connection can have. Among a few, a platform thread is the cheaper one to wait with: it
 * blocks in the system, which wakes it, where a virtual one is woken by its carrier, that by the JDK's poller, and that by
 * the system. Where many are ready at a time, virtual ones go from one to the next without the system.
 */
final class ThreadKind {
    /**
     * So many connections are few. On two processors one cost 0.4 times as much with a platform thread, four 0.8, six 0.9,
     * eight 1.1; on a single one two cost 0.8 times as much, and four 1.3. More processors were not measured.
     */
    private static final int FEW = Math.min(2 * Runtime.getRuntime().availableProcessors(), 4);

    private ThreadKind() {}

    /** For a calling thread that waits for requests of HTTP/1.1 most of its time. */
    static boolean isOtherBetter(int connections) {
        return Thread.currentThread().isVirtual() ? connections <= FEW : connections > 2 * FEW;
    }

    /** The kind that the calling thread is not; a platform thread keeps the JVM no more alive than a virtual one. */
    static Thread.Builder other() {
        return Thread.currentThread().isVirtual() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    }
}
