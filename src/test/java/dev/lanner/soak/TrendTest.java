package dev.lanner.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.attack.Footprint;
import dev.lanner.soak.Trend.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** A soak finds what grows, and nothing in what does not. */
class TrendTest {
    private static Trend trend(IntToLongFunction connections) {
        List<Point> points = new ArrayList<>();
        for (int second = 2; second <= 60; second += 2) {
            points.add(new Point(
                    second, new Measure(connections.applyAsLong(second), 0, new Footprint(0, 0, 0, 0), 0, 0)));
        }
        return Trend.of(points, Measure::connections);
    }

    @Test
    void leakRises() {
        Trend trend = trend(second -> 100 + second * 3L);

        assertThat(trend.perSecond()).isEqualTo(3);
        assertThat(trend.isRising(30)).isTrue();
    }

    @Test
    void leakBehindNoiseRises() {
        Random random = new Random(1);

        assertThat(trend(second -> 100 + second * 3L + random.nextInt(20)).isRising(30))
                .isTrue();
    }

    @Test
    void noiseDoesNotRise() {
        Random random = new Random(1);

        assertThat(trend(second -> 100 + random.nextInt(60)).isRising(30)).isFalse();
    }

    @Test
    void fewHighPointsAtTheEndDoNotRise() {
        assertThat(trend(second -> second > 54 ? 1_000 : 100).isRising(30)).isFalse();
    }

    @Test
    void beginningDoesNotCount() {
        assertThat(trend(second -> Math.min(second, 30) * 100L).isRising(30)).isFalse();
    }
}
