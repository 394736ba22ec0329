package dev.lanner.worker;

import dev.lanner.internal.log.LazyLogger;
import java.lang.System.Logger.Level;
import java.util.List;

/** What an application has left behind that keeps it from being unloaded, as far as the JVM can tell. */
final class Leftovers {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.worker");

    private static final int NAMES_MAX = 10;

    private Leftovers() {}

    /** After its end: takes back what has one place in the JVM, and names the threads that still run. */
    static void log(String name, AppClasses classes) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler != null && classes.isFrom(handler.getClass().getClassLoader())) {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> classes.isFrom(thread.getContextClassLoader())
                        || classes.isFrom(thread.getClass().getClassLoader()))
                .map(Thread::getName)
                .sorted()
                .toList();
        if (!threads.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} has ended, but can''t be unloaded while threads run that it has started: {1}{2}",
                    name,
                    String.join(", ", threads.subList(0, Math.min(NAMES_MAX, threads.size()))),
                    threads.size() > NAMES_MAX ? " and " + (threads.size() - NAMES_MAX) + " more" : "");
        }
    }
}
