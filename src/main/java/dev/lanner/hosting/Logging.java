package dev.lanner.hosting;

/**
 * What the library's own loggers tell in the command: one line for each record, and not what the command itself tells
 * better. Does nothing where somebody has configured logging.
 */
final class Logging {
    private static final String LINE = "%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n";

    private Logging() {}

    /** To be called before any logger is made. */
    static void configure(ServeOptions options) {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        // The first two are for a JVM without the module java.logging.
        setUnlessSet("jdk.system.logger.level", options.verbose() ? "DEBUG" : "WARNING");
        setUnlessSet("jdk.system.logger.format", LINE);
        setUnlessSet("java.util.logging.SimpleFormatter.format", LINE);
        if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
            UtilLogging.configure(options.verbose(), options.quiet());
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
