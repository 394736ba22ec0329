package dev.lanner.soak;

import dev.lanner.soak.Trend.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Many clients, good and bad, at one server for a while; then what was lost, wrong or leaked, and where memory, threads and
 * descriptors were going. See {@code tools/soak}.
 *
 * <p>The server has a process of its own ({@link SoakServer}), so that what it holds is its own. After a warm-up everybody
 * goes home, and what it holds then is what it must come back to.
 */
final class Soak {
    /** For what never comes. */
    private static final long PATIENCE_SECONDS = 150;

    private static final int POINTS = 60;
    private static final int SHORTEST_STEP_SECONDS = 2;

    private final ServerProcess server;
    private final long seconds;
    private final Report report;
    private final List<Point> points = new ArrayList<>();

    private Soak(ServerProcess server, long seconds, Report report) {
        this.server = server;
        this.seconds = seconds;
        this.report = report;
    }

    /** @param arguments for how many seconds, the seed (or none for another one each time), and a folder to work in */
    public static void main(String... arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        long seed = arguments[1].isEmpty() ? new Random().nextInt(1_000_000) : Long.parseLong(arguments[1]);
        Path folder = Path.of(arguments[2]);
        Path files = Files.createDirectories(folder.resolve("files"));
        SoakFiles.write(files);
        boolean good;
        try (ServerProcess server = ServerProcess.start(files, folder.resolve("server.log"))) {
            Report report = new Report(System.out);
            report.begin(seed, seconds, server.pid());
            good = new Soak(server, seconds, report).run(seed);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(long seed) throws IOException, InterruptedException {
        Tally warming = new Tally();
        Crowd first = new Crowd(server.ports(), seed, warming).begin();
        TimeUnit.SECONDS.sleep(Math.clamp(seconds / 6, 10, 30));
        report.stuck(first.end());
        Measure before = settled();
        report.faults("in the warm-up", warming);
        report.heading();
        report.point("before", before);

        Tally tally = new Tally();
        Crowd crowd = new Crowd(server.ports(), seed + 1, tally).begin();
        watch();
        report.stuck(crowd.end());
        Measure after = awaitBackTo(before);
        report.point("after", after);

        report.requests(tally);
        report.fates(crowd.fates());
        report.trends(points);
        report.faults("", tally);
        report.text("connections ended by: " + server.ended());
        report.leaks(before, after);
        report.hidden(server.hidden());
        report.log(server.log());
        report.stopped(server.stop());
        return report.verdict();
    }

    private void watch() throws IOException, InterruptedException {
        long step = TimeUnit.SECONDS.toNanos(Math.max(SHORTEST_STEP_SECONDS, seconds / POINTS));
        long began = System.nanoTime();
        for (long next = began + step; next - began <= TimeUnit.SECONDS.toNanos(seconds); next += step) {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            double second = (System.nanoTime() - began) / 1e9;
            points.add(new Point(second, server.measure()));
            report.point(String.format("%.0f", second), points.getLast().measure());
        }
    }

    /** When everybody has gone, and what they had is given back. */
    private Measure settled() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Measure last = server.measure();
        while (true) {
            TimeUnit.SECONDS.sleep(1);
            Measure now = server.measure();
            boolean same = now.footprint().virtualThreads() == last.footprint().virtualThreads()
                    && now.footprint().descriptors() == last.footprint().descriptors();
            if (now.isQuiet() && same || isInVain(began)) {
                return now;
            }
            last = now;
        }
    }

    private Measure awaitBackTo(Measure before) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Measure now = server.measure();
        while (!now.isBackTo(before) && !isInVain(began)) {
            TimeUnit.SECONDS.sleep(1);
            now = server.measure();
        }
        return now;
    }

    private static boolean isInVain(long began) {
        return System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }
}
