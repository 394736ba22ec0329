package dev.lanner.internal.http1;

import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.FeatureTable;
import dev.lanner.feature.TimingFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.exchange.Wire;
import dev.lanner.internal.http1.ResponseWriter.Persistence;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.StackRoom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Carries one exchange on an HTTP/1.1 connection. Used by the threads of its exchange: one reads, one writes; {@link
 * #abort} by any.
 */
final class Http1Wire implements Wire, DataRateFeature, TimingFeature {
    static final FeatureTable<Exchange> FEATURES = Exchange.FEATURES
            .with(ConnectionScope.class, Exchange::scope)
            .with(DataRateFeature.class, exchange -> (Http1Wire) exchange.wire())
            .with(TimingFeature.class, exchange -> (Http1Wire) exchange.wire())
            .with(UpgradeFeature.class, Http1Upgrade::new)
            .with(ConnectFeature.class, Http1Connect::new);

    private static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);

    /** Where a read of the content is. Unless it is between two, nobody knows where the next request begins. */
    private enum Reading {
        BETWEEN,
        UNDER_WAY,
        FAILED_IN_THE_MIDDLE
    }

    private final Http1Connection connection;
    private final ConnectionScope scope;
    private final RequestHead head;
    private final ResponseWriter writer;
    private final ChunkedReader chunks;

    /** What is left of content with a known length. */
    private long left;

    private boolean bodyEnded;
    private boolean continueOwed;

    private Reading reading = Reading.BETWEEN;

    /** What the response's head promises and has not been sent yet. */
    private long responseLeft;

    private boolean chunked;
    private boolean responseEnded;
    private boolean takenOver;
    private boolean over;
    private EndReason closeReason;

    private final long firstByte;
    private final long headRead;
    private long bodyRead = NEVER;
    private long responseStarted = NEVER;
    private long responseEndedAt = NEVER;

    /** @param closeReason why the connection is to close after this exchange; null if it is not */
    Http1Wire(Http1Connection connection, RequestHead head, long firstByte, long headRead, EndReason closeReason) {
        this.connection = connection;
        this.scope = connection.scope();
        this.head = head;
        this.writer = connection.writer();
        this.closeReason = closeReason;
        this.firstByte = firstByte;
        this.headRead = headRead;
        this.left = head.bodyLength() instanceof BodyLength.Known known ? known.bytes() : 0;
        this.chunks = head.bodyLength() == BodyLength.OPEN
                ? new ChunkedReader(connection.in(), scope.options(), connection::fillBody)
                : null;
        this.bodyEnded = left == 0 && chunks == null;
        this.continueOwed = head.expectsContinue();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (bodyEnded) {
            return -1;
        }
        if (isInDoubt()) {
            throw new IOException("the request's content can't be read on: a read of it has failed in the middle");
        }
        if (chunks != null || connection.in().buffered() == 0) {
            StackRoom.require();
        }
        int read = 0;
        reading = Reading.UNDER_WAY;
        connection.readPace().begin(0);
        try {
            read = chunks != null ? chunks.read(target) : readKnown(target);
        } catch (IOException | RuntimeException | Error failed) {
            reading = Reading.FAILED_IN_THE_MIDDLE;
            throw failed;
        } finally {
            connection.readPace().end(Math.max(0, read));
        }
        reading = Reading.BETWEEN;
        if (read < 0 || chunks == null && left == 0) {
            bodyEnded = true;
            bodyRead = scope.clock().nanos();
        }
        return read;
    }

    private int readKnown(ByteBuffer target) throws IOException {
        int read = connection.in().read(target, left);
        if (read < 0) {
            connection.fillBody();
            throw new AssertionError("more input behind its end");
        }
        left -= read;
        return read;
    }

    @Override
    public Headers requestTrailers() {
        return chunks == null || chunks.trailers() == null ? NO_TRAILERS : chunks.trailers();
    }

    @Override
    public void sendInformational(int status, Headers headers) throws IOException {
        continueOwed &= status != 100;
        writer.headOnly(status, headers);
    }

    @Override
    public void sendHead(ResponseHead response) throws IOException {
        responseStarted = scope.clock().nanos();
        boolean open = response.bodyLength() == BodyLength.OPEN && response.contentFollows();
        chunked = open && head.version() != HttpVersion.HTTP_1_0;
        if (closeReason == null) {
            closeReason = closeReason(response, open && !chunked);
        }
        Persistence persistence = Persistence.IMPLIED;
        if (closeReason != null) {
            boolean said = response.headers().hasToken(HeaderName.CONNECTION, "close");
            persistence = said ? Persistence.IMPLIED : Persistence.CLOSE;
        } else if (head.version() == HttpVersion.HTTP_1_0) {
            persistence = Persistence.KEEP_ALIVE;
        }
        responseLeft = response.bodyLength() instanceof BodyLength.Known known ? known.bytes() : Long.MAX_VALUE;
        writer.head(
                response.status(), response.reason(), response.headers(), response.bodyLength(), chunked, persistence);
    }

    private EndReason closeReason(ResponseHead response, boolean endedByClose) {
        if (scope.isClosing()) {
            return scope.closing();
        }
        if (response.headers().hasToken(HeaderName.CONNECTION, "close")) {
            return EndReason.APPLICATION_ASKED_TO_CLOSE;
        }
        if (reading == Reading.FAILED_IN_THE_MIDDLE) {
            return EndReason.APPLICATION_FAILED;
        }
        if (endedByClose) {
            return EndReason.CLIENT_ASKED_TO_CLOSE;
        }
        if (continueOwed
                || connection.isBroken()
                || left > scope.options().limits().drainBytes()) {
            return EndReason.UNREAD_BODY_TOO_LONG;
        }
        return null;
    }

    @Override
    public void send(byte[] content, int from, int length, boolean last) throws IOException {
        if (chunked) {
            writer.chunk(content, from, length);
        } else {
            connection.out().write(content, from, length);
        }
        responseLeft -= length;
        if (responseLeft > 0 && connection.out().holdsFinished()) {
            connection.out().flush();
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        if (chunked) {
            writer.chunk(file, position, count);
        } else {
            connection.out().writeFile(file, position, count);
        }
        responseLeft -= count;
    }

    @Override
    public void flush() throws IOException {
        connection.out().flush();
    }

    @Override
    public void end(Headers trailers) throws IOException {
        if (chunked) {
            writer.lastChunk(trailers);
        }
        if (closeReason != null || !bodyEnded || connection.in().buffered() == 0) {
            connection.out().flush();
        } else {
            connection.holdBack();
        }
        responseEnded = true;
        responseEndedAt = scope.clock().nanos();
    }

    @Override
    public void abort(EndReason reason) {
        scope.abort(reason);
    }

    @Override
    public Tunnel.Carrier takeOver(int status, Headers headers) throws IOException {
        takenOver = true;
        writer.headOnly(status, headers);
        return connection.tunnel();
    }

    /** Nothing depends on it: the next request comes after this one in any case. */
    @Override
    public void applicationEnded() {}

    @Override
    public void watch(Runnable onGone) {
        connection.in().watch(onGone);
    }

    @Override
    public void unwatch() {
        connection.in().unwatch();
    }

    boolean isTakenOver() {
        return takenOver;
    }

    /** Whether the client has got, or will get, all of the response. */
    boolean isResponseWhole() {
        return takenOver ? scope.endReason() == EndReason.UPGRADE_ENDED : responseEnded;
    }

    boolean isBodyEnded() {
        return bodyEnded;
    }

    /** The client waits to be asked for its content, and nobody has asked. */
    boolean isContinueOwed() {
        return continueOwed;
    }

    boolean isInDoubt() {
        return reading != Reading.BETWEEN;
    }

    /** Why the connection is to close after this exchange; null if it is not. */
    EndReason closeReason() {
        return closeReason;
    }

    @Override
    public DataRate request() {
        return connection.readPace().rate();
    }

    @Override
    public void request(DataRate rate) {
        setRate(connection.readPace(), rate);
    }

    @Override
    public DataRate response() {
        return connection.writePace().rate();
    }

    @Override
    public void response(DataRate rate) {
        setRate(connection.writePace(), rate);
    }

    private synchronized void setRate(Pace pace, DataRate rate) {
        if (over) {
            throw new IllegalStateException("the request has ended, so its data rates can't change any more");
        }
        pace.reset(rate);
    }

    /** The exchange is over: what the connection does now is not this one's. */
    synchronized void release() {
        over = true;
    }

    @Override
    public long accepted() {
        return scope.accepted();
    }

    @Override
    public long firstByte() {
        return firstByte;
    }

    @Override
    public long headRead() {
        return headRead;
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
