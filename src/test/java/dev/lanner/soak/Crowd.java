package dev.lanner.soak;

import dev.lanner.soak.Tally.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All clients of the soak, well-behaved and hostile, each with its own virtual thread and its own part of the chance that
 * the seed gives. There are always as many of each sort, so that what the server needs for them should not grow.
 */
final class Crowd {
    private static final int BEHAVED_PER_WAY = 3;
    private static final int UPGRADING = 2;
    private static final int TUNNELLING = 1;
    private static final int LATE = 3;
    private static final int VANISHING = 8;
    private static final int LINGERING = 48;
    private static final int FLOODING = 1;
    private static final int SMUGGLING = 1;

    /** For those who wait for what never comes: each gives up by itself, but who can't even send. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int LATE_TIMES = 150;
    private static final long LARGEST = 8 << 20;
    private static final long SMALL = 20_000;

    /** What a client does, on one connection after the other. */
    private interface Life {
        void live(Random random) throws IOException;
    }

    private final Line.Ports ports;
    private final Tally tally;
    private final Tally unjudged = new Tally();
    private final Map<Fate.Turn, LongAdder> fates = new TreeMap<>();
    private final Curfew curfew = new Curfew();
    private final Random seeds;
    private final List<Thread> threads = new ArrayList<>();

    Crowd(Line.Ports ports, long seed, Tally tally) {
        this.ports = ports;
        this.tally = tally;
        this.seeds = new Random(seed);
        for (Fate.Turn turn : Fate.Turn.values()) {
            fates.put(turn, new LongAdder());
        }
    }

    /** Lets all of them begin. */
    Crowd begin() {
        for (Way way : Way.values()) {
            many(BEHAVED_PER_WAY, random -> behave(way, random));
        }
        many(UPGRADING, this::upgrade);
        many(TUNNELLING, this::tunnel);
        many(LATE, this::comeLate);
        many(VANISHING, random -> beHostile(Fate.quick(random), random));
        many(LINGERING, random -> beHostile(Fate.lasting(random), random));
        many(FLOODING, this::flood);
        many(SMUGGLING, this::smuggle);
        return this;
    }

    /** Has everybody go home, and waits until they have; how many have not come, since the server does not let them. */
    long end() throws IOException, InterruptedException {
        curfew.ring();
        Instant latest = Instant.now().plus(PATIENCE);
        for (Thread thread : threads) {
            thread.join(Duration.between(Instant.now(), latest));
        }
        return threads.stream().filter(Thread::isAlive).count();
    }

    /** How many conversations have met each fate. */
    Map<Fate.Turn, LongAdder> fates() {
        return fates;
    }

    private void many(int count, Life life) {
        for (int i = 0; i < count; i++) {
            Random random = new Random(seeds.nextLong());
            threads.add(Thread.ofVirtual().start(() -> {
                while (!curfew.isOver()) {
                    live(life, random);
                }
            }));
        }
    }

    private void live(Life life, Random random) {
        try {
            life.live(random);
        } catch (IOException | WrongAnswer noted) {
            // By whom it has happened to.
        } catch (RuntimeException | Error ours) {
            ours.printStackTrace();
            tally.fault(Way.HTTP1, Kind.DOWNLOAD, Outcome.WRONG, "because of a client's own fault: " + ours);
        }
    }

    private Line open(Way way, Random random) throws IOException {
        return Line.open(ports, way, random, curfew);
    }

    private static Way way(boolean http2, Random random) {
        if (http2) {
            return random.nextBoolean() ? Way.HTTP2 : Way.HTTP2_TLS;
        }
        return random.nextBoolean() ? Way.HTTP1 : Way.HTTP1_TLS;
    }

    // ---- the well-behaved -----------------------------------------------------------------------------------------

    /** Asks many things, until each of them is answered. */
    private void behave(Way way, Random random) {
        Deque<Ask> asks = new ArrayDeque<>(asks(random));
        while (!asks.isEmpty()) {
            try (Line line = open(way, random)) {
                converse(line, asks, random, tally);
                line.leave(random);
            } catch (IOException | WrongAnswer noted) {
                // The talk has noted it.
            }
        }
    }

    private static void converse(Line line, Deque<Ask> asks, Random random, Tally tally) throws IOException {
        if (line.way().isHttp2()) {
            new Http2Talk(line, random, tally).run(asks);
        } else {
            new Http1Talk(line, random, tally).run(asks);
        }
    }

    /** A few of any size, or many small ones: more than one connection may have. */
    private static List<Ask> asks(Random random) {
        Asks source = new Asks(random);
        boolean many = random.nextInt(8) == 0;
        int count = many ? SoakServer.REQUESTS_PER_CONNECTION + random.nextInt(100) : 1 + random.nextInt(30);
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asks.add(source.next(many ? SMALL : LARGEST));
        }
        return asks;
    }

    private void upgrade(Random random) throws IOException {
        try (Line line = open(way(false, random), random)) {
            new UpgradeTalk(line, random, tally).run();
        }
    }

    private void tunnel(Random random) throws IOException {
        try (Line line = open(way(true, random), random)) {
            new TunnelTalk(line, random, tally).run();
        }
    }

    private void comeLate(Random random) throws IOException {
        try (Line line = open(way(true, random), random)) {
            new LateData(line, random, tally).run(LATE_TIMES);
        }
    }

    // ---- the hostile ----------------------------------------------------------------------------------------------

    private void beHostile(Fate fate, Random random) throws IOException {
        Way way = way(random.nextBoolean(), random);
        fates.get(fate.turn()).increment();
        try (Line line = Line.fragile(ports, way, fate, random, curfew)) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    if (way.isHttp2()) {
                        new TunnelTalk(line, random, unjudged).run();
                    } else {
                        new UpgradeTalk(line, random, unjudged).run();
                    }
                }
                case 1 -> {
                    if (way.isHttp2()) {
                        new LateData(line, random, unjudged).run(LATE_TIMES);
                    }
                }
                default -> converse(line, new ArrayDeque<>(asks(random)), random, unjudged);
            }
        } catch (RuntimeException | AssertionError misunderstood) {
            // Who sends noise may hear what it does not understand.
        }
    }

    private void flood(Random random) throws IOException {
        Flood flood = Flood.any(random);
        Way way = way(true, random);
        tally.count(way, Kind.FLOOD, Outcome.ASKED);
        try (Line line = open(way, random)) {
            if (flood.isCutOff(line, random, curfew)) {
                tally.count(way, Kind.FLOOD, Outcome.ANSWERED);
            } else {
                tally.fault(way, Kind.FLOOD, Outcome.WRONG, flood + " was not cut off");
            }
        }
    }

    private void smuggle(Random random) throws IOException {
        Way way = way(false, random);
        tally.count(way, Kind.SMUGGLING, Outcome.ASKED);
        try (Line line = open(way, random)) {
            if (Smuggling.isRefused(line, random)) {
                tally.count(way, Kind.SMUGGLING, Outcome.ANSWERED);
            } else {
                tally.fault(way, Kind.SMUGGLING, Outcome.WRONG, "was not refused");
            }
        } catch (IOException gone) {
            tally.fault(way, Kind.SMUGGLING, Outcome.LOST, gone.toString());
        }
    }
}
