package dev.lanner.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of requests. Used by all clients at once. */
final class Tally {
    private static final int NAMED = 20;

    /** What can become of a request. */
    enum Outcome {
        ASKED,
        ANSWERED,
        /** The server has said that it was not looked at, and it was asked again. */
        AGAIN,
        /** The client has given it up by RST_STREAM. */
        CANCELLED,
        LOST,
        WRONG
    }

    private final Map<Way, Map<Kind, Map<Outcome, LongAdder>>> counts = new EnumMap<>(Way.class);
    private final List<String> faults = new ArrayList<>();
    private final LongAdder bytes = new LongAdder();

    Tally() {
        for (Way way : Way.values()) {
            Map<Kind, Map<Outcome, LongAdder>> kinds = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
                for (Outcome outcome : Outcome.values()) {
                    outcomes.put(outcome, new LongAdder());
                }
                kinds.put(kind, outcomes);
            }
            counts.put(way, kinds);
        }
    }

    void count(Way way, Kind kind, Outcome outcome) {
        counts.get(way).get(kind).get(outcome).increment();
    }

    void answered(Way way, Ask ask) {
        count(way, ask.kind(), Outcome.ANSWERED);
        bytes.add(ask.content().length()
                + (ask.upload() == null ? 0 : ask.upload().length()));
    }

    /** @param outcome LOST or WRONG */
    void fault(Way way, Kind kind, Outcome outcome, String what) {
        count(way, kind, outcome);
        synchronized (faults) {
            if (faults.size() < NAMED) {
                faults.add(outcome + ": " + way + " " + kind + " " + what);
            }
        }
    }

    void lost(Way way, Ask ask, String why) {
        fault(way, ask.kind(), Outcome.LOST, ask + ": " + why);
    }

    void wrong(Way way, Ask ask, String what) {
        fault(way, ask.kind(), Outcome.WRONG, ask + ": " + what);
    }

    long sum(Way way, Kind kind, Outcome outcome) {
        return counts.get(way).get(kind).get(outcome).sum();
    }

    long sum(Kind kind, Outcome outcome) {
        long sum = 0;
        for (Way way : Way.values()) {
            sum += sum(way, kind, outcome);
        }
        return sum;
    }

    long sum(Outcome outcome) {
        long sum = 0;
        for (Kind kind : Kind.values()) {
            sum += sum(kind, outcome);
        }
        return sum;
    }

    /** Content both ways of the requests that were answered. */
    long bytes() {
        return bytes.sum();
    }

    /** The first of those that were lost or wrong. */
    List<String> faults() {
        synchronized (faults) {
            return List.copyOf(faults);
        }
    }
}
