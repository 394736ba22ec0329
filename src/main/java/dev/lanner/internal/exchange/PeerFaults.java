package dev.lanner.internal.exchange;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.server.Rule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The log of what peers do wrong: one line at DEBUG for each fault, without a stack trace and without a byte of what the
 * peer sent, at most ten lines a second for each kind. For any number of threads.
 */
public final class PeerFaults {
    private static final Logger LOGGER = LazyLogger.named("lanner.connection");
    private static final int LINES_PER_SECOND = 10;

    /** As many entries as there are rules and end reasons. */
    private static final Map<String, Window> WINDOWS = new ConcurrentHashMap<>();

    /** What was logged of one kind in one second. */
    private record Window(long second, int lines, int suppressed) {}

    private PeerFaults() {}

    /**
     * What a rule is logged and counted as: its name. Rules that are no constants share one, since an application could
     * make up a new one for each request.
     */
    public static String kind(Rule rule) {
        return rule instanceof Enum<?> ? rule.name() : "OTHER";
    }

    /** Notes a broken rule. */
    public static void log(String connection, Rule rule) {
        log(connection, kind(rule), rule.section());
    }

    /**
     * Notes a fault.
     *
     * @param connection the connection's id
     * @param fault the name of a rule or of an end reason
     * @param detail where the rule stands, or what is known besides
     */
    public static void log(String connection, String fault, String detail) {
        log(connection, fault, detail, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    static void log(String connection, String fault, String detail, long second) {
        if (LOGGER.isLoggable(Level.DEBUG)) {
            Window before = WINDOWS.get(fault);
            Window after = WINDOWS.compute(fault, (name, seen) -> next(seen, second));
            if (after.suppressed == 0) {
                int skipped = before == null ? 0 : before.suppressed;
                String more = skipped == 0 ? "" : "; " + skipped + " more were not logged";
                LOGGER.log(Level.DEBUG, "{0}: {1} ({2}){3}", connection, fault, detail, more);
            }
        }
    }

    private static Window next(Window seen, long second) {
        if (seen == null || seen.second != second) {
            return new Window(second, 1, 0);
        }
        return seen.lines < LINES_PER_SECOND
                ? new Window(second, seen.lines + 1, 0)
                : new Window(second, seen.lines, seen.suppressed + 1);
    }
}
