package dev.lanner.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Features by their type: of one request, of one connection, or of a server.
 *
 * <p>A look-up asks in this order: what was set here, what the {@link FeatureTable} of the owner makes, and the
 * collection to fall back to, if there is one (for a request, its connection's). What a table makes is kept, so that a second look-up
 * gives the same object. A removed feature is gone for this collection even if the table or the fallback has it.
 *
 * <p>Flat arrays and a linear search by identity: there are some twenty features, and a request asks for few of them.
 *
 * <p>Not for several threads at once.
 */
public final class FeatureCollection {
    /** Stands in the place of a feature that was removed. */
    private static final Object REMOVED = new Object();

    /** Enough for a request that is routed and answered. */
    private static final int FEW = 4;

    private static final Class<?>[] NO_TYPES = {};
    private static final Object[] NO_FEATURES = {};

    /** Makes features for {@link #owner}; null where there is none. */
    private final FeatureTable<Object> table;

    private final Object owner;
    private final FeatureCollection fallback;
    private Class<?>[] types = NO_TYPES;
    private Object[] features = NO_FEATURES;
    private int size;
    private int revision;

    /** An empty collection without a fallback. */
    public FeatureCollection() {
        this(null, null, null);
    }

    /**
     * An empty collection that falls back to another.
     *
     * @param fallback asked for what is missing here; null for none
     */
    public FeatureCollection(FeatureCollection fallback) {
        this(null, null, fallback);
    }

    private FeatureCollection(FeatureTable<Object> table, Object owner, FeatureCollection fallback) {
        this.table = table;
        this.owner = owner;
        this.fallback = fallback;
    }

    /**
     * A collection whose features are made when they are first asked for.
     *
     * @param <S> the type of the owner
     * @param table which features there are
     * @param owner for whom the table makes them
     * @param fallback asked for what is missing here; null for none
     * @return the collection
     */
    @SuppressWarnings("unchecked") // the table is only ever asked with this owner
    public static <S> FeatureCollection of(FeatureTable<S> table, S owner, FeatureCollection fallback) {
        return new FeatureCollection((FeatureTable<Object>) table, owner, fallback);
    }

    /**
     * The feature of a type.
     *
     * @param <T> the type
     * @param type the feature's interface
     * @return the feature, or null if there is none
     */
    public <T> T get(Class<T> type) {
        for (int i = 0; i < size; i++) {
            if (types[i] == type) {
                return features[i] == REMOVED ? null : type.cast(features[i]);
            }
        }
        if (table != null) {
            Object made = table.make(type, owner);
            if (made != null) {
                put(type, made);
                return type.cast(made);
            }
        }
        return fallback == null ? null : fallback.get(type);
    }

    /**
     * The feature of a type, for callers that can't do without it.
     *
     * @param <T> the type
     * @param type the feature's interface
     * @return the feature, never null
     * @throws UnsupportedOperationException if this server does not give it
     */
    public <T> T require(Class<T> type) {
        T feature = get(type);
        if (feature == null) {
            throw new UnsupportedOperationException("this server does not give " + type.getSimpleName()
                    + " for this request; ask FeatureCollection.get for it first, which then answers null");
        }
        return feature;
    }

    /**
     * Puts a feature in the place of whatever had its type before.
     *
     * @param <T> the type
     * @param type the feature's interface
     * @param feature the feature
     */
    public <T> void set(Class<T> type, T feature) {
        put(type, Objects.requireNonNull(feature, "feature"));
        revision++;
    }

    /**
     * Removes the feature of a type, also where it would come from the fallback.
     *
     * @param type the feature's interface
     */
    public void remove(Class<?> type) {
        put(type, REMOVED);
        revision++;
    }

    /**
     * A number that grows with each {@link #set} and {@link #remove}, here and in the fallback, so that a view can keep
     * what it looked up for as long as the number stays.
     *
     * @return the number of changes
     */
    public int revision() {
        return fallback == null ? revision : revision + fallback.revision();
    }

    /**
     * Shows each feature that {@link #get} would give, those of the fallback included. Features that a table can make
     * are made.
     *
     * @param feature gets type and feature of each; the order has no meaning
     */
    public void forEach(BiConsumer<Class<?>, Object> feature) {
        for (Class<?> type : types()) {
            Object found = get(type);
            if (found != null) {
                feature.accept(type, found);
            }
        }
    }

    private List<Class<?>> types() {
        List<Class<?>> all = fallback == null ? new ArrayList<>() : fallback.types();
        if (table != null) {
            table.types().stream().filter(type -> !all.contains(type)).forEach(all::add);
        }
        for (int i = 0; i < size; i++) {
            if (!all.contains(types[i])) {
                all.add(types[i]);
            }
        }
        return all;
    }

    private void makeRoom() {
        if (size == 0) {
            types = new Class<?>[FEW];
            features = new Object[FEW];
        } else {
            types = Arrays.copyOf(types, size * 2);
            features = Arrays.copyOf(features, size * 2);
        }
    }

    private void put(Class<?> type, Object feature) {
        for (int i = 0; i < size; i++) {
            if (types[i] == type) {
                features[i] = feature;
                return;
            }
        }
        if (size == types.length) {
            makeRoom();
        }
        types[size] = Objects.requireNonNull(type, "type");
        features[size++] = feature;
    }
}
