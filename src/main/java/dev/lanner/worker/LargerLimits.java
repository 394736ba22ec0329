package dev.lanner.worker;

import dev.lanner.server.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The limits of requests that an application asks for in vain, since the worker's are smaller. */
final class LargerLimits {
    private static final List<Limit> ALL = List.of(
            new Limit("bodyBytes", Limits::bodyBytes),
            new Limit("requestLineBytes", Limits::requestLineBytes),
            new Limit("headerBytes", Limits::headerBytes),
            new Limit("headerCount", Limits::headerCount),
            new Limit("trailerBytes", Limits::trailerBytes),
            new Limit("trailerCount", Limits::trailerCount));

    /**
     * A limit.
     *
     * @param name its key in configurations
     * @param value reads it
     */
    private record Limit(String name, ToLongFunction<Limits> value) {}

    private LargerLimits() {}

    /** Both values of each, as in {@code limits.bodyBytes 200 (here 100)}; empty if there is none. */
    static String told(Limits asked, Limits worker) {
        List<String> told = new ArrayList<>();
        for (Limit limit : ALL) {
            long wanted = limit.value.applyAsLong(asked);
            long holds = limit.value.applyAsLong(worker);
            if (wanted > holds) {
                told.add("limits." + limit.name + " " + wanted + " (here " + holds + ")");
            }
        }
        return String.join(", ", told);
    }
}
