package dev.lanner.internal.http2;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureTable;
import dev.lanner.feature.ResetFeature;
import dev.lanner.feature.TimingFeature;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.Transport;
import dev.lanner.server.Application;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.Http2Limits;
import dev.lanner.server.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection that speaks HTTP/2 (RFC 9113): reads frames, owns the settings and the table of streams, and starts a
 * thread for each stream. It runs nothing of the application, and never waits for the client to read.
 *
 * <p>Used by the connection's own thread, but for {@link #reset}, {@link #giveBack} and {@link #release}, which streams
 * call, and for what deadlines and {@link #closing} do.
 */
public final class Http2Connection {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int STREAM_ID_MAX = Integer.MAX_VALUE;
    private static final long DRAIN_PING = 0x6c616e6e65722121L;
    private static final long GOAWAY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final FeatureTable<Exchange> FEATURES = Exchange.FEATURES
            .with(DataRateFeature.class, exchange -> (Http2Stream) exchange.wire())
            .with(TimingFeature.class, exchange -> (Http2Stream) exchange.wire())
            .with(ResetFeature.class, Http2Reset::new)
            .with(ConnectFeature.class, Http2Connect::new);

    private final ConnectionScope scope;
    private final Transport transport;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Http2Limits limits2;
    private final ByteInput in;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final RequestReader requests;
    private final Budget budget;
    private final Deadline readDeadline;
    private final Deadline settingsDeadline;
    private final Deadline idleDeadline;
    private final Deadline drainDeadline;
    private final Deadline writeDeadline;
    private final ReceiveWindow receiveWindow;
    private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger active = new AtomicInteger();
    private final ClosedStreams closed = new ClosedStreams();
    private final Application<?> application;
    private int lastStreamId;
    private volatile int lastAccepted = STREAM_ID_MAX;
    private volatile boolean expired;
    private long requestNumber;
    private byte[] block = new byte[0];

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
        this.application = application;
        this.limits = scope.options().limits();
        this.limits2 = scope.options().http2();
        this.readDeadline = deadlines.add(this::expire);
        this.settingsDeadline = deadlines.add(phase -> settingsExpired());
        this.idleDeadline = deadlines.add(phase -> idleExpired());
        this.drainDeadline = deadlines.add(phase -> acceptNoMore());
        this.writeDeadline = deadlines.add(phase -> scope.abort(EndReason.RESPONSE_TOO_SLOW));
        Pace pace = new Pace(deadlines, writeDeadline, Phase.WRITE);
        pace.reset(limits.responseRate());
        this.writer = new FrameWriter(transport, pace, new FieldBlocks(scope));
        this.reader = new FrameReader(in, this::fill, limits2.frameBytes(), limits2.settings());
        this.requests = new RequestReader(limits, limits2, scheme);
        this.budget = new Budget(deadlines.clock(), limits2.misbehaviour());
        this.receiveWindow = new ReceiveWindow(limits2.connectionWindowBytes());
        transport.speaks(Http2Text::new);
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

    /** Serves requests until the connection ends. Says why in the scope; leaves the transport closed. */
    public void serve() {
        try {
            begin();
            while (lastAccepted == STREAM_ID_MAX || active.get() > 0) {
                next();
            }
            scope.end(scope.closing() == null ? EndReason.CLIENT_CLOSED : scope.closing());
            sayGoodbye(ErrorCode.NO_ERROR, "");
        } catch (Http2Exception broken) {
            scope.fault(broken.rule());
            scope.end(expired ? EndReason.REQUEST_HEAD_TIMEOUT : EndReason.PROTOCOL_VIOLATION);
            sayGoodbye(broken.rule().code(), broken.getMessage());
        } catch (IOException gone) {
            boolean drained = scope.isClosing() && active.get() == 0;
            scope.end(drained ? scope.closing() : active.get() == 0 ? EndReason.CLIENT_CLOSED : EndReason.CLIENT_GONE);
        } finally {
            end();
        }
    }

    /** The preface both ways (§3.4). */
    private void begin() throws IOException {
        writer.settings(
                PeerSettings.HEADER_TABLE_SIZE, limits2.headerTableBytes(),
                PeerSettings.MAX_CONCURRENT_STREAMS, limits2.streams(),
                PeerSettings.INITIAL_WINDOW_SIZE, limits2.streamWindowBytes(),
                PeerSettings.MAX_HEADER_LIST_SIZE, limits.headerBytes(),
                PeerSettings.ENABLE_CONNECT_PROTOCOL, 1,
                PeerSettings.NO_RFC7540_PRIORITIES, 1);
        int more = limits2.connectionWindowBytes() - PeerSettings.WINDOW_DEFAULT;
        if (more > 0) {
            writer.windowUpdate(0, more);
        }
        writer.flushElsewhere();
        readDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        settingsDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        for (int at = 0; at < PREFACE.length; at++) {
            if (in.buffered() == 0) {
                fill();
            }
            if (in.array()[in.position()] != PREFACE[at]) {
                throw Http2Rule.PREFACE_MALFORMED.brokenOn(0);
            }
            in.skip(1);
        }
        if (!(reader.next() instanceof Frame.Settings first)) {
            throw Http2Rule.PREFACE_WITHOUT_SETTINGS.brokenOn(0);
        }
        writer.apply(first.values(), streams.values());
        writer.flushElsewhere();
        idleDeadline.arm(Phase.KEEP_ALIVE, limits.keepAliveTimeout().toNanos());
    }

    /** One frame. */
    private void next() throws IOException {
        if (in.buffered() == 0) {
            await();
        }
        readDeadline.arm(Phase.HEAD, limits.requestHeadTimeout().toNanos());
        try {
            handle(reader.next());
        } catch (Http2Exception broken) {
            if (broken.endsConnection()) {
                throw broken;
            }
            scope.fault(broken.rule());
            resetForFault(broken);
        }
        reader.finish();
        if (in.buffered() == 0) {
            writer.flushElsewhere();
        }
    }

    /** Between two frames. How long the connection may be without a stream is another deadline's, so that PING renews nothing. */
    private void await() throws IOException {
        readDeadline.disarm();
        if (active.get() == 0) {
            writer.idle();
        }
        in.idle();
        fill();
    }

    private void fill() throws IOException {
        if (!in.fill()) {
            if (expired) {
                throw Http2Rule.FRAME_TOO_SLOW.brokenOn(0);
            }
            throw new IOException("the client has closed the connection");
        }
    }

    private void handle(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Data data -> data(data);
            case Frame.Headers headers -> headers(headers);
            case Frame.Priority(int streamId) -> {
                budget.spend(Budget.CONTROL_FRAME);
                requireOtherThan(streamId);
            }
            case Frame.RstStream(int streamId, long errorCode) -> rstStream(streamId, errorCode);
            case Frame.Settings(PeerSettings values) -> {
                budget.spend(Budget.CONTROL_FRAME);
                writer.apply(values, streams.values());
            }
            case Frame.SettingsAck() -> {
                settingsDeadline.disarm();
                requests.settingsAcknowledged();
            }
            case Frame.Ping(boolean ack, long opaque) -> ping(ack, opaque);
            case Frame.GoAway goAway -> scope.requestClose(EndReason.CLIENT_ASKED_TO_CLOSE);
            case Frame.WindowUpdate(int streamId, int increment) -> windowUpdate(streamId, increment);
            case Frame.Continuation continuation -> throw Http2Rule.CONTINUATION_UNEXPECTED.brokenOn(0);
            case Frame.PriorityUpdate(int streamId, String value) -> {
                budget.spend(Budget.CONTROL_FRAME);
                Http2Stream stream = streams.get(streamId);
                if (stream != null) {
                    stream.priority(Priority.of(value));
                }
            }
            case Frame.Unknown unknown -> budget.spend(Budget.CONTROL_FRAME);
        }
    }

    private void requireOtherThan(int streamId) throws Http2Exception {
        if (reader.dependency() == streamId) {
            throw Http2Rule.PRIORITY_OF_ITSELF.brokenOn(streamId);
        }
    }

    private void data(Frame.Data data) throws IOException {
        Http2Stream stream = openStream(data.streamId());
        if (!receiveWindow.take(data.flowLength())) {
            throw Http2Rule.CONNECTION_WINDOW_EXCEEDED.brokenOn(0);
        }
        if (stream == null || !stream.receives()) {
            giveBack(data.flowLength());
            if (stream != null) {
                throw Http2Rule.STREAM_HALF_CLOSED.brokenOn(data.streamId());
            }
            return;
        }
        if (!stream.takeWindow(data.flowLength())) {
            giveBack(data.flowLength());
            throw Http2Rule.WINDOW_EXCEEDED.brokenOn(data.streamId());
        }
        if (data.length() == 0 && !data.endStream()) {
            budget.spend(Budget.EMPTY_FRAME);
        }
        int padding = data.flowLength() - data.length();
        stream.receivedData(reader, data.length(), data.endStream());
        if (padding > 0) {
            stream.paddingConsumed(padding);
        }
    }

    /** The stream of a frame; null if it was reset by us a short while ago, when frames may still be on their way (§5.1). */
    private Http2Stream openStream(int streamId) throws Http2Exception {
        Http2Stream stream = streams.get(streamId);
        if (stream != null && stream.state() != StreamState.CLOSED) {
            return stream;
        }
        if (isIdle(streamId)) {
            throw Http2Rule.STREAM_IDLE.brokenOn(0);
        }
        letPass(streamId, Http2Rule.STREAM_CLOSED);
        return null;
    }

    private boolean isIdle(int streamId) {
        return streamId > lastStreamId || (streamId & 1) == 0;
    }

    /**
     * A frame on a stream that is closed: an error, unless it was us who reset the stream.
     *
     * @param unknown what it is if nothing is known of the stream
     */
    private void letPass(int streamId, Http2Rule unknown) throws Http2Exception {
        ClosedStreams.How how = closed.how(streamId);
        if (how == ClosedStreams.How.RESET_BY_US) {
            budget.spend(Budget.CONTROL_FRAME);
        } else if (how == ClosedStreams.How.RESET_BY_CLIENT) {
            throw Http2Rule.STREAM_RESET_BY_CLIENT.brokenOn(streamId);
        } else {
            boolean ended = how != null || streams.containsKey(streamId);
            throw (ended ? Http2Rule.STREAM_CLOSED : unknown).brokenOn(0);
        }
    }

    private void rstStream(int streamId, long errorCode) throws Http2Exception {
        if (isIdle(streamId)) {
            throw Http2Rule.STREAM_IDLE.brokenOn(0);
        }
        closed.add(streamId, ClosedStreams.How.RESET_BY_CLIENT);
        Http2Stream stream = streams.get(streamId);
        if (stream == null || stream.state() == StreamState.CLOSED) {
            budget.spend(Budget.CONTROL_FRAME);
        } else {
            budget.spend(Budget.RESET);
            stream.close(new IOException("the client has reset the stream: " + ErrorCode.describe(errorCode)));
        }
    }

    private void ping(boolean ack, long opaque) throws Http2Exception {
        if (!ack) {
            budget.spend(Budget.CONTROL_FRAME);
            writer.ping(true, opaque);
        } else if (opaque == DRAIN_PING) {
            acceptNoMore();
        }
    }

    private void windowUpdate(int streamId, int increment) throws Http2Exception {
        budget.spend(Budget.CONTROL_FRAME);
        if (streamId == 0) {
            if (!writer.increaseWindow(null, increment)) {
                throw Http2Rule.WINDOW_OVERFLOW.brokenOn(0);
            }
            return;
        }
        Http2Stream stream = streams.get(streamId);
        if (stream == null) {
            if (isIdle(streamId)) {
                throw Http2Rule.STREAM_IDLE.brokenOn(0);
            }
        } else if (!writer.increaseWindow(stream, increment)) {
            throw Http2Rule.WINDOW_OVERFLOW.brokenOn(streamId);
        }
    }

    private void headers(Frame.Headers headers) throws IOException {
        int streamId = headers.streamId();
        int dependency = reader.dependency();
        int length = block(headers);
        Http2Stream open = streams.get(streamId);
        boolean trailer = open != null && open.state() != StreamState.CLOSED;
        requests.read(block, length, trailer);
        if (trailer) {
            trailers(open, headers.endStream());
            return;
        }
        if ((streamId & 1) == 0) {
            throw Http2Rule.STREAM_NUMBER_EVEN.brokenOn(0);
        }
        if (streamId <= lastStreamId) {
            letPass(streamId, Http2Rule.STREAM_NUMBER_DECREASES);
            return;
        }
        lastStreamId = streamId;
        if (streamId > lastAccepted) {
            closed.add(streamId, ClosedStreams.How.RESET_BY_US);
            return;
        }
        if (dependency == streamId) {
            throw Http2Rule.PRIORITY_OF_ITSELF.brokenOn(streamId);
        }
        if (active.get() >= limits2.streams()) {
            throw Http2Rule.STREAMS_TOO_MANY.brokenOn(streamId);
        }
        open(streamId, headers.endStream());
    }

    /** Joins the field block of HEADERS and its CONTINUATIONs (§4.3) in {@code block}. */
    private int block(Frame.Headers headers) throws IOException {
        int length = append(0, headers.length());
        boolean end = headers.endHeaders();
        for (int frames = 0; !end; frames++) {
            if (frames == limits2.continuations()) {
                throw Http2Rule.CONTINUATION_TOO_MANY.brokenOn(0);
            }
            if (!(reader.next() instanceof Frame.Continuation more) || more.streamId() != headers.streamId()) {
                throw Http2Rule.FIELD_BLOCK_INTERRUPTED.brokenOn(0);
            }
            if (more.length() == 0) {
                budget.spend(Budget.EMPTY_FRAME);
            }
            length = append(length, more.length());
            end = more.endHeaders();
        }
        return length;
    }

    private int append(int at, int length) throws IOException {
        if (at + length > 2 * limits.headerBytes()) {
            throw Http2Rule.FIELD_BLOCK_FAR_TOO_LARGE.brokenOn(0);
        }
        if (at + length > block.length) {
            block = Arrays.copyOf(block, Math.max(at + length, 512));
        }
        for (int left = length; left > 0; ) {
            int count = Math.min(left, reader.await());
            reader.take(block, at + length - left, count);
            left -= count;
        }
        return at + length;
    }

    private void trailers(Http2Stream stream, boolean endStream) throws IOException {
        if (!stream.receives()) {
            throw Http2Rule.STREAM_HALF_CLOSED.brokenOn(stream.id());
        }
        if (!endStream) {
            throw Http2Rule.TRAILERS_WITHOUT_END.brokenOn(stream.id());
        }
        try {
            stream.receivedTrailers(requests.trailers(stream.id()));
        } catch (BadRequestException bad) {
            scope.fault(bad.rule());
            stream.receivedFault(bad);
        }
    }

    private void open(int streamId, boolean endStream) throws IOException {
        RequestHead head;
        try {
            head = requests.head(streamId, endStream);
            if (!scope.mayServe(head.authority())) {
                throw HttpRule.HOST_MISDIRECTED.broken();
            }
        } catch (BadRequestException bad) {
            scope.fault(bad.rule());
            budget.spend(Budget.RESET);
            refuse(streamId, endStream, bad);
            return;
        }
        idleDeadline.disarm();
        Http2Stream stream = new Http2Stream(
                streamId,
                this,
                head,
                requests.protocol(),
                endStream,
                scope.clock().nanos());
        streams.put(streamId, stream);
        active.incrementAndGet();
        Exchange exchange = new Exchange(scope, head, stream, FEATURES, ++requestNumber);
        Thread.ofVirtual().name(scope.id()).start(() -> run(stream, exchange));
    }

    /** On the stream's thread. */
    private void run(Http2Stream stream, Exchange exchange) {
        scope.owner().requestBegan();
        try {
            exchange.run(application);
        } finally {
            stream.exchangeEnded();
            boolean whole = stream.isResponseWhole() && scope.endReason() == null;
            if (whole) {
                budget.earn();
            }
            scope.owner().requestEnded(whole);
        }
    }

    /** Answers a request that can't be given to the application. */
    private void refuse(int streamId, boolean endStream, BadRequestException bad) throws IOException {
        closed.add(streamId, endStream ? ClosedStreams.How.ENDED : ClosedStreams.How.RESET_BY_US);
        writer.refusal(streamId, bad.status());
        if (!endStream) {
            writer.rstStream(streamId, ErrorCode.NO_ERROR.number());
        }
    }

    /** The client broke a rule of one stream: the stream ends, and it costs as much as if the client had reset it. */
    private void resetForFault(Http2Exception broken) throws Http2Exception {
        budget.spend(Budget.RESET);
        int streamId = broken.streamId();
        int errorCode = broken.rule().code().number();
        Http2Stream stream = streams.get(streamId);
        if (stream == null || !reset(stream, errorCode, broken)) {
            lastStreamId = Math.max(lastStreamId, streamId);
            closed.add(streamId, ClosedStreams.How.RESET_BY_US);
            writer.rstStream(streamId, errorCode);
        }
    }

    /** Gives a stream up, unless it is closed already: then false. Any thread. */
    boolean reset(Http2Stream stream, int errorCode, IOException reason) {
        if (!stream.close(reason)) {
            return false;
        }
        closed.add(stream.id(), ClosedStreams.How.RESET_BY_US);
        try {
            writer.rstStream(stream.id(), errorCode);
            writer.flushElsewhere();
        } catch (Http2Exception full) {
            scope.abort(EndReason.PROTOCOL_VIOLATION);
        }
        return true;
    }

    /** Content was read or given up: the connection's window has room again. Any thread; true if an update is to be sent. */
    boolean giveBack(int bytes) {
        int update = bytes == 0 ? 0 : receiveWindow.giveBack(bytes);
        if (update > 0) {
            writer.windowUpdate(0, update);
        }
        return update > 0;
    }

    /** A stream is over, and its place is free. Any thread. */
    void release(Http2Stream stream) {
        closed.add(stream.id(), ClosedStreams.How.ENDED);
        streams.remove(stream.id());
        int left = active.decrementAndGet();
        if (left == 0 && lastAccepted != STREAM_ID_MAX) {
            transport.closeInput();
        } else if (left == 0) {
            idleDeadline.arm(Phase.KEEP_ALIVE, limits.keepAliveTimeout().toNanos());
        }
    }

    /**
     * The connection is to end: says so, and a round trip later takes no more streams (§6.8), so that none is lost that the
     * client has sent before it knew. Any thread.
     */
    public void closing() {
        try {
            writer.goAway(STREAM_ID_MAX, ErrorCode.NO_ERROR, "");
            writer.ping(false, DRAIN_PING);
            writer.flushElsewhere();
            drainDeadline.arm(Phase.DRAIN, GOAWAY_WAIT_NANOS);
        } catch (Http2Exception full) {
            scope.abort(EndReason.PROTOCOL_VIOLATION);
        }
    }

    private void acceptNoMore() {
        drainDeadline.disarm();
        if (lastAccepted == STREAM_ID_MAX) {
            lastAccepted = lastStreamId;
            writer.goAway(lastStreamId, ErrorCode.NO_ERROR, "");
            writer.flushElsewhere();
            if (active.get() == 0) {
                transport.closeInput();
            }
        }
    }

    private void sayGoodbye(ErrorCode code, String why) {
        try {
            writer.goAway(lastStreamId, code, why);
            writer.finish();
            linger();
        } catch (IOException gone) {
            // Then the client knows already.
        }
    }

    /** Lets the client read our last frame: a reset would overtake it. */
    private void linger() throws IOException {
        transport.closeOutput();
        readDeadline.arm(Phase.DRAIN, limits.drainTimeout().toNanos());
        long left = limits.drainBytes();
        while (left >= 0 && in.fill()) {
            left -= in.buffered();
            in.skip(in.buffered());
        }
    }

    private void end() {
        IOException gone = new IOException("the connection has ended");
        writer.fail(gone);
        streams.values().forEach(stream -> stream.close(gone));
        deadlines.remove(readDeadline);
        deadlines.remove(settingsDeadline);
        deadlines.remove(idleDeadline);
        deadlines.remove(drainDeadline);
        deadlines.remove(writeDeadline);
        transport.close();
    }

    /** On the ticker's thread: a frame, or what was to be drained, did not come in time. */
    private void expire(Phase phase) {
        expired = phase == Phase.HEAD;
        transport.closeInput();
    }

    /** On the ticker's thread. A stream may have been opened in this very moment. */
    private void idleExpired() {
        if (active.get() == 0) {
            scope.requestClose(EndReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    /** On the ticker's thread: our settings were not acknowledged. */
    private void settingsExpired() {
        scope.fault(Http2Rule.SETTINGS_NOT_ACKNOWLEDGED);
        scope.end(EndReason.PROTOCOL_VIOLATION);
        writer.goAway(lastStreamId, ErrorCode.SETTINGS_TIMEOUT, "");
        writer.flushElsewhere();
        transport.closeInput();
    }
}
