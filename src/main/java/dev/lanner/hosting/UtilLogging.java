package dev.lanner.hosting;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The part of {@link Logging} that needs the optional module {@code java.logging}. */
final class UtilLogging {
    /** Kept, since the log manager forgets the levels of loggers that nobody holds. */
    private static final Logger LANNER = Logger.getLogger("lanner");

    /** Tells of certificates that were loaded again, which whoever has replaced them waits for. */
    private static final Logger CERTIFICATES = Logger.getLogger("lanner.tls");

    private UtilLogging() {}

    static void configure(boolean verbose, boolean quiet) {
        LANNER.setLevel(verbose ? Level.FINE : Level.WARNING);
        if (!verbose && !quiet) {
            CERTIFICATES.setLevel(Level.INFO);
        }
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(verbose ? Level.FINE : Level.INFO);
        }
    }
}
