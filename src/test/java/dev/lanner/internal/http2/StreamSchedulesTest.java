package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.internal.http2.Explorer.Explored;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.spec.Schedule;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that open and end while frames arrive for them and the connection is to end, in any order. */
class StreamSchedulesTest {
    /** A request whose application answers when the gate is open. */
    private static ScheduledConnection waiting(Schedule.Turns turns, Semaphore gate) {
        ScheduledConnection served = ScheduledConnection.served(turns, 1, features -> {
            gate.acquireUninterruptibly();
            features.require(ResponseBodyFeature.class).stream().write(new byte[3]);
        });
        served.sendFirst(ScheduledConnection.request(1, true));
        return served;
    }

    private static String endOf(ScheduledConnection served) {
        served.requireDone();
        served.requireNothingHeldBack();
        assertThat(served.streams().count()).as("streams that have a place").isZero();
        served.requireWindowWhole();
        return served.end();
    }

    /** RFC 9113 §5.1: DATA on a stream that is half closed or closed is an error, whichever it is by now. */
    @Test
    void dataBehindTheEndOfARequestWhileItsResponseEnds() {
        Explored explored = Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = waiting(turns, gate);
            served.actor("application", gate::release);
            served.actor(
                    "client",
                    () -> served.send(ScheduledConnection.frames(own -> own.data(1, new byte[3], 0, 3, false))));

            served.explore();

            assertThat(served.outcome()).as("an error STREAM_CLOSED").containsPattern("(R1|G1) 5");
            return endOf(served);
        });
        assertThat(explored.outcomes().keySet()).anyMatch(seen -> seen.contains("R1 5"));
        assertThat(explored.outcomes().keySet()).anyMatch(seen -> seen.contains("G1 5"));
    }

    /** Behind GOAWAY comes nothing, or whole frames, however slowly the client takes them. */
    @Test
    void responseThatComesBehindGoAwayDoesNotBreakOff() {
        Explored explored = Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = waiting(turns, gate);
            served.transport().window(10);
            served.actor("application", gate::release);
            served.actor(
                    "client",
                    () -> served.send(ScheduledConnection.frames(own -> own.data(0, new byte[3], 0, 3, false))));
            served.actor("network", () -> {
                for (int i = 0; i < 12; i++) {
                    served.transport().widen(12);
                }
                served.transport().widen(10_000);
            });

            served.explore();

            assertThat(served.outcome()).contains("G1 1");
            return served.end();
        });
        assertThat(explored.outcomes().keySet()).anyMatch(seen -> seen.matches(".*G1 1.*H1.*"));
    }

    @Test
    void headersBehindTheEndOfARequestWhileItsResponseEnds() {
        Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = waiting(turns, gate);
            served.actor("application", gate::release);
            served.actor("client", () -> served.send(ScheduledConnection.request(1, true)));

            served.explore();

            assertThat(served.outcome()).as("an error STREAM_CLOSED").containsPattern("(R1|G1) 5");
            return endOf(served);
        });
    }

    @Test
    void theApplicationEndsWhileTheClientResets() {
        Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = ScheduledConnection.served(turns, 1, features -> {
                features.require(RequestBodyFeature.class).stream().read(new byte[10]);
                gate.acquireUninterruptibly();
                features.require(ResponseBodyFeature.class).stream().write(new byte[3]);
            });
            served.sendFirst(ScheduledConnection.request(1, false));
            for (int i = 0; i < 3; i++) {
                served.sendFirst(ScheduledConnection.frames(own -> own.data(1, new byte[16_000], 0, 16_000, false)));
            }
            served.actor("application", gate::release);
            served.actor("client", () -> served.send(ScheduledConnection.frames(own -> own.rstStream(1, 8))));

            served.explore();

            return endOf(served);
        });
    }

    @Test
    void theNextRequestComesAsSoonAsTheLastResponseHasEnded() {
        Explored explored = Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = waiting(turns, gate);
            served.actor("application", () -> gate.release(2));
            served.actor("client", () -> {
                for (int seen = 0; !served.hasEnded(1); ) {
                    served.transport().awaitWritten(seen + 1);
                    seen = served.transport().written().length;
                }
                served.send(ScheduledConnection.request(3, true));
            });

            served.explore();

            assertThat(served.hasEnded(3)).as(served.outcome()).isTrue();
            return endOf(served) + " " + served.requests();
        });
        assertThat(explored.outcomes().keySet()).anyMatch(seen -> seen.contains("(("));
    }

    /** What GOAWAY counts among the streams that something may be done for is answered, whole; then the output is closed. */
    @Test
    void aStreamOpensWhileTheConnectionIsToEnd() {
        Explorer.explore(turns -> {
            ScheduledConnection served = ScheduledConnection.served(
                    turns,
                    1,
                    features ->
                            features.require(ResponseBodyFeature.class).stream().write(new byte[3]));
            served.first(served.connection()::closing);
            served.actor("client", () -> served.send(ScheduledConnection.request(1, true)));
            served.actor("ticker", () -> served.tick(Duration.ofSeconds(2)));

            served.explore();

            String outcome = served.outcome();
            if (outcome.contains("G1 0")) {
                assertThat(served.hasEnded(1)).as("answered: " + outcome).isTrue();
            } else {
                assertThat(outcome).contains("G0 0").doesNotContain("H1");
            }
            return endOfStopped(served);
        });
    }

    @Test
    void theLastStreamEndsWhileTheConnectionIsToEnd() {
        Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            ScheduledConnection served = waiting(turns, gate);
            served.first(served.connection()::closing);
            served.actor("application", gate::release);
            served.actor("ticker", () -> served.tick(Duration.ofSeconds(2)));

            served.explore();

            assertThat(served.hasEnded(1)).as(served.outcome()).isTrue();
            assertThat(served.outcome()).contains("G1 0");
            return endOfStopped(served);
        });
    }

    private static String endOfStopped(ScheduledConnection served) {
        assertThat(served.transport().end())
                .as("the server's side, behind " + served.outcome())
                .isEqualTo(MemoryTransport.End.OUTPUT_CLOSED);
        return endOf(served);
    }

    /** Of three that arrive together one blocks, the first, the second or the third. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aHandlerThatBlocksKeepsNobodyWaiting(int blocking) {
        Explored explored = Explorer.explore(turns -> {
            Semaphore gate = new Semaphore(0);
            AtomicInteger begun = new AtomicInteger();
            ScheduledConnection served = ScheduledConnection.served(turns, 3, features -> {
                if (begun.incrementAndGet() == blocking) {
                    gate.acquireUninterruptibly();
                }
                features.require(ResponseBodyFeature.class).stream().write(new byte[3]);
            });
            served.actor("client", () -> served.sendTogether(request(1), request(3), request(5)));

            served.explore();

            served.requireNothingHeldBack();
            assertThat(IntStream.of(1, 3, 5).filter(served::hasEnded))
                    .as("have their answer")
                    .hasSize(2);
            served.first(gate::release);
            return endOf(served);
        });
        assertThat(explored.outcomes()).hasSizeGreaterThan(1);
    }

    private static byte[] request(int streamId) {
        return ScheduledConnection.request(streamId, true);
    }
}
