package dev.lanner.internal.http2;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Conversation;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Application;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import java.io.IOException;

/**
 * One connection that speaks HTTP/2 (RFC 9113): the preface, then one frame after the other, each given to those whom it
 * concerns; and the deadlines of all that. It runs nothing of the application, and never waits for the client to read.
 *
 * <p>Used by the connection's own thread, but for {@link #giveBack} and {@link #release}, which streams call, and for what
 * deadlines and {@link #closing} do.
 */
public final class Http2Connection implements Conversation {
    private final ConnectionScope scope;
    private final Transport transport;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Http2Limits limits2;
    private final ByteInput in;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Budget budget;
    private final StreamTable streams;
    private final RequestReader requests;
    private final FieldBlock block;
    private final StreamOpener opener;
    private final Shutdown shutdown;
    private final KeepAlive keepAlive;
    private final ReceiveWindow receiveWindow;
    private final Deadline readDeadline;
    private final Deadline settingsDeadline;
    private final Pace writePace;
    private final Workers workers;
    private boolean begun;
    private long heardAt;
    private int noRfc7540Priorities;

    /** What did not come in its time. */
    private volatile Http2Rule expired;

    /**
     * @param in what was read of the connection so far is in it, the preface first
     * @param scheme how the client reached us: {@code http} or {@code https}
     */
    public Http2Connection(
            ConnectionScope scope,
            Transport transport,
            ByteInput in,
            Deadlines deadlines,
            String scheme,
            Application<?> application) {
        this.scope = scope;
        this.transport = transport;
        this.in = in;
        this.deadlines = deadlines;
        this.limits = scope.options().limits();
        this.limits2 = scope.options().http2();
        this.readDeadline = deadlines.add(phase -> expire(Http2Rule.FRAME_TOO_SLOW));
        this.settingsDeadline = deadlines.add(phase -> expire(Http2Rule.SETTINGS_NOT_ACKNOWLEDGED));
        this.writePace = deadlines.add(Phase.WRITE, phase -> scope.abort(EndReason.RESPONSE_TOO_SLOW));
        writePace.reset(limits.responseRate());
        this.budget = new Budget(deadlines.clock(), limits2.misbehaviour(), scope.owner()::uselessWork);
        this.writer = new FrameWriter(
                transport, writePace, new FieldBlocks(scope), budget, () -> scope.abort(EndReason.SERVER_ERROR));
        this.reader = new FrameReader(in, this::fill, limits2.frameBytes(), limits2.settings());
        this.streams = new StreamTable(scope, writer, budget);
        this.requests = new RequestReader(scope.options(), scheme);
        this.block = new FieldBlock(reader, budget, limits, limits2);
        this.workers = new Workers(scope.id(), writer::flushElsewhere, scope.clock()::nanos);
        this.opener = new StreamOpener(this, budget, requests, application);
        this.keepAlive = new KeepAlive(scope, deadlines, writer, streams);
        this.shutdown = new Shutdown(scope, transport, in, deadlines, writer, streams);
        this.receiveWindow = new ReceiveWindow(limits2.connectionWindowBytes());
        transport.speaks(Http2Text::new);
        Preface.say(writer, limits, limits2);
    }

