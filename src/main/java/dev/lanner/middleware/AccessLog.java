package dev.lanner.middleware;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.HttpResponse;
import dev.lanner.Middleware;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Writes a line for each request when its response is complete. Put it first in the pipeline: it measures what comes
 * after it.
 *
 * <p>A request never waits for its line. A thread of this log writes; while that is slow, up to 8,192 lines wait, and
 * what comes beyond is dropped and counted ({@link #dropped()}).
 *
 * <p>Whatever a client sends, a line is one line of printable ASCII: all else is escaped, so that no client can forge a
 * line or speak to the terminal on which somebody reads.
 *
 * <p>For any number of threads. Requests that a server refuses without asking the application do not get here.
 */
public final class AccessLog implements Middleware, AutoCloseable {
    private final LogFormat format;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final LineWriter lines;

    private AccessLog(Builder builder) {
        format = new LogFormat(builder.format, builder.zone, builder.colours);
        clock = builder.clock;
        nanoTime = builder.nanoTime;
        lines = new LineWriter(builder.target);
    }

    /** What a line looks like. */
    public enum Format {
        /** For a person at a terminal: time, status, duration, size, method and target. */
        DEV,
        /** The Common Log Format of NCSA httpd and Apache. */
        COMMON,
        /** {@link #COMMON} with {@code Referer} and {@code User-Agent} behind it. */
        COMBINED,
        /** A JSON object, its members named as OpenTelemetry's semantic conventions have it; durations in seconds. */
        JSON
    }

    /**
     * A builder with the defaults.
     *
     * @param target where the lines go, by one thread; flushed whenever no line waits, never closed
     * @return the builder
     */
    public static Builder builder(OutputStream target) {
        return new Builder(target);
    }

    @Override
    public void handle(HttpContext context, Handler next) throws Exception {
        long start = nanoTime.getAsLong();
        LogEntry entry = LogEntry.of(context, clock.instant());
        CountedBody body = new CountedBody(context.features().require(ResponseBodyFeature.class));
        context.features().set(ResponseBodyFeature.class, body);
        HttpResponse response = context.response();
        response.onCompleted(() -> {
            int status = response.status();
            long bytes = hasContent(entry, status) ? body.count() : 0;
            lines.write(format.format(entry, status, bytes, nanoTime.getAsLong() - start));
        });
        try {
            next.handle(context);
        } catch (Throwable failed) {
            entry.failedBy(failed);
            throw failed;
        }
    }

    /** What is written to a response without content is thrown away by the server. */
    private static boolean hasContent(LogEntry entry, int status) {
        return !entry.method().equals(HttpMethod.HEAD.name())
                && status != HttpStatus.NO_CONTENT
                && status != HttpStatus.RESET_CONTENT
                && status != HttpStatus.NOT_MODIFIED;
    }

    /**
     * How many lines were lost, because there were too many for the target or because it failed.
     *
     * @return 0 or more
     */
    public long dropped() {
        return lines.dropped();
    }

    /** Writes what waits, and ends; gives up after some seconds if the target takes nothing. Later lines are dropped. */
    @Override
    public void close() {
        lines.close();
    }

    /** Collects the options. Not for several threads at once. */
    public static final class Builder {
        private final OutputStream target;
        private Format format = Format.COMMON;
        private boolean colours;
        private ZoneId zone = ZoneId.systemDefault();
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;

        private Builder(OutputStream target) {
            this.target = Objects.requireNonNull(target, "target");
        }

        /**
         * What a line looks like. Default {@link Format#COMMON}.
         *
         * @param newFormat the format
         * @return this
         */
        public Builder format(Format newFormat) {
            format = Objects.requireNonNull(newFormat, "format");
            return this;
        }

        /**
         * Whether {@link Format#DEV} colours the status for a terminal. Default false.
         *
         * @param has true for colours
         * @return this
         */
        public Builder colours(boolean has) {
            colours = has;
            return this;
        }

        /**
         * The time zone of the lines; {@link Format#JSON} is in UTC always. Default that of this machine.
         *
         * @param newZone the zone
         * @return this
         */
        public Builder zone(ZoneId newZone) {
            zone = Objects.requireNonNull(newZone, "zone");
            return this;
        }

        /** For tests. */
        Builder clock(InstantSource newClock, LongSupplier newNanoTime) {
            clock = newClock;
            nanoTime = newNanoTime;
            return this;
        }

        /**
         * Starts the log with its thread.
         *
         * @return the log, to be closed when the server has stopped
         */
        public AccessLog build() {
            return new AccessLog(this);
        }
    }
}
