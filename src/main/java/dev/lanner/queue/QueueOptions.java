package dev.lanner.queue;

import dev.lanner.Middleware;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which requests an application on a shared port gets, and how they wait for it. Immutable. */
public final class QueueOptions {
    static final int NAME_MAX = 260;

    private static final UrlPrefix DEFAULT_PREFIX = UrlPrefix.parse("http://localhost:8080/");

    private final String name;
    private final QueueMode mode;
    private final List<UrlPrefix> prefixes;
    private final int limit;
    private final Duration timeout;
    private final Verbosity verbosity;
    private final int requests;
    private final List<Middleware> before;
    private final Duration stopGrace;

    private QueueOptions(QueueOptions other, QueueMode mode) {
        this.mode = mode;
        name = other.name;
        prefixes = other.prefixes;
        limit = other.limit;
        timeout = other.timeout;
        verbosity = other.verbosity;
        requests = other.requests;
        before = other.before;
        stopGrace = other.stopGrace;
    }

    private QueueOptions(Builder builder) {
        if (builder.mode == QueueMode.ATTACH && builder.name == null) {
            throw new IllegalArgumentException("a queue to attach to needs a name");
        }
        name = builder.name;
        mode = builder.mode;
        prefixes = builder.prefixes.isEmpty() ? List.of(DEFAULT_PREFIX) : List.copyOf(builder.prefixes);
        limit = builder.limit;
        timeout = builder.timeout;
        verbosity = builder.verbosity;
        requests = builder.requests;
        before = List.copyOf(builder.before);
        stopGrace = builder.stopGrace;
    }

    /**
     * A builder with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The defaults but for prefixes.
     *
     * @param prefixes as {@link UrlPrefix#parse} reads them
     * @return the options
     * @throws IllegalArgumentException if one is none
     */
    public static QueueOptions of(String... prefixes) {
        Builder builder = builder();
        for (String prefix : prefixes) {
            builder.prefix(prefix);
        }
        return builder.build();
    }

    static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= NAME_MAX && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    QueueOptions withMode(QueueMode newMode) {
        return new QueueOptions(this, newMode);
    }

    /** Null for a queue that nobody else can name. */
    String name() {
        return name;
    }

    QueueMode mode() {
        return mode;
    }

    List<UrlPrefix> prefixes() {
        return prefixes;
    }

    int limit() {
        return limit;
    }

    Duration timeout() {
        return timeout;
    }

    Verbosity verbosity() {
        return verbosity;
    }

    int requests() {
        return requests;
    }

    List<Middleware> before() {
        return before;
    }

    Duration stopGrace() {
        return stopGrace;
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private static final Duration DAY = Duration.ofDays(1);
        private static final int COUNT_MAX = 1_000_000;

        private String name;
        private QueueMode mode = QueueMode.CREATE;
        private final List<UrlPrefix> prefixes = new ArrayList<>();
        private int limit = 1_000;
        private Duration timeout = Duration.ofMinutes(2);
        private Verbosity verbosity = Verbosity.LIMITED;
        private int requests = 10_000;
        private final List<Middleware> before = new ArrayList<>();
        private Duration stopGrace = Duration.ofSeconds(30);

        private Builder() {}

        /**
         * The queue's name, by which other servers attach to it, and requests are delegated. Default: none, a queue for this
         * server alone.
         *
         * @param newName from 1 to 260 characters of ASCII, without blanks and control characters
         * @return this
         * @throws IllegalArgumentException if it is no such name
         */
        public Builder name(String newName) {
            if (!isName(newName)) {
                throw new IllegalArgumentException("the queue's name has " + newName.length()
                        + " characters; it must have 1 to " + NAME_MAX + ", visible ones of ASCII");
            }
            name = newName;
            return this;
        }

        /**
         * Whether the queue is made or attached to. Who attaches gets its requests, and its prefixes, limit, timeout, verbosity
         * and what runs {@linkplain #before} are those of the server that made it. Default {@link QueueMode#CREATE}.
         *
         * @param newMode how
         * @return this
         */
        public Builder mode(QueueMode newMode) {
            mode = Objects.requireNonNull(newMode, "mode");
            return this;
        }

        /**
         * Adds a prefix. Without any: {@code http://localhost:8080/}.
         *
         * @param prefix which requests to get
         * @return this
         */
        public Builder prefix(UrlPrefix prefix) {
            prefixes.add(Objects.requireNonNull(prefix, "prefix"));
            return this;
        }

        /**
         * Adds a prefix.
         *
         * @param prefix as {@link UrlPrefix#parse} reads it
         * @return this
         * @throws IllegalArgumentException if it is none, with a sentence that says why
         */
        public Builder prefix(String prefix) {
            return prefix(UrlPrefix.parse(prefix));
        }

        /**
         * How many requests may wait in the queue until an application takes them. Beyond it: {@link #verbosity}. Default 1,000,
         * as HTTP.sys has it.
         *
         * @param waiting from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder limit(int waiting) {
            limit = range("limit", waiting, COUNT_MAX);
            return this;
        }

        /**
         * How long a request may wait so. Beyond it: {@link #verbosity}. Default 2 min, as HTTP.sys has it.
         *
         * @param newTimeout from 100 ms to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder timeout(Duration newTimeout) {
            timeout = range("timeout", newTimeout, Duration.ofMillis(100));
            return this;
        }

        /**
         * What a client sees whose request the queue can't take: because it is full, the time is over, or nobody serves it.
         * Default {@link Verbosity#LIMITED}; HTTP.sys resets the connection, which looks like a network that is broken.
         *
         * @param newVerbosity what
         * @return this
         */
        public Builder verbosity(Verbosity newVerbosity) {
            verbosity = Objects.requireNonNull(newVerbosity, "verbosity");
            return this;
        }

        /**
         * How many requests this server takes from the queue at once; the others wait in it. Default 10,000, as
         * {@link dev.lanner.server.Limits.Builder#requests} has it: a thread costs little.
         *
         * @param atOnce from 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requests(int atOnce) {
            requests = range("requests", atOnce, COUNT_MAX);
            return this;
        }

        /**
         * Adds what runs on a request before it takes a place in the queue, such as a cache or authentication: what it answers
         * itself never comes to the application. With a queue of a broker it runs in this process, behind the queue; of the client's
         * TLS it knows there what the broker passes on, the client's certificate, and not the server's: tickets of
         * {@link dev.lanner.authentication.Negotiate} that are bound to a channel are refused there, unless channel binding is
         * turned off. And whom something before the broker has let in is not told here.
         *
         * @param middleware sees what the ones before it let through
         * @return this
         */
        public Builder before(Middleware middleware) {
            before.add(Objects.requireNonNull(middleware, "before"));
            return this;
        }

        /**
         * How long {@link dev.lanner.server.Server#close()} waits for running requests. Default 30 s, as
         * {@link dev.lanner.server.ServerOptions.Builder#stopGrace} has it.
         *
         * @param grace from 0 to one day
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder stopGrace(Duration grace) {
            stopGrace = range("stopGrace", grace, Duration.ZERO);
            return this;
        }

        private static int range(String option, int value, int max) {
            if (value < 1 || value > max) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be from 1 to " + max);
            }
            return value;
        }

        private static Duration range(String option, Duration value, Duration min) {
            if (value.compareTo(min) < 0 || value.compareTo(DAY) > 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be from " + min + " to " + DAY);
            }
            return value;
        }

        /**
         * The options.
         *
         * @return immutable
         * @throws IllegalArgumentException if they attach to a queue without a name
         */
        public QueueOptions build() {
            return new QueueOptions(this);
        }
    }
}
