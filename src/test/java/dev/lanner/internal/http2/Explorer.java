package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.spec.Schedule;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Plays a scenario in many orders of its threads' turns. First in all in which a thread that could go on is made to wait for
 * another one once, wherever that may be, and whoever is next when a thread waits or ends by itself: depth first, each time
 * what was chosen before up to the last choice that has an alternative left, and then that. Most races need one such moment.
 * All orders with more of them are too many: of these, seeds choose some.
 */
final class Explorer implements Schedule.Turns {
    private static final int FURTHER = Integer.getInteger("lanner.schedules", 3_000);
    private static final System.Logger LOGGER = System.getLogger("lanner.test.schedules");

    /** How many of its turns a thread goes on for, on average, when chance decides. */
    private static final int GOES_ON = 10;

    /** Far more turns than a scenario has: it goes on forever. */
    private static final int TURNS_MAX = 20_000;

    /** What was chosen at one turn, of how many. */
    private static final class Choice {
        final int of;
        int rank;

        Choice(int of) {
            this.of = of;
        }
    }

    /**
     * What came of it.
     *
     * @param schedules how many orders there are with one interruption: all were played
     * @param further how many with any number of them were
     * @param outcomes what the scenario said, and how often
     */
    record Explored(int schedules, int further, Map<String, Integer> outcomes) {
        @Override
        public String toString() {
            return "all " + schedules + " schedules with one interruption, and " + further + " others: "
                    + outcomes.size() + " outcomes:\n  "
                    + outcomes.entrySet().stream()
                            .map(outcome -> outcome.getValue() + " x " + outcome.getKey())
                            .collect(Collectors.joining("\n  "));
        }
    }

    private final List<Choice> path = new ArrayList<>();
    private int at;
    private boolean interrupted;

    private Explorer() {}

    /**
     * Plays all orders with one interruption, and then some of those with more: a few thousand, or as many as
     * {@code -Dlanner.schedules} says. More than one outcome must have been seen, or the threads never met.
     *
     * @param scenario plays once, with those turns, and says what came of it
     */
    static Explored explore(Function<Schedule.Turns, String> scenario) {
        Map<String, Integer> outcomes = new TreeMap<>();
        outcomes.put(scenario.apply(Schedule.Turns.IN_ORDER), 1); // loads classes: from now on it is the same each time
        Explorer explorer = new Explorer();
        int schedules = 0;
        do {
            outcomes.merge(explorer.play(scenario), 1, Integer::sum);
            schedules++;
        } while (explorer.turnBack());
        for (int seed = 0; seed < FURTHER; seed++) {
            outcomes.merge(playSeed(scenario, seed), 1, Integer::sum);
        }
        Explored explored = new Explored(schedules, FURTHER, outcomes);
        LOGGER.log(Level.DEBUG, explored::toString);
        assertThat(outcomes).as("outcomes of all schedules").hasSizeGreaterThan(1);
        return explored;
    }

    private static String playSeed(Function<Schedule.Turns, String> scenario, int seed) {
        Random random = new Random(seed);
        try {
            return scenario.apply(
                    (ready, last) -> last >= 0 && random.nextInt(GOES_ON) > 0 ? last : random.nextInt(ready));
        } catch (AssertionError failed) {
            throw new AssertionError(failed.getMessage() + "\nby the seed " + seed, failed);
        }
    }

    private String play(Function<Schedule.Turns, String> scenario) {
        at = 0;
        interrupted = false;
        try {
            return scenario.apply(this);
        } catch (AssertionError failed) {
            String choices = path.stream().map(choice -> "" + choice.rank).collect(Collectors.joining());
            throw new AssertionError(failed.getMessage() + "\nby the choices " + choices, failed);
        }
    }

    @Override
    public int next(int ready, int last) {
        boolean goesOn = last >= 0;
        int of = goesOn && interrupted ? 1 : ready;
        if (at == TURNS_MAX) {
            throw new AssertionError("it goes on forever");
        }
        if (at == path.size()) {
            path.add(new Choice(of));
        }
        Choice choice = path.get(at++);
        if (choice.of != of) {
            throw new IllegalStateException("the scenario is not the same each time");
        }
        if (!goesOn) {
            return choice.rank;
        }
        if (choice.rank == 0) {
            return last;
        }
        interrupted = true;
        return choice.rank <= last ? choice.rank - 1 : choice.rank;
    }

    /** To the last choice that has an alternative; false if none has. */
    private boolean turnBack() {
        while (!path.isEmpty()) {
            Choice choice = path.getLast();
            if (++choice.rank < choice.of) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }
}
