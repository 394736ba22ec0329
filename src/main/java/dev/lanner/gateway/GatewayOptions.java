package dev.lanner.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How an application in processes of its own is hosted. Immutable. */
public final class GatewayOptions {
    private final List<String> command;
    private final Path folder;
    private final String path;
    private final Map<String, String> environment;
    private final int processes;
    private final boolean unixSocket;
    private final boolean startAtOnce;
    private final Duration startLimit;
    private final Duration drainLimit;
    private final Duration stopLimit;
    private final Duration requestTimeout;
    private final int rapidFailsPerMinute;
    private final Path logFile;
    private final long logBytes;
    private final int logFiles;
    private final int httpsPort;
    private final Path recycleOn;

    private GatewayOptions(Builder builder) {
        command = builder.command;
        folder = builder.folder;
        path = builder.path;
        environment = Map.copyOf(builder.environment);
        processes = builder.processes;
        unixSocket = builder.unixSocket;
        startAtOnce = builder.startAtOnce;
        startLimit = builder.startLimit;
        drainLimit = builder.drainLimit;
        stopLimit = builder.stopLimit;
        requestTimeout = builder.requestTimeout;
        rapidFailsPerMinute = builder.rapidFailsPerMinute;
        logFile = builder.logFile;
        logBytes = builder.logBytes;
        logFiles = builder.logFiles;
        httpsPort = builder.httpsPort;
        recycleOn = builder.recycleOn;
    }

    /**
     * A builder with the defaults.
     *
     * @param command the program and its arguments; in each, {@code {port}} stands for the port to listen on, {@code {socket}}
     *     for the path of the Unix domain socket
     * @return the builder
     * @throws IllegalArgumentException if there is no program
     */
    public static Builder builder(List<String> command) {
        return new Builder(command);
    }

    List<String> command() {
        return command;
    }

    Path folder() {
        return folder;
    }

    String path() {
        return path;
    }

    Map<String, String> environment() {
        return environment;
    }

    int processes() {
        return processes;
    }

    boolean unixSocket() {
        return unixSocket;
    }

    boolean startAtOnce() {
        return startAtOnce;
    }

    Duration startLimit() {
        return startLimit;
    }

    Duration drainLimit() {
        return drainLimit;
    }

