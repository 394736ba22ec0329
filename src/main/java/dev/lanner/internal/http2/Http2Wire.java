package dev.lanner.internal.http2;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureTable;
import dev.lanner.feature.ResetFeature;
import dev.lanner.feature.TimingFeature;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.exchange.Wire;
import dev.lanner.internal.net.StackRoom;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * How HTTP/2 carries one exchange (RFC 9113 §8): content comes from the stream's input, heads and content leave by the
 * connection's writer. Used by the threads of the application, one reading and one writing; the rates by any.
 */
final class Http2Wire implements Wire, Tunnel.Carrier, DataRateFeature, TimingFeature {
    static final FeatureTable<Exchange> FEATURES = Exchange.FEATURES
            .with(ConnectionScope.class, Exchange::scope)
            .with(DataRateFeature.class, Http2Wire::of)
            .with(TimingFeature.class, Http2Wire::of)
            .with(ResetFeature.class, exchange -> of(exchange)::resetByApplication)
            .with(ConnectFeature.class, Http2Connect::new);

    private static final int FILE_PIECE = 16_384;

    private final Http2Stream stream;
    private final ConnectionScope scope;
    private final FrameWriter writer;
    private final String protocol;

    /** Runs the application; null for a thread of its own. */
    private Workers.Worker worker;

    private final long came;

    /** On which the application has returned; null before. */
    private volatile Thread atEnd;

    private boolean responseEnded;
    private boolean takenOver;
    private long bodyRead = NEVER;
    private long responseStarted = NEVER;
    private long responseEndedAt = NEVER;

    /**
     * @param protocol what an extended CONNECT names; null for every other request
     * @param came when the request's head was there, in nanoseconds of the clock
     */
    Http2Wire(Http2Stream stream, ConnectionScope scope, FrameWriter writer, String protocol, long came) {
        this.stream = stream;
        this.scope = scope;
        this.writer = writer;
        this.protocol = protocol;
        this.came = came;
    }

    /** The calling thread is going to run the application, and other requests after it. */
    void runsOn(Workers.Worker running) {
        worker = running;
    }

    Http2Stream stream() {
        return stream;
    }

    static Http2Wire of(Exchange exchange) {
        return (Http2Wire) exchange.wire();
    }

    /** What an extended CONNECT names (RFC 8441 §4); null for every other request. */
    String protocol() {
        return protocol;
    }

    private void resetByApplication(int errorCode) {
        StackRoom.require();
        stream.reset(errorCode, "the application has reset the stream");
    }

