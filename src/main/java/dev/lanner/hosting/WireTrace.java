package dev.lanner.hosting;

import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Switches the logger {@code lanner.wire} on, and prints what it tells. Needs the optional module {@code java.logging}. */
final class WireTrace extends Handler {
    /** Kept, since the log manager forgets the levels of loggers that nobody holds. */
    private static final Logger WIRE = Logger.getLogger("lanner.wire");

    /** Not a monitor: who is blocked in one keeps its carrier before JDK 24, and whoever reads the trace may be slow. */
    private final ReentrantLock lock = new ReentrantLock();

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final TraceLayout layout;
    private final PrintStream target;

    private WireTrace(TraceLayout layout, PrintStream target) {
        this.layout = layout;
        this.target = target;
    }

    /** @param target gets the trace, in whole pieces */
    static void begin(TraceLayout layout, PrintStream target) {
        WIRE.setUseParentHandlers(false);
        WIRE.addHandler(new WireTrace(layout, target));
        WIRE.setLevel(Level.FINER);
    }

    @Override
    public void publish(LogRecord entry) {
        lock.lock();
        try {
            target.print(layout.layOut(formatter.formatMessage(entry), System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        target.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