    Duration stopLimit() {
        return stopLimit;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    int rapidFailsPerMinute() {
        return rapidFailsPerMinute;
    }

    /** Null for standard error. */
    Path logFile() {
        return logFile;
    }

    long logBytes() {
        return logBytes;
    }

    int logFiles() {
        return logFiles;
    }

    /** Null for none. */
    Path recycleOn() {
        return recycleOn;
    }

    /** 0 where clients can't come by HTTPS. */
    int httpsPort() {
        return httpsPort;
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private static final Duration HOUR = Duration.ofHours(1);

        private final List<String> command;
        private Path folder = Path.of("").toAbsolutePath();
        private String path = "";
        private Map<String, String> environment = Map.of();
        private int processes = 1;
        private boolean unixSocket;
        private boolean startAtOnce;
        private Duration startLimit = Duration.ofMinutes(2);
        private Duration drainLimit = Duration.ofSeconds(30);
        private Duration stopLimit = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofMinutes(2);
        private int rapidFailsPerMinute = 10;
        private Path logFile;
        private long logBytes = 10_000_000;
        private int logFiles = 5;
        private int httpsPort;
        private Path recycleOn;

        private Builder(List<String> command) {
            if (command.isEmpty() || command.getFirst().isBlank()) {
                throw new IllegalArgumentException("the command is empty; it must begin with a program");
            }
            this.command = List.copyOf(command);
        }

        /**
         * Where the program runs, and where {@code app_offline.htm} is looked for. Default: the folder of this process.
         *
         * @param newFolder a folder
         * @return this
         */
        public Builder folder(Path newFolder) {
            folder = newFolder.toAbsolutePath().normalize();
            return this;
        }

        /**
         * The path under which the application is mounted. It gets whole paths all the same, and is told its own by
         * {@code LANNER_APPL_PATH}; Lanner's and ASP.NET Core's applications take it off by themselves. Default: the root.
         *
         * @param newPath such as {@code /shop}; empty, or {@code /}, for the root
         * @return this
         * @throws IllegalArgumentException if it does not begin with a slash, or ends in one
         */
        public Builder path(String newPath) {
            boolean root = newPath.isEmpty() || newPath.equals("/");
            if (!root && (!newPath.startsWith("/") || newPath.endsWith("/"))) {
                throw new IllegalArgumentException(
                        "the path is \"" + newPath + "\"; it must begin with a slash and not end in one");
            }
            path = root ? "" : newPath;
            return this;
        }

        /**
         * Variables for the program, besides those of this process, which they replace. Those of the gateway itself, such as
         * {@code LANNER_PORT}, win over these. Default: none.
         *
         * @param variables by their names
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /**
         * How many processes there are, which take turns. Default 1.
         *
         * @param count from 1 to 100
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder processes(int count) {
            processes = range("processes", count, 1, 100);
            return this;
        }

        /**
         * Whether the program listens on a Unix domain socket in a folder that only this user can enter, and not on a port.
         * Default false.
         *
         * @param unix true for a socket
         * @return this
         */
        public Builder unixSocket(boolean unix) {
            unixSocket = unix;
            return this;
        }

        /**
         * Whether the program is started with the gateway. Default false: with the first request.
         *
         * @param atOnce true for now
         * @return this
         */
        public Builder startAtOnce(boolean atOnce) {
            startAtOnce = atOnce;
            return this;
        }

        /**
         * How long the program may take until it listens. Beyond it: it is killed, and requests are answered 502. Default
         * 120 s.
         *
         * @param limit from 0 to one hour
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder startLimit(Duration limit) {
            startLimit = range("startLimit", limit, Duration.ZERO, HOUR);
            return this;
        }

        /**
         * How long the requests of a process that is replaced or stopped may run on before it is told to end. Default 30 s.
         *
         * @param limit from 0 to one hour
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder drainLimit(Duration limit) {
            drainLimit = range("drainLimit", limit, Duration.ZERO, HOUR);
            return this;
        }

        /**
         * How long a process may take to end that was told to. Beyond it: it is killed. Default 10 s.
         *
         * @param limit from 0 to ten minutes
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder stopLimit(Duration limit) {
            stopLimit = range("stopLimit", limit, Duration.ZERO, Duration.ofMinutes(10));
            return this;
        }

        /**
         * How long the program may neither send nor take a byte while a request waits for it. Beyond it: 504, or a response
         * that is cut. Default 120 s.
         *
         * @param timeout from 1 s to 360 hours
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = range("requestTimeout", timeout, Duration.ofSeconds(1), Duration.ofDays(15));
            return this;
        }

        /**
         * How often the program may fail in a minute: end without being told to, or not start. Beyond it: nothing is started
         * until a minute has passed, and requests are answered 502. Default 10.
         *
         * @param fails from 0 to 100
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder rapidFailsPerMinute(int fails) {
            rapidFailsPerMinute = range("rapidFailsPerMinute", fails, 0, 100);
            return this;
        }

        /**
         * Where the program's standard output and error go. Its folder is made if need be. Default: to the standard error of
         * this process.
         *
         * @param file the newest of the log's files
         * @return this
         */
        public Builder logFile(Path file) {
            logFile = file.toAbsolutePath();
            return this;
        }

        /**
         * From which size on a log file is full. Default 10,000,000.
         *
         * @param bytes from 1,000 to 10,000,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder logBytes(long bytes) {
            if (bytes < 1_000 || bytes > 10_000_000_000L) {
                throw new IllegalArgumentException("logBytes is " + bytes + "; it must be from 1000 to 10000000000");
            }
            logBytes = bytes;
            return this;
        }

        /**
         * How many log files there are at most: the newest, and older ones with {@code .1}, {@code .2} and so on behind their
         * names. Default 5.
         *
         * @param files from 1 to 1,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder logFiles(int files) {
            logFiles = range("logFiles", files, 1, 1_000);
            return this;
        }

        /**
         * The port at which clients reach the application by HTTPS: the program is told, so that it can send them there.
         * Default: none.
         *
         * @param port from 1 to 65,535; 0 for none
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder httpsPort(int port) {
            httpsPort = range("httpsPort", port, 0, 65_535);
            return this;
        }

        /**
         * A file whose change is the sign to {@linkplain Gateway#recycle recycle}, as {@code touch} makes one. Default: none.
         *
         * @param file need not be there yet
         * @return this
         */
        public Builder recycleOn(Path file) {
            recycleOn = file.toAbsolutePath();
            return this;
        }

        private static int range(String option, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + max);
            }
            return value;
        }

        private static Duration range(String option, Duration value, Duration min, Duration max) {
            Objects.requireNonNull(value, option);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + max);
            }
            return value;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public GatewayOptions build() {
            return new GatewayOptions(this);
        }
    }
}