    // ---- the request ----------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer target) throws IOException {
        StackRoom.require();
        int read = stream.read(target);
        if (read < 0) {
            bodyRead = scope.clock().nanos();
        } else {
            giveBack(read);
        }
        return read;
    }

    @Override
    public byte[] readArray(int most) throws IOException {
        StackRoom.require();
        byte[] content = stream.readArray(most);
        if (content != null) {
            giveBack(content.length);
        }
        return content;
    }

    private void giveBack(int read) throws IOException {
        if (stream.giveBack(read)) {
            writer.flush();
        }
    }

    @Override
    public Headers requestTrailers() {
        return stream.trailers();
    }

    @Override
    public boolean hasTrailersBehindAnyLength() {
        return true;
    }

    // ---- the response ---------------------------------------------------------------------------------------------

    @Override
    public void sendInformational(int status, Headers headers) throws IOException {
        writer.headers(stream, blocks -> blocks.headOnly(status, headers), false);
        writer.flush();
    }

    @Override
    public void sendHead(ResponseHead response) throws IOException {
        responseStarted = scope.clock().nanos();
        boolean endStream = !response.contentFollows()
                || response.bodyLength() == BodyLength.NONE
                || response.bodyLength() instanceof BodyLength.Known known && known.bytes() == 0;
        responseEnded = endStream;
        writer.headers(stream, blocks -> blocks.response(response), endStream);
    }

    @Override
    public void send(byte[] content, int from, int length, boolean last) throws IOException {
        writer.data(stream, content, from, length, last);
        responseEnded |= last;
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        byte[] piece = new byte[(int) Math.min(FILE_PIECE, count)];
        long at = position;
        long end = position + count;
        while (at < end) {
            int read = file.read(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, end - at)), at);
            if (read < 0) {
                throw new EOFException("the file ended " + (end - at) + " bytes before what was declared");
            }
            writer.data(stream, piece, 0, read, false);
            at += read;
        }
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void end(Headers trailers) throws IOException {
        if (!responseEnded) {
            responseEnded = true;
            if (trailers.isEmpty()) {
                writer.data(stream, new byte[0], 0, 0, true);
            } else {
                writer.headers(stream, blocks -> blocks.trailers(trailers), true);
            }
        }
        long ends = scope.clock().nanos();
        boolean onWorker = worker != null && atEnd == Thread.currentThread();
        if (!onWorker || !worker.leavesFlush(ends)) {
            flushAtEnd(onWorker);
            ends = scope.clock().nanos();
        }
        responseEndedAt = ends;
    }

    /** A worker has nobody beside it, and need not wait for what others append. */
    private void flushAtEnd(boolean onWorker) throws IOException {
        if (onWorker) {
            writer.flushAlone();
        } else {
            writer.flush();
        }
    }

    @Override
    public void abort(EndReason reason) {
        ErrorCode code = switch (reason) {
            case PROTOCOL_VIOLATION, REQUEST_TOO_LARGE -> ErrorCode.PROTOCOL_ERROR;
            case CLIENT_GONE, REQUEST_BODY_TOO_SLOW -> ErrorCode.CANCEL;
            default -> ErrorCode.INTERNAL_ERROR;
        };
        stream.reset(code.number(), "the stream was aborted: " + reason);
    }

    /** Whether the client has got, or will get, all of the response; it may have closed the connection since. */
    boolean isResponseWhole() {
        return responseEndedAt != NEVER || takenOver && scope.endReason() == null;
    }

    // ---- a tunnel -------------------------------------------------------------------------------------------------

    @Override
    public Tunnel.Carrier takeOver(int status, Headers headers) throws IOException {
        takenOver = true;
        writer.headers(stream, blocks -> blocks.headOnly(status, headers), false);
        writer.flush();
        return this;
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        writer.data(stream, source, from, length, false);
    }

    @Override
    public void closeOutput() throws IOException {
        end(StreamInput.NO_TRAILERS);
    }

    @Override
    public void closeInput() {
        stream.readsNoMore();
    }

    // ---- its life -------------------------------------------------------------------------------------------------

    @Override
    public void applicationEnded() {
        atEnd = Thread.currentThread();
        stream.applicationEnded();
    }

    @Override
    public void watch(Runnable onGone) {
        stream.watch(onGone);
    }

    /** RST_STREAM is read by the connection, whoever reads the content. */
    @Override
    public boolean watchesWhileContentArrives() {
        return true;
    }

    @Override
    public void unwatch() {
        stream.unwatch();
    }

    @Override
    public DataRate request() {
        return stream.readPace().rate();
    }

    @Override
    public void request(DataRate rate) {
        stream.readPace().rate(rate);
    }

    @Override
    public DataRate response() {
        return stream.writePace().rate();
    }

    @Override
    public void response(DataRate rate) {
        stream.writePace().rate(rate);
    }

    @Override
    public long accepted() {
        return scope.accepted();
    }

    @Override
    public long firstByte() {
        return came;
    }

    @Override
    public long headRead() {
        return came;
    }

    @Override
    public long bodyRead() {
        return bodyRead;
    }

    @Override
    public long responseStarted() {
        return responseStarted;
    }

    @Override
    public long responseEnded() {
        return responseEndedAt;
    }
}
