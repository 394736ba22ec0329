package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.TargetReader;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.server.Application;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.spec.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The real classes of a connection, with {@link TurnPoints}, for one schedule of an {@link Explorer}. Either it is served,
 * and the client sends to it; or it is not, and the test's actors do what its threads do. Before {@link #explore} and after
 * it there is one order only.
 */
final class ScheduledConnection implements ConnectionScope.Owner {
    private static final Headers NO_FIELDS = Headers.received(new HeaderName[0], new String[0], 0);

    /** What an actor does. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** What an application does. */
    @FunctionalInterface
    interface Handler {
        void handle(FeatureCollection features) throws IOException;
    }

    private final TurnPoints points = new TurnPoints();
    private final ManualClock clock = ManualClock.ofExamples();
    private final Deadlines deadlines = new Deadlines(clock);
    private final MemoryTransport transport = new MemoryTransport();
    private final StrictClient client = new StrictClient();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Schedule schedule;
    private final ServerOptions options;
    private final Http2Connection connection;
    private boolean exploring;
    private boolean served;
    private final StringBuilder requests = new StringBuilder();

    private ScheduledConnection(Schedule.Turns turns, ServerOptions options, Handler handler) {
        this.schedule = new Schedule((ready, last) -> exploring ? turns.next(ready, last) : 0);
        this.options = options;
        ConnectionScope scope = new ConnectionScope(
                "c1", transport.localAddress(), transport.remoteAddress(), options, clock, new DateField(clock), this);
        this.connection = new Http2Connection(
                scope, transport, ByteInput.of(transport, options), deadlines, "http", application(handler));
        points.into(transport);
        points.into(connection);
        client.sends(Preface.OF_CLIENT);
    }

    private static Application<FeatureCollection> application(Handler handler) {
        return new Application<>() {
            @Override
            public FeatureCollection createContext(FeatureCollection features) {
                return features;
            }

            @Override
            public void process(FeatureCollection features) throws IOException {
                handler.handle(features);
            }

            @Override
            public void disposeContext(FeatureCollection features, Throwable failure) {}
        };
    }

    private static ServerOptions options(int streams) {
        return ServerOptions.builder()
                .http2(Http2Limits.builder()
                        .streams(streams)
                        .streamWindowBytes(PeerSettings.WINDOW_DEFAULT)
                        .connectionWindowBytes(PeerSettings.WINDOW_DEFAULT)
                        .build())
                .build();
    }

    // ---- before and after the schedule ----------------------------------------------------------------------------

    /** Nobody serves: streams that are opened here have no application but the actors. */
    static ScheduledConnection parts(Schedule.Turns turns) throws IOException {
        ScheduledConnection parts = new ScheduledConnection(turns, options(100), features -> {});
        parts.told(frames(own -> own.settings()));
        parts.writer()
                .apply(new PeerSettings(-1, -1, -1, 0, -1), parts.streams().all());
        return parts;
    }

    /** The connection is served, and the client has said its preface. */
    static ScheduledConnection served(Schedule.Turns turns, int streams, Handler handler) {
        ScheduledConnection served = new ScheduledConnection(turns, options(streams), handler);
        served.served = true;
        served.actor("connection", served.connection::serve);
        served.transport.send(Preface.OF_CLIENT);
        served.sendFirst(frames(own -> own.settings()));
        return served;
    }

    /** Does something, and lets everybody do what there is to do, in one order. */
    void first(Action action) {
        actor("first", action);
        quietly();
    }

    private void quietly() {
        schedule.run();
        requireNoFailure();
    }

    /** A stream that has sent its head, and waits for nothing. */
    Http2Stream stream(int id, boolean remoteEnded) throws IOException {
        told(request(id, remoteEnded));
        assertThat(connection.streams().mayOpen(id)).isTrue();
        RequestHead head = new RequestHead(
                HttpVersion.HTTP_2,
                HttpMethod.POST,
                "http",
                TargetReader.read("/", HttpMethod.POST),
                "a",
                NO_FIELDS,
                BodyLength.OPEN,
                false);
        Http2Stream stream = new Http2Stream(id, connection, head, remoteEnded);
        connection.streams().add(stream);
        connection.writer().headers(stream, blocks -> blocks.headOnly(200, NO_FIELDS), false);
        return stream;
    }

    /** Plays one order. */
    void explore() {
        points.turn(true);
        exploring = true;
        try {
            schedule.run();
        } finally {
            exploring = false;
            points.turn(false);
        }
        requireNoFailure();
    }

    private void requireNoFailure() {
        for (Throwable failure : failures) {
            throw new AssertionError("an actor has failed: " + failure, failure);
        }
    }

    // ---- actors ---------------------------------------------------------------------------------------------------

    /** Somebody who does that, once {@link #explore} is called; that it fails with an IOException is an outcome. */
    void actor(String name, Action action) {
        schedule.start(() -> {
            try {
                action.run();
            } catch (IOException refusal) {
                refused.add(name);
            } catch (RuntimeException | Error failure) {
                failures.add(failure);
            }
        });
    }

    FrameWriter writer() {
        return connection.writer();
    }

    StreamTable streams() {
        return connection.streams();
    }

    Http2Connection connection() {
        return connection;
    }

    MemoryTransport transport() {
        return transport;
    }

    /** The clock goes on, and the ticker ticks. */
    void tick(Duration duration) {
        clock.advance(duration);
        deadlines.tick();
    }

    /** The client sends. */
    void send(byte[] frame) {
        told(frame);
        transport.send(frame);
    }

