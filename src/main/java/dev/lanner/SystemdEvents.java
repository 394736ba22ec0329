package dev.lanner;

import dev.lanner.internal.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells systemd what happens to a host, for services of {@code Type=notify}: {@code READY=1} when the server has started,
 * {@code STOPPING=1} when it was told to end. Does nothing where the environment has no {@code NOTIFY_SOCKET}.
 *
 * <p>Java can't send datagrams over Unix domain sockets, which systemd wants here; so the program {@code systemd-notify} does it,
 * and the service needs {@code NotifyAccess=all}. Where that program is missing or fails, this is logged, and systemd waits in
 * vain: then {@code Type=exec} is the service's type.
 *
 * <p>Used by the thread of the host.
 */
public final class SystemdEvents implements Host.Events {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.server");

    private static final long PATIENCE_SECONDS = 10;

    private boolean ending;

    /** Events that are told to the systemd that has started this process, if one has. */
    public SystemdEvents() {}

    @Override
    public void started() {
        tell("READY=1");
    }

    @Override
    public void unready(Duration delay) {
        tellEnd();
    }

    @Override
    public void stopping(int requests, boolean canBeForced) {
        tellEnd();
    }

    private void tellEnd() {
        if (!ending) {
            ending = true;
            tell("STOPPING=1");
        }
    }

    private static void tell(String state) {
        if (System.getenv("NOTIFY_SOCKET") == null) {
            return;
        }
        try {
            Process notify = new ProcessBuilder("systemd-notify", state)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!notify.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                notify.destroyForcibly();
                complain(state, "it did not end in " + PATIENCE_SECONDS + " s");
            } else if (notify.exitValue() != 0) {
                complain(state, "exit code " + notify.exitValue());
            }
        } catch (IOException missing) {
            complain(state, missing.getMessage());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void complain(String state, String why) {
        LOGGER.log(Level.WARNING, "systemd was not told {0}: systemd-notify failed ({1})", state, why);
    }
}
