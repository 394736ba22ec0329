package dev.lanner.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In which order features are found, and what counts as a change. */
class FeatureCollectionTest {
    private static final FeatureTable<AtomicInteger> TABLE = FeatureTable.<AtomicInteger>empty()
            .with(String.class, made -> "made " + made.incrementAndGet())
            .with(Long.class, made -> null);

    private final AtomicInteger made = new AtomicInteger();
    private final FeatureCollection fallback = new FeatureCollection();
    private final FeatureCollection features = FeatureCollection.of(TABLE, made, fallback);

    @Test
    void nothing() {
        assertThat(new FeatureCollection().get(String.class)).isNull();
        assertThat(features.get(Integer.class)).isNull();
        assertThat(features.get(Long.class)).isNull();
    }

    @Test
    void tableMakesOnce() {
        assertThat(features.get(String.class)).isEqualTo("made 1").isSameAs(features.get(String.class));
        assertThat(made).hasValue(1);
    }

    @Test
    void tableOfSome() {
        assertThat(TABLE.only(String.class).types()).containsExactly(String.class);
        assertThatThrownBy(() -> TABLE.only(String.class, Integer.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Integer");
    }

    @Test
    void whatIsSetComesBeforeTheTableAndTheFallback() {
        fallback.set(String.class, "below");
        assertThat(features.get(String.class)).isEqualTo("made 1");
        features.set(String.class, "set");
        assertThat(features.get(String.class)).isEqualTo("set");
        assertThat(fallback.get(String.class)).isEqualTo("below");
    }

    @Test
    void fallbackIsLast() {
        fallback.set(Integer.class, 1);
        assertThat(features.get(Integer.class)).isEqualTo(1);
        features.set(Integer.class, 2);
        assertThat(features.get(Integer.class)).isEqualTo(2);
    }

    @Test
    void removedIsGoneEverywhere() {
        fallback.set(Integer.class, 1);
        features.remove(Integer.class);
        features.remove(String.class);

        assertThat(features.get(Integer.class)).isNull();
        assertThat(features.get(String.class)).isNull();
        assertThat(fallback.get(Integer.class)).isEqualTo(1);
        features.set(String.class, "again");
        assertThat(features.get(String.class)).isEqualTo("again");
    }

    @Test
    void revisionGrowsWithEachChangeHereAndBelow() {
        int before = features.revision();
        assertThat(features.get(String.class)).isNotNull();
        assertThat(features.revision()).isEqualTo(before);
        features.set(Integer.class, 1);
        assertThat(features.revision()).isEqualTo(before + 1);
        features.remove(Integer.class);
        assertThat(features.revision()).isEqualTo(before + 2);
        fallback.set(Integer.class, 1);
        assertThat(features.revision()).isEqualTo(before + 3);
    }

    @Test
    void iterationShowsWhatGetGives() {
        fallback.set(Integer.class, 1);
        fallback.set(Double.class, 1.0);
        fallback.set(String.class, "below");
        features.set(Character.class, 'c');
        features.remove(Double.class);
        Map<Class<?>, Object> seen = new HashMap<>();
        features.forEach((type, feature) -> assertThat(seen.put(type, feature)).isNull());

        assertThat(seen)
                .containsOnly(
                        Map.entry(Integer.class, 1),
                        Map.entry(String.class, "made 1"),
                        Map.entry(Character.class, 'c'));
    }

    @Test
    void manyFeatures() {
        Class<?>[] types = {Integer.class, Byte.class, Short.class, Double.class, Float.class, Character.class};
        fill(Integer.class, 1);
        fill(Byte.class, (byte) 1);
        fill(Short.class, (short) 1);
        fill(Double.class, 1.0);
        fill(Float.class, 1f);
        fill(Character.class, 'c');
        fill(CharSequence.class, "s");

        for (Class<?> type : types) {
            assertThat(features.get(type)).isInstanceOf(type);
        }
    }

    private <T> void fill(Class<T> type, T feature) {
        features.set(type, feature);
    }

    @Test
    void required() {
        features.set(Integer.class, 1);
        assertThat(features.require(Integer.class)).isEqualTo(1);
        assertThatThrownBy(() -> features.require(Double.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Double");
    }

    @Test
    void nullIsNoFeature() {
        assertThatNullPointerException().isThrownBy(() -> features.set(String.class, null));
    }

    @Test
    void tablesAreImmutable() {
        FeatureTable<Object> empty = FeatureTable.empty();
        FeatureTable<Object> one = empty.with(String.class, owner -> "first");
        FeatureTable<Object> other = one.with(String.class, owner -> "second");

        assertThat(empty.types()).isEmpty();
        assertThat(one.types()).containsExactly(String.class);
        assertThat(FeatureCollection.of(one, this, null).get(String.class)).isEqualTo("first");
        assertThat(FeatureCollection.of(other, this, null).get(String.class)).isEqualTo("second");
    }
}
