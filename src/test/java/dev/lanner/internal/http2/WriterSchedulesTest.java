package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.http2.Explorer.Explored;
import dev.lanner.internal.http2.ScheduledConnection.Action;
import dev.lanner.spec.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Streams that write, windows that grow and shrink, and a transport that fails, in any order. */
class WriterSchedulesTest {
    /** What fits into the buffer to the last byte, with the frame's header. */
    private static final int FILLS_BUFFER = 69_632 - Frame.HEADER_LENGTH;

    private static final int NOT_COPIED = 33_000;
    private static final byte OTHER = 99;

    /** A scenario, which may fail while it is set up. */
    @FunctionalInterface
    private interface Scenario {
        String play(Schedule.Turns turns) throws IOException;
    }

    private static Explored explore(Scenario scenario) {
        return Explorer.explore(turns -> {
            try {
                return scenario.play(turns);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private static Action content(ScheduledConnection parts, Http2Stream stream, int bytes) {
        return () -> {
            parts.writer().data(stream, new byte[bytes], 0, bytes, true);
            parts.writer().flush();
        };
    }

    /** Content that is not copied, of one byte again and again; whoever has given it uses the array for something else. */
    private static Action contentInPlace(ScheduledConnection parts, Http2Stream stream, int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) stream.id());
        return () -> {
            try {
                parts.writer().data(stream, content, 0, bytes, true);
            } finally {
                Arrays.fill(content, OTHER);
            }
            parts.writer().flush();
        };
    }

    /** Neither more nor less than it has sent, as it was then. */
    private static void requireContent(ScheduledConnection parts, int streamId, int bytes) {
        byte[] content = parts.contentOf(streamId);
        byte[] expected = new byte[content.length];
        Arrays.fill(expected, (byte) streamId);
        assertThat(content).as(parts.outcome()).isEqualTo(expected).hasSizeLessThanOrEqualTo(bytes);
        assertThat(content.length == bytes).isEqualTo(parts.hasEnded(streamId));
    }

    private static Action window(ScheduledConnection parts, Http2Stream stream, int... increments) {
        for (int increment : increments) {
            parts.told(
                    ScheduledConnection.frames(own -> own.windowUpdate(stream == null ? 0 : stream.id(), increment)));
        }
        return () -> {
            for (int increment : increments) {
                assertThat(parts.writer().increaseWindow(stream, increment)).isTrue();
            }
            parts.writer().flushElsewhere();
        };
    }

    private static Action settings(ScheduledConnection parts, int... initialWindows) {
        for (int size : initialWindows) {
            parts.told(ScheduledConnection.frames(own -> own.settings(PeerSettings.INITIAL_WINDOW_SIZE, size)));
        }
        return () -> {
            for (int size : initialWindows) {
                parts.writer()
                        .apply(
                                new PeerSettings(-1, -1, size, 0, -1),
                                parts.streams().all());
            }
            parts.writer().flushElsewhere();
        };
    }

    /** Uses up the window of the connection. */
    private static void useWindow(ScheduledConnection parts) throws IOException {
        Http2Stream stream = parts.stream(9, true);
        parts.first(content(parts, stream, PeerSettings.WINDOW_DEFAULT));
        assertThat(parts.hasEnded(9)).isTrue();
    }

    private static String endOf(ScheduledConnection parts) {
        parts.requireDone();
        parts.requireNothingHeldBack();
        return parts.end();
    }

    @Test
    void twoStreamsWaitForTheWindowOfTheConnection() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            useWindow(parts);
            parts.actor("1", content(parts, parts.stream(11, true), 3));
            parts.actor("3", content(parts, parts.stream(13, true), 3));
            parts.actor("client", window(parts, null, 4, 2));

            parts.explore();

            assertThat(parts.hasEnded(11) && parts.hasEnded(13))
                    .as(parts.outcome())
                    .isTrue();
            return endOf(parts);
        });
    }

    @Test
    void aStreamThatIsResetPassesItsTurnOn() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            useWindow(parts);
            Http2Stream first = parts.stream(11, true);
            parts.actor("1", content(parts, first, 3));
            parts.actor("3", content(parts, parts.stream(13, true), 3));
            Action window = window(parts, null, 3);
            parts.actor("client", () -> {
                window.run();
                parts.streams().resetByClient(11, 8);
            });

            parts.explore();

            String outcome = parts.outcome();
            assertThat(parts.hasEnded(11) || parts.hasEnded(13)).as(outcome).isTrue();
            parts.first(window(parts, null, 3)); // if the first has used what there was
            endOf(parts);
            return outcome;
        });
    }

    @Test
    void settingsChangeTheWindowOfAStreamThatWrites() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.first(settings(parts, 4));
            Http2Stream stream = parts.stream(1, true);
            parts.actor("1", content(parts, stream, 9));
            parts.actor("client", settings(parts, 6, 2));
            parts.actor("client's other frames", window(parts, stream, 2, 5));

            parts.explore();

            assertThat(parts.hasEnded(1)).as(parts.outcome()).isTrue();
            return endOf(parts);
        });
    }

    @Test
    void oneWritesForAll() {
        Explored explored = explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.first(parts.writer()::flush);
            parts.actor("1", content(parts, parts.stream(1, true), 3));
            parts.actor("3", content(parts, parts.stream(3, true), 3));
            parts.actor("connection", () -> {
                parts.writer().ping(true, 1);
                parts.writer().flushElsewhere();
            });
            parts.told(ScheduledConnection.frames(own -> own.ping(false, 1)));

            parts.explore();

            assertThat(parts.hasEnded(1) && parts.hasEnded(3))
                    .as(parts.outcome())
                    .isTrue();
            return endOf(parts) + " in " + parts.transport().writes() + " writes";
        });
        assertThat(explored.outcomes().keySet()).anyMatch(seen -> seen.contains(" in 2 writes"));
    }

    @Test
    void whatIsNotCopiedIsSentBeforeItsOwnerGoesOn() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.transport().window(10);
            parts.actor("1", contentInPlace(parts, parts.stream(1, true), NOT_COPIED));
            parts.actor("3", contentInPlace(parts, parts.stream(3, true), NOT_COPIED + 20_000));
            parts.actor("5", content(parts, parts.stream(5, true), 3));
            parts.actor("client's window", window(parts, null, 40_000));
            parts.actor("client", () -> {
                parts.transport().widen(50_000);
                parts.transport().window(Long.MAX_VALUE);
            });

            parts.explore();

            requireContent(parts, 1, NOT_COPIED);
            requireContent(parts, 3, NOT_COPIED + 20_000);
            assertThat(parts.hasEnded(1) && parts.hasEnded(3) && parts.hasEnded(5))
                    .as(parts.outcome())
                    .isTrue();
            return endOf(parts);
        });
    }

    @Test
    void whatIsNotCopiedIsLeftAloneWhenItsStreamIsReset() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.transport().window(10);
            parts.actor("1", contentInPlace(parts, parts.stream(1, true), PeerSettings.WINDOW_DEFAULT + 1));
            parts.actor("3", content(parts, parts.stream(3, true), 3));
            parts.actor("client's other frames", () -> parts.streams().resetByClient(1, 8));
            parts.actor("client", () -> parts.transport().window(Long.MAX_VALUE));

            parts.explore();

            requireContent(parts, 1, PeerSettings.WINDOW_DEFAULT + 1);
            String outcome = parts.outcome();
            parts.first(window(parts, null, 3)); // if the first has used what there was
            assertThat(parts.hasEnded(3)).as(outcome).isTrue();
            endOf(parts);
            return outcome;
        });
    }

    @Test
    void whatIsNotCopiedIsLeftAloneWhenTheConnectionEnds() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.transport().window(0);
            parts.actor("1", content(parts, parts.stream(1, true), 3));
            parts.actor("3", contentInPlace(parts, parts.stream(3, true), NOT_COPIED));
            parts.actor("5", contentInPlace(parts, parts.stream(5, true), NOT_COPIED));
            parts.actor("connection", () -> parts.writer().fail(new IOException("the connection has ended")));
            parts.actor("client", () -> {
                parts.transport().widen(20_000);
                parts.transport().vanish();
            });

            parts.explore();

            requireContent(parts, 3, NOT_COPIED);
            requireContent(parts, 5, NOT_COPIED);
            parts.requireDone();
            return parts.endOfCut();
        });
    }

    @Test
    void aTurnIsWhatLeavesInOneWrite() throws IOException {
        ScheduledConnection parts = ScheduledConnection.parts(Schedule.Turns.IN_ORDER);
        parts.first(window(parts, null, 1 << 22));
        Http2Stream first = parts.stream(1, true);
        Http2Stream second = parts.stream(3, true);
        parts.first(window(parts, first, 1 << 20));
        parts.first(window(parts, second, 1 << 20));
        parts.transport().window(0);
        parts.actor("1", contentInPlace(parts, first, 200_000));
        parts.actor("3", contentInPlace(parts, second, 200_000));
        parts.actor("client", () -> parts.transport().window(Long.MAX_VALUE));

        parts.explore();

        requireContent(parts, 1, 200_000);
        requireContent(parts, 3, 200_000);
        String whole = "(D%1$d\\(16384\\) ){7}D%1$d\\(\\d+\\) ";
        String rest = "(D%1$d\\(\\d+\\) ){4}D%1$d\\(\\d+\\)! ";
        assertThat(parts.outcome() + " ")
                .matches("H1 H3 " + whole.formatted(1) + whole.formatted(3) + rest.formatted(1) + rest.formatted(3));
        endOf(parts);
    }

    /** One stream whose turn is what leaves in one write, and one that has turns of a frame. */
    @Test
    void longAndShortTurnsShareEqually() throws IOException {
        ScheduledConnection parts = ScheduledConnection.parts(Schedule.Turns.IN_ORDER);
        parts.first(window(parts, null, 1 << 22));
        Http2Stream first = parts.stream(1, true);
        Http2Stream second = parts.stream(3, true);
        parts.first(window(parts, first, 1 << 21));
        parts.first(window(parts, second, 1 << 21));
        parts.writer().priority(second, Priority.of("u=3"));
        parts.transport().window(0);
        int bytes = 1_000_000;
        parts.actor("1", contentInPlace(parts, first, bytes));
        parts.actor("3", contentInPlace(parts, second, bytes));
        parts.actor("client", () -> parts.transport().window(Long.MAX_VALUE));

        parts.explore();

        assertThat(parts.hasEnded(1) && parts.hasEnded(3)).isTrue();
        String outcome = endOf(parts);
        String untilFirstEnd = outcome.substring(0, outcome.indexOf('!'));
        String other = untilFirstEnd.substring(untilFirstEnd.lastIndexOf('D')).startsWith("D1") ? "3" : "1";
        int share = Pattern.compile("D" + other + "\\((\\d+)")
                .matcher(untilFirstEnd)
                .results()
                .mapToInt(frame -> Integer.parseInt(frame.group(1)))
                .sum();
        assertThat(share).as(outcome).isBetween(bytes - 300_000, bytes);
    }

    /** Or what is said of each byte would take more room than all that may wait. */
    @Test
    void ofAWindowThatOpensByteByByteEachByteIsCopied() throws IOException {
        ScheduledConnection parts = ScheduledConnection.parts(Schedule.Turns.IN_ORDER);
        Http2Stream stream = parts.stream(1, true);
        parts.transport().window(0);
        parts.actor("1", contentInPlace(parts, stream, 100_000));
        parts.first(window(parts, stream, 100_000));
        for (int i = 0; i < 200; i++) {
            parts.first(window(parts, null, 1));
        }
        parts.first(() -> parts.transport().window(Long.MAX_VALUE));
        parts.first(window(parts, null, 100_000));

        requireContent(parts, 1, 100_000);
        assertThat(parts.hasEnded(1)).isTrue();
        endOf(parts);
        assertThat(parts.transport().mostParts()).isBetween(2, 70);
    }

    @Test
    void theTransportFailsWhileOthersWait() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.transport().window(0);
            parts.actor("1", content(parts, parts.stream(1, true), 3));
            parts.actor("3", content(parts, parts.stream(3, true), PeerSettings.WINDOW_DEFAULT + 1));
            parts.actor("goodbye", parts.writer()::finish);
            parts.actor("client", () -> {
                parts.transport().widen(20);
                parts.transport().vanish();
            });

            parts.explore();

            parts.requireDone();
            return parts.endOfCut();
        });
    }

    @Test
    void trailersWaitForRoomAndTheStreamIsReset() {
        explore(turns -> {
            ScheduledConnection parts = ScheduledConnection.parts(turns);
            parts.writer()
                    .apply(
                            new PeerSettings(-1, -1, -1, 1 << 20, -1),
                            parts.streams().all());
            Http2Stream large = parts.stream(1, true);
            Http2Stream small = parts.stream(3, true);
            parts.first(window(parts, null, FILLS_BUFFER));
            parts.first(window(parts, large, FILLS_BUFFER));
            parts.told(ScheduledConnection.frames(own -> own.settings(PeerSettings.MAX_FRAME_SIZE, 1 << 20)));
            parts.told(ScheduledConnection.frames(own -> own.ping(false, 1)));
            parts.transport().window(0);
            parts.first(() -> {
                parts.writer().ping(true, 1);
                parts.writer().flush();
            });
            parts.first(() -> parts.writer().data(large, new byte[FILLS_BUFFER], 0, FILLS_BUFFER, true));
            Headers trailers = Headers.received(new HeaderName[] {HeaderName.of("x")}, new String[] {"y"}, 1);
            parts.actor("3", () -> {
                parts.writer().headers(small, blocks -> blocks.trailers(trailers), true);
                parts.writer().flush();
            });
            parts.actor("client", () -> parts.transport().window(Long.MAX_VALUE));
            parts.actor("client's other frames", () -> parts.streams().resetByClient(3, 8));

            parts.explore();

            assertThat(parts.hasEnded(1)).isTrue();
            return endOf(parts);
        });
    }
}
