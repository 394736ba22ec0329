package dev.lanner.internal.log;

import java.util.ResourceBundle;

/**
 * A logger of the platform that is looked for when something is asked of it. To find the first one takes the JDK a tenth of
 * the time that a server needs to start (services, the configuration of {@code java.util.logging}); whoever starts one need
 * not wait for that.
 *
 * <p>Where records tell who has logged, that is still the caller: {@code java.util.logging} passes over every {@code
 * System.Logger}, others over the default methods of that interface, which are therefore left as they are here.
 *
 * <p>For any number of threads.
 */
public final class LazyLogger implements System.Logger {
    private final String name;

    /** Null while nothing was asked; two threads may find the same one. */
    private volatile System.Logger found;

    private LazyLogger(String name) {
        this.name = name;
    }

    /** The logger {@link System#getLogger} gives to this module under a name. */
    public static System.Logger named(String name) {
        return new LazyLogger(name);
    }

    private System.Logger found() {
        System.Logger logger = found;
        if (logger == null) {
            logger = System.getLogger(name);
            found = logger;
        }
        return logger;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return found().isLoggable(level);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        found().log(level, bundle, message, thrown);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
        found().log(level, bundle, format, parameters);
    }
}
