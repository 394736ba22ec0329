package dev.lanner.internal.http2;

import dev.lanner.feature.DataRate;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.TimingFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.exchange.Wire;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;
import dev.lanner.server.BadRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream, and so one exchange (RFC 9113 §5, §8).
 *
 * <p><b>Threads.</b> The connection's thread brings what arrives ({@code received...}, {@code reset}); the stream's thread
 * runs the application, which reads and writes. What arrives is guarded by the stream's lock; the window and the wait for
 * room by the writer's. Whoever holds both has taken the writer's first.
 *
 * <p><b>Its place.</b> A stream counts against MAX_CONCURRENT_STREAMS until the application has returned and both sides
 * have ended, whatever was reset: that alone bounds the work that a client can start.
 */
final class Http2Stream implements Wire, DataRateFeature, TimingFeature {
    private static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);
    private static final int FILE_PIECE = 16_384;

    private final int id;
    private final Http2Connection connection;
    private final RequestHead head;
    private final String protocol;
    private final FrameWriter writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Content content = new Content();
    private final ReceiveWindow receiveWindow;
    private StreamState state;
    private Headers trailers = NO_TRAILERS;
    private long declaredLeft;
    private IOException failure;
    private Runnable onGone;
    private boolean applicationOver;
    private boolean released;

    private final Condition room;
    private int window;
    private long sentBytes;
    private Priority priority;

    private Deadline deadline;
    private Pace readPace;
    private Pace writePace;
    private DataRate readRate;
    private DataRate writeRate;
    private boolean responseEnded;
    private boolean takenOver;

    private final long firstByte;
    private long bodyRead = NEVER;
    private long responseStarted = NEVER;
    private long responseEndedAt = NEVER;

    Http2Stream(
            int id,
            Http2Connection connection,
            RequestHead head,
            String protocol,
            boolean remoteEnded,
            long firstByte) {
        this.id = id;
        this.connection = connection;
        this.head = head;
        this.protocol = protocol;
        this.writer = connection.writer();
        this.receiveWindow = new ReceiveWindow(connection.limits2().streamWindowBytes());
        this.state = remoteEnded ? StreamState.HALF_CLOSED_REMOTE : StreamState.OPEN;
        this.declaredLeft = head.bodyLength() instanceof BodyLength.Known known ? known.bytes() : Long.MAX_VALUE;
        this.room = writer.lock().newCondition();
        this.window = writer.initialWindow();
        this.priority = Priority.of(head.headers().joined(HeaderName.PRIORITY));
        this.readRate = connection.limits().requestRate();
        this.writeRate = connection.limits().responseRate();
        this.firstByte = firstByte;
    }

    int id() {
        return id;
    }

    /** What an extended CONNECT names; null for every other request. */
    String protocol() {
        return protocol;
    }

    /** RST_STREAM with a code that the application has chosen. */
    void resetByApplication(int errorCode) {
        connection.reset(this, errorCode, new IOException("the application has reset the stream"));
    }

    // ---- by the connection's thread -------------------------------------------------------------------------------

    /** Whether DATA or trailers may arrive. */
    boolean receives() {
        lock.lock();
        try {
            return state.receives();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is room in the stream's window for that much. */
    boolean takeWindow(int bytes) {
        return receiveWindow.take(bytes);
    }

    /** Content arrives. The lock is not held while the input is waited for: what is there can be read meanwhile. */
    void receivedData(FrameReader reader, int length, boolean endStream) throws IOException {
        for (int left = length; left > 0; ) {
            int count = Math.min(left, reader.await());
            lock.lock();
            try {
                content.append(reader, count);
                arrived.signal();
            } finally {
                lock.unlock();
            }
            left -= count;
        }
        lock.lock();
        try {
            declaredLeft -= length;
            if (declaredLeft < 0 || endStream && declaredLeft > 0 && head.bodyLength() instanceof BodyLength.Known) {
                throw Http2Rule.CONTENT_LENGTH_WRONG.brokenOn(id);
            }
            if (endStream) {
                remoteEnded();
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing follows the head, or what follows has ended with trailers. */
    void receivedTrailers(Headers fields) throws Http2Exception {
        lock.lock();
        try {
            if (declaredLeft > 0 && head.bodyLength() instanceof BodyLength.Known) {
                throw Http2Rule.CONTENT_LENGTH_WRONG.brokenOn(id);
            }
            trailers = fields;
            remoteEnded();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The request has ended in a way that is answered by an error, once the application has read that far. */
    void receivedFault(BadRequestException bad) {
        lock.lock();
        try {
            failure = bad;
            remoteEnded();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Padding takes from the windows and is of no use to anybody: its room is given back at once. */
    void paddingConsumed(int bytes) throws IOException {
        int update = receiveWindow.giveBack(bytes);
        if (update > 0 && receives()) {
            writer.windowUpdate(id, update);
        }
        connection.giveBack(bytes);
    }

    private void remoteEnded() {
        state = state.remoteEnded();
    }

    /**
     * The stream is over, by the client or by us. What has arrived and was not read is given up.
     *
     * @return false if it was over before
     */
    boolean close(IOException reason) {
        int unread;
        Runnable action;
        lock.lock();
        try {
            if (state == StreamState.CLOSED) {
                return false;
            }
            state = StreamState.CLOSED;
            failure = reason;
            unread = content.discard();
            action = onGone;
            onGone = null;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        connection.giveBack(unread);
        wakeWriter();
        if (action != null) {
            Thread.ofVirtual().name("lanner-gone").start(action);
        }
        releaseIfOver();
        return true;
    }

    private void wakeWriter() {
        writer.lock().lock();
        try {
            room.signal();
        } finally {
            writer.lock().unlock();
        }
    }

    void priority(Priority newPriority) {
        writer.lock().lock();
        try {
            priority = newPriority;
        } finally {
            writer.lock().unlock();
        }
    }

    // ---- under the writer's lock ----------------------------------------------------------------------------------

    int window() {
        return window;
    }

    /** By WINDOW_UPDATE or by SETTINGS, which can make it negative; false if it grows too large. */
    boolean changeWindow(int change) {
        long changed = (long) window + change;
        window = (int) changed;
        return changed <= PeerSettings.WINDOW_MAX;
    }

    void sent(int bytes) {
        window -= bytes;
        sentBytes += bytes;
        if (writePace != null) {
            writePace.earn(bytes);
        }
    }

    boolean goesBefore(Http2Stream other) {
        if (priority.urgency() != other.priority.urgency()) {
            return priority.urgency() < other.priority.urgency();
        }
        if (priority.incremental() && other.priority.incremental()) {
            return sentBytes < other.sentBytes || sentBytes == other.sentBytes && id < other.id;
        }
        return id < other.id;
    }

    /** Waits until there may be room; the caller looks again. */
    @SuppressWarnings("WaitNotInLoop")
    void awaitRoom() {
        Pace pace = writePace();
        pace.begin(0);
        try {
            room.awaitUninterruptibly();
        } finally {
            pace.end(0);
        }
    }

    void signalRoom() {
        room.signal();
    }

    void requireSends() throws IOException {
        lock.lock();
        try {
            if (!state.sends()) {
                throw failure != null ? failure : new IOException("the stream has ended");
            }
        } finally {
            lock.unlock();
        }
    }

    StreamState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    void localEnded() {
        lock.lock();
        try {
            state = state.localEnded();
        } finally {
            lock.unlock();
        }
        releaseIfOver();
    }

    // ---- by the stream's thread -----------------------------------------------------------------------------------

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int read;
        lock.lock();
        try {
            while (content.size() == 0) {
                if (failure != null) {
                    throw failure;
                }
                if (!state.receives()) {
                    bodyRead = connection.scope().clock().nanos();
                    return -1;
                }
                awaitContent();
            }
            read = content.take(target, from, length);
            if (readPace != null) {
                readPace.earn(read);
            }
        } finally {
            lock.unlock();
        }
        consumed(read);
        return read;
    }

    /** Waits until there may be content; the caller looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void awaitContent() {
        readPace().begin(0);
        try {
            arrived.awaitUninterruptibly();
        } finally {
            readPace.end(0);
        }
    }

    private void consumed(int bytes) throws IOException {
        int update = receiveWindow.giveBack(bytes);
        if (update > 0 && receives()) {
            writer.windowUpdate(id, update);
        }
        if (connection.giveBack(bytes) || update > 0) {
            writer.flush();
        }
    }

    private Pace readPace() {
        if (readPace == null) {
            readPace = new Pace(connection.deadlines(), deadline(), Phase.BODY);
            readPace.reset(readRate);
        }
        return readPace;
    }

    private Pace writePace() {
        if (writePace == null) {
            writePace = new Pace(connection.deadlines(), deadline(), Phase.WRITE);
            writePace.reset(writeRate);
        }
        return writePace;
    }

    private Deadline deadline() {
        if (deadline == null) {
            deadline = connection.deadlines().add(this::expire);
        }
        return deadline;
    }

    /** On the ticker's thread. */
    private void expire(Phase phase) {
        if (phase == Phase.BODY) {
            lock.lock();
            try {
                failure = HttpRule.BODY_TOO_SLOW.broken();
                arrived.signal();
            } finally {
                lock.unlock();
            }
        } else {
            connection.reset(
                    this, ErrorCode.CANCEL.number(), new IOException("the client takes the response too slowly"));
        }
    }

    @Override
    public Headers requestTrailers() {
        return trailers;
    }

    @Override
    public void sendInformational(int status, Headers headers) throws IOException {
        writer.headers(this, blocks -> blocks.headOnly(status, headers), false);
        writer.flush();
    }

    @Override
    public void sendHead(ResponseHead response) throws IOException {
        responseStarted = connection.scope().clock().nanos();
        boolean endStream = !response.contentFollows()
                || response.bodyLength() == BodyLength.NONE
                || response.bodyLength() instanceof BodyLength.Known known && known.bytes() == 0;
        responseEnded = endStream;
        writer.headers(this, blocks -> blocks.response(response), endStream);
    }

    @Override
    public void send(byte[] bytes, int from, int length, boolean last) throws IOException {
        writer.data(this, bytes, from, length, last);
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
                throw new java.io.EOFException("the file ended " + (end - at) + " bytes before what was declared");
            }
            writer.data(this, piece, 0, read, false);
            at += read;
        }
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void end(Headers fields) throws IOException {
        if (!responseEnded) {
            responseEnded = true;
            if (fields.isEmpty()) {
                writer.data(this, new byte[0], 0, 0, true);
            } else {
                writer.headers(this, blocks -> blocks.trailers(fields), true);
            }
        }
        if (receives()) {
            connection.reset(
                    this,
                    ErrorCode.NO_ERROR.number(),
                    new IOException("the response has ended before the request did"));
        }
        writer.flush();
        responseEndedAt = connection.scope().clock().nanos();
    }

    @Override
    public void abort(EndReason reason) {
        ErrorCode code = switch (reason) {
            case PROTOCOL_VIOLATION, REQUEST_TOO_LARGE -> ErrorCode.PROTOCOL_ERROR;
            case CLIENT_GONE, REQUEST_BODY_TOO_SLOW -> ErrorCode.CANCEL;
            default -> ErrorCode.INTERNAL_ERROR;
        };
        connection.reset(this, code.number(), new IOException("the stream was aborted: " + reason));
    }

    @Override
    public DuplexStream takeOver(int status, Headers headers) throws IOException {
        takenOver = true;
        writer.headers(this, blocks -> blocks.headOnly(status, headers), false);
        writer.flush();
        return new StreamTunnel(this);
    }

    boolean isTakenOver() {
        return takenOver;
    }

    boolean isResponseWhole() {
        return responseEnded || takenOver;
    }

    @Override
    public void watch(Runnable action) {
        boolean gone;
        lock.lock();
        try {
            gone = state == StreamState.CLOSED;
            onGone = gone ? null : action;
        } finally {
            lock.unlock();
        }
        if (gone) {
            action.run();
        }
    }

    @Override
    public void unwatch() {
        lock.lock();
        try {
            onGone = null;
        } finally {
            lock.unlock();
        }
    }

    /** The stream's place is free once both sides have ended. */
    @Override
    public void applicationEnded() {
        lock.lock();
        try {
            applicationOver = true;
        } finally {
            lock.unlock();
        }
    }

    /** The exchange is over. */
    void exchangeEnded() {
        applicationEnded();
        connection.reset(this, ErrorCode.INTERNAL_ERROR.number(), new IOException("the exchange has ended"));
        releaseIfOver();
        Deadlines deadlines = connection.deadlines();
        writer.lock().lock();
        try {
            if (deadline != null) {
                deadlines.remove(deadline);
            }
        } finally {
            writer.lock().unlock();
        }
    }

    private void releaseIfOver() {
        boolean over;
        lock.lock();
        try {
            over = applicationOver && state == StreamState.CLOSED && !released;
            released |= over;
        } finally {
            lock.unlock();
        }
        if (over) {
            connection.release(this);
        }
    }

    @Override
    public DataRate request() {
        return readRate;
    }

    @Override
    public void request(DataRate rate) {
        readRate = rate;
        if (readPace != null) {
            readPace.reset(rate);
        }
    }

    @Override
    public DataRate response() {
        return writeRate;
    }

    @Override
    public void response(DataRate rate) {
        writeRate = rate;
        if (writePace != null) {
            writePace.reset(rate);
        }
    }

    @Override
    public long accepted() {
        return connection.scope().accepted();
    }

    @Override
    public long firstByte() {
        return firstByte;
    }

    @Override
    public long headRead() {
        return firstByte;
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
