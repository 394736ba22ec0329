package dev.lanner.feature;

import java.util.Map;

/** A place for what should live as long as the connection. Given by the edge and the in-memory server. */
@FunctionalInterface
public interface ConnectionItemsFeature {
    /**
     * The items, shared by all requests of the connection, for any number of threads.
     *
     * @return always the same map
     */
    Map<Object, Object> items();
}