    ConnectionScope scope() {
        return scope;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Limits limits() {
        return limits;
    }

    Http2Limits limits2() {
        return limits2;
    }

    FrameWriter writer() {
        return writer;
    }

    StreamTable streams() {
        return streams;
    }

    /** When the bytes came that were read last, in nanoseconds of the clock. */
    long heardAt() {
        return heardAt;
    }

    Workers workers() {
        return workers;
    }

    /** The preface before the first frame, and then one frame. It always waits. */
    @Override
    public Turn turn(boolean waits) {
        Turn next = Turn.END;
        try {
            next = take();
        } catch (Http2Exception broken) {
            note(broken);
            boolean tooSlow = broken.rule() == Http2Rule.FRAME_TOO_SLOW;
            scope.end(tooSlow ? EndReason.REQUEST_HEAD_TIMEOUT : EndReason.PROTOCOL_VIOLATION);
            sayGoodbye(broken.rule().code(), broken.getMessage());
        } catch (IOException gone) {
            clientIsGone();
        } catch (RuntimeException | Error ours) {
            scope.end(EndReason.SERVER_ERROR);
            sayGoodbye(ErrorCode.INTERNAL_ERROR, "");
            throw ours;
        } finally {
            if (next == Turn.END) {
                end();
            }
        }
        return next;
    }

    private Turn take() throws IOException {
        if (!begun) {
            begin();
            begun = true;
        }
        if (in.buffered() == 0 && !await()) {
            return Turn.PAUSE;
        }
        next();
        return Turn.NEXT;
    }

    private void sayGoodbye(ErrorCode code, String why) {
        workers.begin();
        readDeadline.disarm();
        shutdown.sayGoodbye(code, why);
    }

    private void note(Http2Exception broken) {
        scope.fault(broken.rule());
        if (broken.detail() != null) {
            scope.fault(broken.detail());
        }
    }

    /** A client that has sent its last frame may still want the end of what it asked for. */
    private void clientIsGone() {
        if (streams.count() > 0) {
            scope.end(EndReason.CLIENT_GONE);
        } else {
            scope.end(scope.isClosing() ? scope.closing() : EndReason.CLIENT_CLOSED);
            shutdown.flush();
        }
    }

    private void begin() throws IOException {
        Preface.requireSecurity(scope.tls());
        readDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        PeerSettings first = Preface.read(in, reader);
        noRfc7540Priorities = Math.max(0, first.noRfc7540Priorities());
        writer.apply(first, streams.all());
        settingsDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        keepAlive.begin();
        heardAt = scope.clock().nanos();
    }

    /** One frame. */
    private void next() throws IOException {
        readDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        try {
            handle(reader.next());
        } catch (Http2Exception broken) {
            if (broken.endsConnection()) {
                throw broken;
            }
            note(broken);
            streams.resetFor(broken);
        }
        if (streams.opened()) {
            shutdown.finishIfOver();
        }
        reader.finish();
    }

    /**
     * Between two frames; false if the connection could rest. How long it may be without a stream is another deadline's, so
     * that PING renews nothing.
     */
    private boolean await() throws IOException {
        readDeadline.disarm();
        prepareToWait();
        while (!in.awaitUnlessIdle(true)) {
            if (streams.count() == 0 && writer.rest()) {
                requests.rest();
                block.rest();
                return false;
            }
            prepareToWait();
        }
        if (in.buffered() == 0) {
            fill();
        } else {
            heard();
        }
        return true;
    }

    private void prepareToWait() {
        if (streams.count() == 0) {
            writer.idle();
            in.idle();
        }
        workers.begin();
        in.pause();
        writer.flushElsewhere();
    }

    /** Waits for the client. What we owe it leaves before: it may wait for that. */
    private void fill() throws IOException {
        workers.begin();
        writer.flushElsewhere();
        if (!in.fill()) {
            if (expired != null) {
                throw expired.brokenOn(0);
            }
            throw new IOException("the client has closed the connection");
        }
        heard();
    }

    private void heard() {
        heardAt = scope.clock().nanos();
        keepAlive.heard();
    }

    private void handle(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Data data -> data(data);
            case Frame.Headers headers -> {
                int dependency = reader.dependency();
                block.read(headers);
                opener.headers(headers.streamId(), block, headers.endStream(), dependency);
            }
            case Frame.Priority(int streamId) -> {
                budget.spend(Budget.CONTROL_FRAME);
                if (reader.dependency() == streamId) {
                    throw Http2Rule.PRIORITY_OF_ITSELF.brokenOn(streamId);
                }
            }
            case Frame.RstStream(int streamId, long errorCode) -> streams.resetByClient(streamId, errorCode);
            case Frame.Settings(PeerSettings values) -> {
                budget.spend(Budget.CONTROL_FRAME);
                if (values.noRfc7540Priorities() >= 0 && values.noRfc7540Priorities() != noRfc7540Priorities) {
                    throw Http2Rule.SETTING_NO_RFC7540_PRIORITIES.brokenOn(0);
                }
                writer.apply(values, streams.all());
            }
            case Frame.SettingsAck() -> {
                budget.spend(Budget.CONTROL_FRAME);
                settingsDeadline.disarm();
                requests.settingsAcknowledged();
            }
            case Frame.Ping(boolean ack, long opaque) -> ping(ack, opaque);
            case Frame.GoAway goAway -> {
                budget.spend(Budget.CONTROL_FRAME);
                scope.requestClose(EndReason.CLIENT_ASKED_TO_CLOSE);
            }
            case Frame.WindowUpdate(int streamId, int increment) -> windowUpdate(streamId, increment);
            case Frame.Continuation continuation -> throw Http2Rule.CONTINUATION_UNEXPECTED.brokenOn(0);
            case Frame.PriorityUpdate(int streamId, String value) -> {
                budget.spend(Budget.CONTROL_FRAME);
                Http2Stream stream = streams.find(streamId);
                if (stream != null) {
                    writer.priority(stream, Priority.of(value));
                }
            }
            case Frame.Unknown unknown -> budget.spend(Budget.CONTROL_FRAME);
        }
    }

