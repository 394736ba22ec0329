package dev.lanner.internal.http2;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.server.Application;
import dev.lanner.server.BadRequestException;
import java.io.IOException;

/**
 * What becomes of HEADERS: the trailers of a stream, a new stream, or a refusal. Used by the
 * connection's thread, but for what the streams' threads run.
 */
final class StreamOpener {
    private final Http2Connection connection;
    private final ConnectionScope scope;
    private final StreamTable streams;
    private final FrameWriter writer;
    private final Budget budget;
    private final RequestReader requests;
    private final Application<?> application;
    private final Workers workers;
    private long requestNumber;

    StreamOpener(Http2Connection connection, Budget budget, RequestReader requests, Application<?> application) {
        this.connection = connection;
        this.scope = connection.scope();
        this.streams = connection.streams();
        this.writer = connection.writer();
        this.budget = budget;
        this.requests = requests;
        this.application = application;
        this.workers = connection.workers();
    }

    /**
     * HEADERS have arrived.
     *
     * @param block is decoded, whatever becomes of it: the tables must stay equal
     * @param dependency the stream that they name as their parent; 0 for none
     */
    void headers(int streamId, FieldBlock block, boolean endStream, int dependency) throws IOException {
        Http2Stream open = streams.findOpen(streamId);
        requests.read(block.array(), block.length(), open != null);
        if (open != null) {
            trailers(open, endStream);
            return;
        }
        if (!streams.mayOpen(streamId)) {
            return;
        }
        if (dependency == streamId) {
            throw Http2Rule.PRIORITY_OF_ITSELF.brokenOn(streamId);
        }
        if (streams.count() >= connection.limits2().streams()) {
            throw Http2Rule.STREAMS_TOO_MANY.brokenOn(streamId);
        }
        try {
            RequestHead head = requests.head(streamId, endStream);
            if (!scope.mayServe(head.authority())) {
                throw HttpRule.HOST_MISDIRECTED.broken();
            }
            open(streamId, head, endStream);
        } catch (BadRequestException bad) {
            scope.fault(bad.rule());
            budget.spend(Budget.RESET);
            refuse(streamId, endStream, bad.status());
        }
    }

    private void trailers(Http2Stream stream, boolean endStream) throws IOException {
        StreamState state = stream.state();
        if (state == StreamState.CLOSED) {
            streams.mayOpen(stream.id()); // it was over a moment ago: judged like any other that is
            return;
        }
        if (!state.receives()) {
            throw Http2Rule.STREAM_HALF_CLOSED.brokenOn(stream.id());
        }
        if (stream.isTunnel()) {
            throw Http2Rule.HEADERS_IN_TUNNEL.brokenOn(stream.id());
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

    private void open(int streamId, RequestHead head, boolean endStream) {
        Http2Stream stream = new Http2Stream(streamId, connection, head, endStream);
        streams.add(stream);
        connection.keepAlive().stream();
        boolean mayWait = !endStream || scope.owner().threadPerRequest();
        Http2Wire wire = new Http2Wire(stream, scope, writer, requests.protocol(), connection.heardAt());
        Exchange exchange = new Exchange(scope, head, wire, Http2Wire.FEATURES, ++requestNumber);
        scope.owner().requestBegan();
        if (mayWait) {
            Thread.ofVirtual().name(scope.id()).start(() -> run(stream, wire, exchange));
        } else {
            workers.add(worker -> {
                wire.runsOn(worker);
                run(stream, wire, exchange);
            });
        }
        if (requestNumber == scope.options().limits().requestsPerConnection()) {
            scope.requestClose(EndReason.REQUESTS_PER_CONNECTION);
        }
    }

    /** On a worker, or on a thread of its own. */
    private void run(Http2Stream stream, Http2Wire wire, Exchange exchange) {
        stream.begin();
        try {
            exchange.run(application);
        } finally {
            boolean whole = wire.isResponseWhole();
            if (whole) {
                budget.earn();
            }
            scope.owner().requestEnded(whole);
            stream.drain();
            stream.exchangeEnded();
        }
    }

    /** Answers a request that can't be given to the application. */
    private void refuse(int streamId, boolean endStream, int status) throws IOException {
        streams.closed(streamId, endStream ? ClosedStreams.How.ENDED : ClosedStreams.How.RESET_BY_US);
        writer.refusal(streamId, status);
        if (!endStream) {
            writer.rstStream(streamId, ErrorCode.NO_ERROR.number());
        }
    }
}
