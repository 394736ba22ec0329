package dev.lanner;

import dev.lanner.configuration.Configuration;
import dev.lanner.configuration.Setting;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.Signals;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Has a server that runs follow its configuration: when one of the files changes, and at SIGHUP, it is read again, and the
 * server listens where it says then. What is wrong with it is told in one line, and what was there before stays.
 *
 * <p>Looks once a second, on a thread of its own until it is closed.
 */
final class Reload implements AutoCloseable {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.configuration");

    private final EdgeServer server;
    private final Semaphore asked = new Semaphore(0);
    private final Signals signals;
    private volatile Thread thread;

    /** By the thread that looks. */
    private Configuration current;

    private List<String> seen;

    Reload(EdgeServer server, Configuration begin) {
        this.server = server;
        this.current = begin;
        this.seen = stamps(begin);
        this.signals = Signals.handle(asked::release, "HUP");
    }

    void start() {
        thread = Thread.ofVirtual().name("lanner-reload").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                boolean isAsked = asked.tryAcquire(1, TimeUnit.SECONDS);
                look(isAsked);
            }
        } catch (InterruptedException closed) {
            // Then this was the last time.
        }
    }

    /** @param isAsked whether it is to be read again whatever the files look like */
    void look(boolean isAsked) {
        List<String> now = stamps(current);
        if (!isAsked && now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            Configuration next = current.reload();
            server.listen(next.options().endpoints());
            next.warnings().stream()
                    .filter(warning -> !current.warnings().contains(warning))
                    .forEach(warning -> LOGGER.log(Level.WARNING, warning));
            tellOfTheRest(next);
            current = next;
            LOGGER.log(Level.INFO, "the configuration was read again");
        } catch (IOException | IllegalStateException mistake) {
            LOGGER.log(
                    Level.WARNING,
                    "the configuration stays as it was, since the new one has a mistake: {0}",
                    mistake.getMessage());
        }
    }

    private void tellOfTheRest(Configuration next) {
        List<String> late = next.settings().stream()
                .filter(setting -> !current.settings().contains(setting) && isForTheNextStart(setting))
                .map(Setting::key)
                .toList();
        if (!late.isEmpty()) {
            LOGGER.log(Level.WARNING, "these have changed, which counts from the next start on: {0}", late);
        }
    }

    private boolean isForTheNextStart(Setting setting) {
        boolean hasChanged = current.settings().stream()
                .noneMatch(before ->
                        before.key().equals(setting.key()) && before.value().equals(setting.value()));
        return hasChanged && !setting.key().matches("urls|https?_ports|endpoint|(endpoints|certificates)\\..*");
    }

    private static List<String> stamps(Configuration configuration) {
        return configuration.files().stream().map(Reload::stamp).toList();
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException notThere) {
            return "";
        }
    }

    @Override
    public void close() {
        signals.close();
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
        }
    }
}