    /** Whatever becomes of it, it counts in the connection's window (§6.9). */
    private void data(Frame.Data data) throws IOException {
        if (!receiveWindow.take(data.flowLength())) {
            throw Http2Rule.CONNECTION_WINDOW_EXCEEDED.brokenOn(0);
        }
        Http2Stream stream = null;
        try {
            stream = takerOf(data);
        } finally {
            if (stream == null) {
                giveBack(data.flowLength());
            }
        }
        if (stream != null) {
            int padding = data.flowLength() - data.length();
            if (padding > 0) {
                stream.giveBack(padding);
            }
            stream.receivedData(reader, data.length(), data.endStream());
        }
    }

    /** The stream that takes it; null if nobody does. The state is looked at once: a response can end at any moment. */
    private Http2Stream takerOf(Frame.Data data) throws Http2Exception {
        Http2Stream stream = streams.find(data.streamId());
        StreamState state = stream == null ? StreamState.CLOSED : stream.state();
        if (state == StreamState.CLOSED) {
            streams.dataOnClosed(data.streamId());
            return null;
        }
        if (!state.receives()) {
            throw Http2Rule.STREAM_HALF_CLOSED.brokenOn(data.streamId());
        }
        if (!stream.takeWindow(data.flowLength())) {
            throw Http2Rule.WINDOW_EXCEEDED.brokenOn(data.streamId());
        }
        if (data.length() == 0 && !data.endStream()) {
            budget.spend(Budget.EMPTY_FRAME);
        }
        return stream;
    }

    private void ping(boolean ack, long opaque) throws Http2Exception {
        if (ack) {
            budget.spend(Budget.CONTROL_FRAME);
            shutdown.pingAnswered(opaque);
        } else {
            budget.spendReply();
            writer.ping(true, opaque);
        }
    }

    private void windowUpdate(int streamId, int increment) throws Http2Exception {
        budget.spendReply();
        Http2Stream stream = streams.find(streamId);
        if (streamId != 0 && stream == null) {
            streams.requireNotIdle(streamId);
        } else if (!writer.increaseWindow(stream, increment)) {
            throw Http2Rule.WINDOW_OVERFLOW.brokenOn(streamId);
        }
    }

    /** Content was read or given up: the connection's window has room again. Any thread; true if an update is to be sent. */
    boolean giveBack(int bytes) {
        int update = bytes == 0 ? 0 : receiveWindow.giveBack(bytes);
        if (update > 0) {
            writer.windowUpdate(0, update);
        }
        return update > 0;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    /** A stream is over, and its place is free. Any thread. */
    void release(Http2Stream stream) {
        if (streams.remove(stream) > 0) {
            return;
        }
        keepAlive.noStream();
        shutdown.finishIfOver();
    }

    /** The connection is to end once its streams have; any thread. */
    public void closing() {
        shutdown.begin();
    }

    private void end() {
        try {
            release();
        } finally {
            workers.finish();
        }
    }

    private void release() {
        IOException gone = new IOException("the connection has ended");
        writer.fail(gone);
        streams.all().forEach(stream -> stream.close(ClosedStreams.How.RESET_BY_US, gone));
        if (scope.endReason() == EndReason.SERVER_STOP_FORCED) {
            streams.all().forEach(Http2Stream::interrupt);
        }
        deadlines.remove(readDeadline);
        deadlines.remove(settingsDeadline);
        deadlines.remove(writePace);
        keepAlive.release();
        shutdown.release();
        transport.close();
    }

    /** On the ticker's thread: something did not come in time. */
    private void expire(Http2Rule late) {
        expired = late;
        transport.closeInput();
    }
}
