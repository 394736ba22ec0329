package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.fuzz.FrameMutator;
import dev.lanner.fuzz.Fuzz;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.net.MemoryTransport.End;
import dev.lanner.internal.net.WireText.Side;
import dev.lanner.server.Application;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.spec.Corpus;
import dev.lanner.spec.TestApplication;
import dev.lanner.spec.TestConnection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A whole connection on mutated sessions, in pieces, its threads in any turns. Whatever comes, it never fails itself, sends
 * nothing that a {@link StrictClient} would complain of, goes on or ends with an error code of the RFC, and when it has
 * ended no thread and no request is left; and it makes no more objects than its input accounts for.
 */
class ConnectionFuzzTest {
    private static final int STREAMS = 5;

    /** Small, so that they are passed. */
    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .limits(Limits.builder()
                    .headerBytes(1_024)
                    .headerCount(20)
                    .bodyBytes(20_000)
                    .drainBytes(10_000)
                    .build())
            .http2(Http2Limits.builder()
                    .streams(STREAMS)
                    .streamWindowBytes(65_535)
                    .connectionWindowBytes(65_535)
                    .misbehaviour(200)
                    .build())
            .build();

    /** Less than a frame as long as its header can say. */
    private static final long ALLOCATED_MAX = 12 << 20;

    private static final byte[] PING = {0, 0, 8, Frame.PING, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

    private static final Logger ALL = Logger.getLogger("lanner");
    private static final Logger APPLICATION = Logger.getLogger("lanner.app");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final Handler failures = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            thrown.compareAndSet(null, entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    private final Set<EndReason> reasons = EnumSet.noneOf(EndReason.class);
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void watch() {
        APPLICATION.setLevel(Level.OFF); // It fails on purpose.
        ALL.setUseParentHandlers(false);
        ALL.addHandler(failures);
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, uncaught) -> thrown.compareAndSet(null, uncaught));
    }

    @AfterEach
    void stopWatching() {
        Thread.setDefaultUncaughtExceptionHandler(before);
        ALL.removeHandler(failures);
        ALL.setUseParentHandlers(true);
        APPLICATION.setLevel(null);
    }

    /** Counts the requests that are with it at once. */
    private static final class Counting implements Application<FeatureCollection> {
        private final TestApplication application = new TestApplication();
        private int now;
        private int most;

        @Override
        public FeatureCollection createContext(FeatureCollection features) {
            return application.createContext(features);
        }

        @Override
        public void process(FeatureCollection context) throws IOException {
            now++;
            most = Math.max(most, now);
            try {
                application.process(context);
            } finally {
                now--;
            }
        }

        @Override
        public void disposeContext(FeatureCollection context, Throwable failure) {
            application.disposeContext(context, failure);
        }
    }

    @Test
    void sessions() {
        FrameMutator mutator = new FrameMutator(Corpus.sessions());
        long inputs = Fuzz.run(random -> play(mutator.session(random), random));

        assertThat(inputs).isPositive();
        assertThat(errors).contains(ErrorCode.PROTOCOL_ERROR, ErrorCode.FRAME_SIZE_ERROR, ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(reasons).contains(EndReason.PROTOCOL_VIOLATION, EndReason.CLIENT_CLOSED, EndReason.CLIENT_GONE);
    }

    private void play(List<byte[]> session, Random random) {
        Counting application = new Counting();
        StrictClient client = new StrictClient();
        session.forEach(client::sends);
        if (client.isBetweenFrames()) {
            session.add(PING);
            client.sends(PING);
        }
        TestConnection connection =
                TestConnection.http2(OPTIONS, application, own -> own, new Random(random.nextLong()));
        try {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            send(session, connection.start(), random);
            boolean goesOn = connection.transport().end() == End.OPEN;
            connection.transport().endInput();
            connection.settle();
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

            EndReason reason = requireEnd(connection, application);
            requireAnswers(connection, client, goesOn, reason == EndReason.PROTOCOL_VIOLATION);
            assertThat(allocated).as("bytes for objects").isLessThan(ALLOCATED_MAX);
        } catch (AssertionError failed) {
            throw new AssertionError(failed.getMessage() + "\n" + words(session, connection), failed);
        }
    }

    /** Nothing is left, and nothing has failed; why it ended. */
    private EndReason requireEnd(TestConnection connection, Counting application) {
        assertThat(thrown.get()).isNull();
        for (Thread left : connection.threads()) {
            assertThat(left.getStackTrace()).as("a thread that is left").isEmpty();
        }
        EndReason reason = connection.awaitEnd();
        assertThat(reason).isNotNull().isNotEqualTo(EndReason.SERVER_ERROR);
        assertThat(application.now + connection.unfinished())
                .as("requests that are left")
                .isZero();
        assertThat(application.most).as("requests at once").isLessThanOrEqualTo(STREAMS);
        reasons.add(reason);
        return reason;
    }

    /**
     * @param goesOn whether the server had not ended the connection before the client did
     * @param broken whether it ended since the client broke a rule
     */
    private void requireAnswers(TestConnection connection, StrictClient client, boolean goesOn, boolean broken) {
        End end = connection.transport().end();
        assertThat(end).isIn(End.CLOSED, End.RESET);
        client.receives(connection.transport().written(), end == End.RESET);
        if (client.error() != null) {
            errors.add(client.error());
        }
        if (broken && end == End.CLOSED) {
            assertThat(client.isToldToGo()).as("GOAWAY").isTrue();
        }
        if (goesOn && !broken && client.isBetweenFrames()) {
            assertThat(client.pingsLeft()).as("PINGs without an answer").isZero();
        }
    }

    private static String words(List<byte[]> session, TestConnection connection) {
        Http2Text words = new Http2Text(false);
        StringBuilder text = new StringBuilder();
        session.forEach(frame -> text.append(words.pass(Side.CLIENT, frame, 0, frame.length)));
        byte[] written = connection.transport().written();
        return text.append(words.rest(Side.CLIENT))
                .append(words.pass(Side.SERVER, written, 0, written.length))
                .append(words.rest(Side.SERVER))
                .toString();
    }

    private static void send(List<byte[]> session, TestConnection connection, Random random) {
        MemoryTransport transport = connection.transport();
        for (byte[] frame : session) {
            int cut = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
            transport.send(Arrays.copyOf(frame, cut));
            transport.send(Arrays.copyOfRange(frame, cut, frame.length));
            if (random.nextBoolean()) {
                connection.settle();
            }
            if (random.nextInt(20) == 0) {
                connection.advance(Duration.ofMillis(random.nextInt(20_000)));
            }
            if (random.nextInt(50) == 0) {
                transport.window(random.nextInt(1_000));
                connection.settle();
                transport.window(Long.MAX_VALUE);
            }
        }
        connection.settle();
    }
}
