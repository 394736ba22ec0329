package dev.lanner.feature;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which features the requests (or connections) of one kind of server have, and how each is made for one of them.
 *
 * <p>A server builds its table once; a {@link FeatureCollection} with it costs nothing for a feature that nobody asks
 * for. The table is also the server's published list: {@link #types()}.
 *
 * <p>Immutable, for any number of threads.
 *
 * @param <S> for whom features are made
 */
public final class FeatureTable<S> {
    private final Map<Class<?>, Function<? super S, ?>> makers;

    private FeatureTable(Map<Class<?>, Function<? super S, ?>> makers) {
        this.makers = makers;
    }

    /**
     * An empty table to begin with.
     *
     * @param <S> for whom features are made
     * @return the table
     */
    public static <S> FeatureTable<S> empty() {
        return new FeatureTable<>(Map.of());
    }

    /**
     * This table and one feature more.
     *
     * @param <T> the feature's type
     * @param type the feature's interface
     * @param maker makes the feature for an owner; null means that this owner does not have it
     * @return a new table
     */
    public <T> FeatureTable<S> with(Class<T> type, Function<? super S, ? extends T> maker) {
        Map<Class<?>, Function<? super S, ?>> more = new HashMap<>(makers);
        more.put(type, maker);
        return new FeatureTable<>(more);
    }

    /**
     * This table without all features but some.
     *
     * @param types the features to keep
     * @return a new table
     * @throws IllegalArgumentException if the table lacks one of them
     */
    public FeatureTable<S> only(Class<?>... types) {
        Map<Class<?>, Function<? super S, ?>> fewer = new HashMap<>(makers);
        fewer.keySet().retainAll(Set.of(types));
        if (fewer.size() < types.length) {
            throw new IllegalArgumentException("the table lacks a feature of " + Arrays.toString(types));
        }
        return new FeatureTable<>(fewer);
    }

    /**
     * The types of the features that this table can make.
     *
     * @return the types, in no order
     */
    public Set<Class<?>> types() {
        return Set.copyOf(makers.keySet());
    }

    Object make(Class<?> type, S owner) {
        Function<? super S, ?> maker = makers.get(type);
        return maker == null ? null : maker.apply(owner);
    }
}
