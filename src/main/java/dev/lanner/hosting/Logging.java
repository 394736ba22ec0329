package dev.lanner.hosting;

import java.io.IOException;
import java.io.PrintStream;

/**
 * What the library's own loggers tell in the command: one line for each record, and not what the command itself tells
 * better; and everything that passes on connections, if that is asked for.
 */
final class Logging {
    private static final String LINE = "%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n";

    private Logging() {}

    /**
     * Makes the loggers tell what the options want. To be called before any logger is made.
     *
     * @throws IOException in one sentence, if this JVM can't
     */
    static void configure(ServeOptions options, Terminal terminal, PrintStream err) throws IOException {
        boolean hasLogging = ModuleLayer.boot().findModule("java.logging").isPresent();
        configureLevels(options, hasLogging);
        if (options.trace()) {
            if (!hasLogging) {
                throw new IOException("--trace needs the module java.logging, which this Java machine lacks");
            }
            WireTrace.begin(new TraceLayout(terminal.isErrInteractive(), terminal.hasErrColours()), err);
        }
    }

    /** Unless somebody has configured them. */
    private static void configureLevels(ServeOptions options, boolean hasLogging) {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        // The first two are for a JVM without the module java.logging.
        setUnlessSet("jdk.system.logger.level", options.verbose() ? "DEBUG" : "WARNING");
        setUnlessSet("jdk.system.logger.format", LINE);
        setUnlessSet("java.util.logging.SimpleFormatter.format", LINE);
        if (hasLogging) {
            UtilLogging.configure(options.verbose(), options.quiet());
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
