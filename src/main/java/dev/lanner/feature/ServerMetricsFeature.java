package dev.lanner.feature;

/**
 * What a server has done since it was made, and what it does now, in figures. Given by the edge server, in its own
 * collection. For any number of threads.
 */
@FunctionalInterface
public interface ServerMetricsFeature {
    /**
     * The figures of this moment. They are read one after the other while the server goes on, so two of them may differ by
     * what happened in between. Asking costs a few microseconds.
     *
     * @return a snapshot
     */
    ServerMetrics metrics();
}