    /** The same with frames that arrive in one read. */
    void sendTogether(byte[]... frames) {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            told(frame);
            together.writeBytes(frame);
        }
        transport.send(together.toByteArray());
    }

    /** The client sends, before anything else. */
    void sendFirst(byte[] frame) {
        first(() -> send(frame));
    }

    /** What an actor does has come of the client having sent this. */
    void told(byte[] frame) {
        client.sends(frame);
    }

    static byte[] frames(Consumer<FrameBuffer> content) {
        FrameBuffer buffer = new FrameBuffer();
        content.accept(buffer);
        return Arrays.copyOf(buffer.array(), buffer.size());
    }

    /** A request for {@code /}. */
    static byte[] request(int streamId, boolean end) {
        byte[] block = {(byte) (end ? 0x82 : 0x83), (byte) 0x84, (byte) 0x86, 1, 1, 'a'};
        byte[] frame = Arrays.copyOf(
                new byte[] {0, 0, (byte) block.length, Frame.HEADERS, Frame.END_HEADERS, 0, 0, 0, (byte) streamId},
                Frame.HEADER_LENGTH + block.length);
        frame[4] |= (byte) (end ? Frame.END_STREAM : 0);
        System.arraycopy(block, 0, frame, Frame.HEADER_LENGTH, block.length);
        return frame;
    }

    // ---- what came of it ------------------------------------------------------------------------------------------

    /** What the client has got of streams, and GOAWAY, a frame each; and who was refused. */
    String outcome() {
        return seen() + (refused.isEmpty() ? "" : " refused: " + refused);
    }

    private String seen() {
        byte[] bytes = transport.written();
        List<String> frames = new ArrayList<>();
        for (int at = 0; at + Frame.HEADER_LENGTH <= bytes.length; ) {
            RawFrame frame = new RawFrame(bytes, at);
            at += Frame.HEADER_LENGTH + frame.length();
            int stream = frame.streamWord();
            String end = frame.has(Frame.END_STREAM) ? "!" : "";
            switch (frame.type()) {
                case Frame.DATA -> frames.add("D" + stream + "(" + frame.length() + ")" + end);
                case Frame.HEADERS -> frames.add("H" + stream + end);
                case Frame.RST_STREAM -> frames.add("R" + stream + " " + RawFrame.int32(frame.payload(), 0));
                case Frame.GOAWAY ->
                    frames.add("G" + RawFrame.int32(frame.payload(), 0) + " " + RawFrame.int32(frame.payload(), 4));
                default -> {
                    // Not of a stream.
                }
            }
        }
        return String.join(" ", frames);
    }

    /** What the client has got of a stream's content. */
    byte[] contentOf(int streamId) {
        byte[] bytes = transport.written();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int at = 0; at + Frame.HEADER_LENGTH <= bytes.length; ) {
            RawFrame frame = new RawFrame(bytes, at);
            at += Frame.HEADER_LENGTH;
            if (frame.type() == Frame.DATA && frame.streamWord() == streamId) {
                content.write(bytes, at, Math.min(frame.length(), bytes.length - at));
            }
            at += frame.length();
        }
        return content.toByteArray();
    }

    /** Which requests ran at once: {@code (} where one began, {@code )} where one ended. */
    String requests() {
        return requests.toString();
    }

    /** Whether the client has got the end of a response. */
    boolean hasEnded(int streamId) {
        return (" " + seen() + " ").matches(".* [DH]" + streamId + "(\\(\\d+\\))?! .*");
    }

    /** Nothing that was appended waits for somebody to send it, while everybody waits. */
    void requireNothingHeldBack() {
        int before = transport.written().length;
        first(writer()::finish);
        assertThat(transport.written())
                .as("what was sent when everybody waited")
                .hasSize(before);
    }

    /** Nobody waits who should not: only the connection's own thread does, for the client. */
    void requireDone() {
        List<Thread> waiting = schedule.threads();
        if (waiting.size() != (served && transport.end() != MemoryTransport.End.CLOSED ? 1 : 0)) {
            throw new AssertionError("threads wait, and nobody will wake them; " + outcome()
                    + waiting.stream()
                            .map(thread -> Arrays.stream(thread.getStackTrace())
                                    .map(frame -> "\n    " + frame)
                                    .collect(Collectors.joining("", "\n  one of them", "")))
                            .collect(Collectors.joining()));
        }
    }

    /** All room of the connection's window was given back, or will be: as much as was taken. */
    void requireWindowWhole() {
        assertThat(TurnPoints.windowOf(connection))
                .as("the connection's window for what the client sends")
                .isEqualTo(options.http2().connectionWindowBytes());
    }

    /** Ends the connection; then nobody is left, all requests have ended, and the client has nothing to complain of. */
    String end() {
        return end(false);
    }

    /** The same, where the transport may have failed within a frame. */
    String endOfCut() {
        return end(true);
    }

    private String end(boolean cut) {
        byte[] written = transport.written();
        String outcome = outcome();
        if (served) {
            transport.vanish();
        } else {
            IOException gone = new IOException("the end of the test");
            actor("end", () -> {
                writer().fail(gone);
                streams().all().forEach(stream -> stream.close(ClosedStreams.How.RESET_BY_US, gone));
            });
        }
        quietly();
        assertThat(schedule.threads()).as("threads that are left").isEmpty();
        assertThat(requests.chars().filter(one -> one == ')').count())
                .as("requests that have ended")
                .isEqualTo(requests.chars().filter(one -> one == '(').count());
        client.receives(written, cut);
        return outcome;
    }

    @Override
    public void closing() {
        connection.closing();
    }

    @Override
    public void cut() {
        transport.reset();
    }

    @Override
    public void requestBegan() {
        requests.append('(');
    }

    @Override
    public void requestEnded(boolean whole) {
        requests.append(')');
    }

    @Override
    public boolean upgrade() {
        return false;
    }
}
