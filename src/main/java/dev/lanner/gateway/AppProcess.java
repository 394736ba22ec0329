package dev.lanner.gateway;

import dev.lanner.internal.forward.Backend;
import dev.lanner.internal.forward.BackendPool;
import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.forward.RequestFields;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadlines;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One process of an application, from its start to its end: who uses it, the connections to it, and how it is ended. Owned by
 * its {@link Slot}; for any number of threads.
 */
final class AppProcess {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final String ACCEPTED = "HTTP/1.1 202 ";

    private final Process process;
    private final Leash leash;
    private final ProcessOutput output;
    private final SocketAddress address;
    private final PairingToken token;
    private final String path;
    private final Deadlines deadlines;
    private final BackendPool pool = new BackendPool();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition unused = lock.newCondition();
    private int users;
    private boolean closed;

    /** It was told to end, so its end is no failure. */
    private volatile boolean told;

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the cleaning
    AppProcess(
            Process process,
            ProcessOutput output,
            SocketAddress address,
            PairingToken token,
            String path,
            Deadlines deadlines) {
        this.process = process;
        this.leash = Leash.on(process.pid());
        this.output = output;
        this.address = address;
        this.token = token;
        this.path = path;
        this.deadlines = deadlines;
        process.onExit().thenAccept(ended -> cleanUp());
    }

    private void cleanUp() {
        if (leash != null) {
            leash.close();
        }
        pool.close();
        if (address instanceof UnixDomainSocketAddress socket) {
            try {
                Files.deleteIfExists(socket.getPath());
                Files.deleteIfExists(socket.getPath().getParent());
            } catch (IOException left) {
                LOGGER.log(Level.DEBUG, "a socket is left behind: {0}", left.getMessage());
            }
        }
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    SocketAddress address() {
        return address;
    }

    PairingToken token() {
        return token;
    }

    BackendPool pool() {
        return pool;
    }

    String lastWords() {
        return output.lastWords();
    }

    boolean wasTold() {
        return told;
    }

    /** Takes a place in it for a request; false if it takes none any more. */
    boolean enter() {
        lock.lock();
        try {
            if (closed || !process.isAlive()) {
                return false;
            }
            users++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place back. */
    void leave() {
        lock.lock();
        try {
            users--;
            unused.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it: no more requests, then those that run, then by word, then by signal, then by force. Returns when it has ended.
     *
     * @param drainLimit how long requests may run on
     * @param stopLimit how long it may take from the word on
     */
    void stop(Duration drainLimit, Duration stopLimit) {
        drain(drainLimit);
        if (!process.isAlive()) {
            return; // by itself, which is a failure
        }
        told = true;
        long deadline = System.nanoTime() + stopLimit.toNanos();
        List<ProcessHandle> children = process.descendants().toList();
        if (!stopLimit.isZero() && !isAsked()) {
            process.destroy();
        }
        if (!hasEnded(deadline - System.nanoTime())) {
            LOGGER.log(
                    Level.WARNING,
                    "process {0} has not ended {1} s after it was told to, and is killed",
                    Long.toString(pid()),
                    stopLimit.toSeconds());
            kill();
            hasEnded(TimeUnit.MINUTES.toNanos(1));
        }
        children.forEach(ProcessHandle::destroy);
    }

    private void drain(Duration limit) {
        lock.lock();
        try {
            closed = true;
            long left = limit.toNanos();
            while (users > 0 && left > 0) {
                left = unused.awaitNanos(left);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Asks it in the words of the ASP.NET Core Module; false if it does not understand. */
    private boolean isAsked() {
        try (Backend backend = Backend.connect(address, deadlines, ANSWER_LIMIT)) {
            String request = "POST " + path + "/iisintegration HTTP/1.1\r\nHost: localhost\r\n"
                    + RequestFields.TOKEN + ": " + token.value() + "\r\n"
                    + "MS-ASPNETCORE-EVENT: shutdown\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            backend.out().write(request);
            backend.out().flush();
            byte[] answer = new byte[ACCEPTED.length()];
            int read = backend.responses().readRaw(answer);
            return read == answer.length && new String(answer, StandardCharsets.US_ASCII).equals(ACCEPTED);
        } catch (IOException notUnderstood) {
            return false;
        }
    }

    /** Whether it ends within a moment, by itself. */
    boolean isEnding() {
        return hasEnded(TimeUnit.SECONDS.toNanos(1));
    }

    private boolean hasEnded(long nanos) {
        try {
            return process.waitFor(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Ends it at once, and what it has started. */
    void kill() {
        told = true;
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
