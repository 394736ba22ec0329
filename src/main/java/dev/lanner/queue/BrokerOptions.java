package dev.lanner.queue;

import dev.lanner.server.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** What a broker can be told. Immutable. */
public final class BrokerOptions {
    private final Endpoint.Unix socket;
    private final int queues;
    private final int processes;
    private final Duration requestTimeout;

    private BrokerOptions(Builder builder) {
        socket = builder.socket;
        queues = builder.queues;
        processes = builder.processes;
        requestTimeout = builder.requestTimeout;
    }

    /**
     * A builder with the defaults.
     *
     * @param socket the absolute path of the Unix domain socket at which processes attach, of at most 60 bytes, in a folder in which
     *     this process may make files: beside it stands a folder of the same name and {@code .d}
     * @return the builder
     * @throws IllegalArgumentException if the path is relative
     */
    public static Builder builder(Path socket) {
        return new Builder(socket);
    }

    Endpoint.Unix socket() {
        return socket;
    }

    int queues() {
        return queues;
    }

    int processes() {
        return processes;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    /** Collects the options; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private static final Duration TIMEOUT_MIN = Duration.ofSeconds(1);
        private static final Duration TIMEOUT_MAX = Duration.ofDays(15);

        private Endpoint.Unix socket;
        private int queues = 1_000;
        private int processes = 1_000;
        private Duration requestTimeout = Duration.ofMinutes(2);

        private Builder(Path socket) {
            this.socket = (Endpoint.Unix) Endpoint.unix(socket);
        }

        /**
         * Who may attach: who may write to the socket's file. Who may is trusted with every prefix that is free, and with every
         * queue that has a name: a process can attach to one that others serve, and gets its share of the requests. Default
         * {@code rw-------}: this user alone.
         *
         * <p>Where the mode lets others in, the broker asks the system whose process it talks to, which takes the module
         * {@code jdk.net}: without it the broker does not open.
         *
         * @param mode such as {@code rw-rw----}
         * @return this
         * @throws IllegalArgumentException if the mode is not of that form
         */
        public Builder mode(String mode) {
            socket = (Endpoint.Unix) Endpoint.unix(socket.path(), mode);
            return this;
        }

        /**
         * How many queues there may be, those that nobody serves just now among them. Beyond it: no new one is made. Default
         * 1,000.
         *
         * @param count from 1 to 100,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder queues(int count) {
            queues = range("queues", count);
            return this;
        }

        /**
         * How many processes may be attached. Beyond it: none is taken. Default 1,000.
         *
         * @param count from 1 to 100,000
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder processes(int count) {
            processes = range("processes", count);
            return this;
        }

        /**
         * How long a process may neither send nor take a byte while a request waits for it. Beyond it: 504, or a response that is
         * cut. Default 120 s, as a gateway has it.
         *
         * @param timeout from 1 s to 360 hours
         * @return this
         * @throws IllegalArgumentException if out of range
         */
        public Builder requestTimeout(Duration timeout) {
            Objects.requireNonNull(timeout, "requestTimeout");
            if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
                throw new IllegalArgumentException(
                        "requestTimeout is " + timeout + "; it must be from " + TIMEOUT_MIN + " to " + TIMEOUT_MAX);
            }
            requestTimeout = timeout;
            return this;
        }

        private static int range(String option, int value) {
            if (value < 1 || value > 100_000) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be from 1 to 100000");
            }
            return value;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public BrokerOptions build() {
            return new BrokerOptions(this);
        }
    }
}
