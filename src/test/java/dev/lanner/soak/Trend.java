package dev.lanner.soak;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Where something goes over time, by the second half of a run: the slope is the median of those between all pairs of points
 * (Theil and Sen), so that a few high points at its end make none.
 *
 * @param perSecond how much it rises in a second
 * @param rise how much it has risen in that half
 * @param typical its median
 */
record Trend(double perSecond, double rise, double typical) {
    /**
     * A point.
     *
     * @param second when it was measured
     */
    record Point(double second, Measure measure) {}

    static Trend of(List<Point> points, ToLongFunction<Measure> what) {
        List<Point> half = points.subList(points.size() / 2, points.size());
        double[] slopes = new double[half.size() * (half.size() - 1) / 2];
        double[] values = new double[half.size()];
        int count = 0;
        for (int i = 0; i < half.size(); i++) {
            values[i] = what.applyAsLong(half.get(i).measure());
            for (int j = 0; j < i; j++) {
                slopes[count++] = (values[i] - values[j])
                        / (half.get(i).second() - half.get(j).second());
            }
        }
        double slope = median(slopes);
        double time =
                half.isEmpty() ? 0 : half.getLast().second() - half.getFirst().second();
        return new Trend(slope, slope * time, median(values));
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return 0;
        }
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    /** Whether it rises by more than its share of chance: a quarter, and at least {@code slack}. */
    boolean isRising(double slack) {
        return rise > Math.max(slack, typical / 4);
    }
}
