package dev.lanner.worker;

import dev.lanner.feature.ConnectionItemsFeature;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one run of an application keeps for connections. They live longer than the run, and the next one must not find
 * objects of classes that are not its own: so its items are apart, and forgotten with it. For any number of threads.
 */
final class ConnectionItems {
    private final Object key = new Object();
    private final Set<Place> places = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** In a connection's own items. */
    private static final class Place {
        private final WeakReference<Map<Object, Object>> connection;
        private final Map<Object, Object> items = new ConcurrentHashMap<>();

        Place(Map<Object, Object> connection) {
            this.connection = new WeakReference<>(connection);
        }
    }

    Map<Object, Object> of(ConnectionItemsFeature connection) {
        Map<Object, Object> all = connection.items();
        Place place = (Place) all.computeIfAbsent(key, first -> {
            Place made = new Place(all);
            places.add(made);
            return made;
        });
        return place.items;
    }

    /** No request runs any more. */
    void forget() {
        for (Place place : places.toArray(Place[]::new)) {
            Map<Object, Object> connection = place.connection.get();
            if (connection != null) {
                connection.remove(key);
            }
        }
    }
}
