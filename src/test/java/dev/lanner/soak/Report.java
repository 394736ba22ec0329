package dev.lanner.soak;

import dev.lanner.soak.Tally.Outcome;
import dev.lanner.soak.Trend.Point;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** Prints what a soak has found, and keeps what is not as it must be. */
final class Report {
    private static final double MIB = 1 << 20;

    /** By how much chance alone may change what streams have: about as many as all clients together may open. */
    private static final int STREAMS = 240;

    private static final int LOG_LINES = 10;

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void text(String line) {
        out.println(line);
    }

    void begin(long seed, long seconds, long pid) {
        out.printf("soak: seed %d, %d s, server process %d%n%n", seed, seconds, pid);
    }

    void heading() {
        out.printf(
                "%8s %11s %8s %8s %8s %11s %9s %11s %13s%n",
                "second",
                "connections",
                "requests",
                "threads",
                "virtual",
                "descriptors",
                "heap MiB",
                "direct MiB",
                "resident MiB");
    }

    void point(String when, Measure measure) {
        out.printf(
                "%8s %11d %8d %8d %8d %11d %9.1f %11.1f %13.1f%n",
                when,
                measure.connections(),
                measure.requests(),
                measure.footprint().threads(),
                measure.footprint().virtualThreads(),
                measure.footprint().descriptors(),
                measure.footprint().heapBytes() / MIB,
                measure.directBytes() / MIB,
                measure.residentBytes() / MIB);
    }

    void requests(Tally tally) {
        out.printf(
                "%n%-48s %9s %9s %7s %9s %5s %5s  %s%n",
                "what",
                "asked",
                "answered",
                "again",
                "cancelled",
                "lost",
                "wrong",
                "answered by http/1.1, with TLS, h2, with TLS");
        for (Kind kind : Kind.values()) {
            row(kind.words(), outcome -> tally.sum(kind, outcome));
            out.print(" ");
            for (Way way : Way.values()) {
                out.printf(" %8d", tally.sum(way, kind, Outcome.ANSWERED));
            }
            out.println();
        }
        row("all", tally::sum);
        out.printf("  %.1f GiB of content%n", tally.bytes() / MIB / 1_024);
        long open = tally.sum(Outcome.ASKED);
        for (Outcome outcome : Outcome.values()) {
            open -= outcome == Outcome.ASKED ? 0 : tally.sum(outcome);
        }
        require(open == 0, open + " requests of which nobody knows what became");
    }

    private void row(String name, ToLongFunction<Outcome> sum) {
        out.printf(
                "%-48s %9d %9d %7d %9d %5d %5d",
                name,
                sum.applyAsLong(Outcome.ASKED),
                sum.applyAsLong(Outcome.ANSWERED),
                sum.applyAsLong(Outcome.AGAIN),
                sum.applyAsLong(Outcome.CANCELLED),
                sum.applyAsLong(Outcome.LOST),
                sum.applyAsLong(Outcome.WRONG));
    }

    void fates(Map<Fate.Turn, LongAdder> fates) {
        out.println("\nhostile conversations by their end: " + fates);
    }

    void trends(List<Point> points) {
        out.printf("%n%-16s %12s %16s%n", "second half", "median", "slope per minute");
        trend(points, "connections", 1, 30, Measure::connections);
        trend(points, "requests", 1, STREAMS, Measure::requests);
        trend(points, "threads", 1, 8, measure -> measure.footprint().threads());
        trend(
                points,
                "virtual threads",
                1,
                STREAMS,
                measure -> measure.footprint().virtualThreads());
        trend(points, "descriptors", 1, STREAMS, measure -> measure.footprint().descriptors());
        trend(points, "heap MiB", MIB, 24, measure -> measure.footprint().heapBytes());
        trend(points, "direct MiB", MIB, 8, Measure::directBytes);
        trend(points, "resident MiB", MIB, 128, Measure::residentBytes);
    }

    private void trend(List<Point> points, String name, double unit, double slack, ToLongFunction<Measure> what) {
        Trend trend = Trend.of(points, what);
        boolean rising = trend.isRising(slack * unit);
        out.printf(
                "%-16s %12.1f %+16.2f%s%n",
                name, trend.typical() / unit, trend.perSecond() * 60 / unit, rising ? "  rising" : "");
        require(!rising, name + " are rising");
    }

    void faults(String when, Tally tally) {
        tally.faults().forEach(fault -> out.println(fault + " " + when));
        require(tally.sum(Outcome.LOST) == 0, tally.sum(Outcome.LOST) + " lost " + when);
        require(tally.sum(Outcome.WRONG) == 0, tally.sum(Outcome.WRONG) + " wrong " + when);
    }

    void stuck(long clients) {
        require(clients == 0, clients + " clients can neither send nor go");
    }

    void leaks(Measure before, Measure after) {
        require(after.isBackTo(before), "something has leaked: see the lines \"before\" and \"after\"");
    }

    void hidden(long count) {
        require(count == 0, count + " smuggled requests were run");
    }

    /** @param lines that say more than where the server listens */
    void log(List<String> lines) {
        lines.stream().limit(LOG_LINES).forEach(line -> out.println("log: " + line));
        require(lines.isEmpty(), "the server had to log " + lines.size() + " lines");
    }

    void stopped(String report) {
        require(report.equals("0 0"), "the stop had something to do: " + report);
    }

    private void require(boolean good, String failure) {
        if (!good) {
            failures.add(failure.strip());
        }
    }

    /** True if all is well. */
    boolean verdict() {
        out.println(failures.isEmpty() ? "\nnothing lost, nothing wrong, nothing leaked" : "\nFAILED: " + failures);
        return failures.isEmpty();
    }
}
