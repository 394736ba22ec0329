package dev.lanner.hosting;

import java.lang.System.Logger.Level;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** The part of {@link Logging} that needs the optional module {@code java.logging}. */
final class UtilLogging {
    /** Kept, since the log manager forgets the levels of loggers that nobody holds. */
    private static final Logger LANNER = Logger.getLogger("lanner");

    private UtilLogging() {}

    static void configure(Level level) {
        java.util.logging.Level wanted = java.util.logging.Level.parse(
                switch (level) {
                    case ALL -> "ALL";
                    case TRACE -> "FINER";
                    case DEBUG -> "FINE";
                    case INFO -> "INFO";
                    case WARNING -> "WARNING";
                    case ERROR -> "SEVERE";
                    case OFF -> "OFF";
                });
        LANNER.setLevel(wanted);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(wanted);
        }
    }
}
