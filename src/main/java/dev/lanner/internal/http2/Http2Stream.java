package dev.lanner.internal.http2;

import dev.lanner.feature.DataRate;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadline.Phase;
import dev.lanner.server.BadRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream (RFC 9113 §5): its state, what arrives for it, and how much may leave. {@link Http2Wire} carries the exchange
 * over it.
 *
 * <p><b>Threads.</b> The connection's thread brings what arrives ({@code received...}); a worker, or a thread of its own, runs
 * the application; any thread may {@link #close} it. The state is changed under the stream's lock, under which nothing is
 * waited for and nobody is called, and read without it: whoever has read it must expect that it is another by then.
 *
 * <p><b>Its place.</b> A stream counts against MAX_CONCURRENT_STREAMS until the application has returned and both sides
 * have ended, whatever was reset: that alone bounds the work that a client can start.
 */
final class Http2Stream {
    private final int id;
    private final Http2Connection connection;
    private final FrameWriter writer;
    private final boolean tunnel;
    private final StreamPace writePace;

    /** Null if the request has ended with its head, as most have; so is the other until it is asked for. */
    private final StreamInput input;

    private StreamPace readPace;
    private final SendWindow sendWindow;

    private final ReentrantLock lock = ShortLock.inner();
    private volatile StreamState state;

    /** Says something once the state is CLOSED, before which it is written; null if both sides have ended. */
    private volatile IOException closedBy;

    private Runnable onGone;
    private boolean applicationOver;
    private boolean released;

    /** Runs the application; null before and after that. */
    private volatile Thread thread;

    /** Whoever runs the application is to be interrupted. */
    private volatile boolean interrupted;

    /** Of those that have a place; guarded by the lock of {@link OpenStreams}. */
    private Http2Stream nextInChain;

    Http2Stream(int id, Http2Connection connection, RequestHead head, boolean remoteEnded) {
        this.id = id;
        this.tunnel = head.method().equals(HttpMethod.CONNECT);
        this.connection = connection;
        this.writer = connection.writer();
        this.state = remoteEnded ? StreamState.HALF_CLOSED_REMOTE : StreamState.OPEN;
        this.writePace = new StreamPace(
                connection.deadlines(), Phase.WRITE, connection.limits().responseRate(), this::takesTooSlowly);
        this.input = remoteEnded ? null : newInput(head.bodyLength());
        Priority priority = Priority.of(head.headers().joined(HeaderName.PRIORITY));
        this.sendWindow = writer.newWindow(id, priority, writePace);
    }

    private StreamInput newInput(BodyLength length) {
        ReceiveWindow window = new ReceiveWindow(connection.limits2().streamWindowBytes());
        return new StreamInput(id, length, window, readPace());
    }

    int id() {
        return id;
    }

    Http2Stream nextInChain() {
        return nextInChain;
    }

    void nextInChain(Http2Stream next) {
        nextInChain = next;
    }

    /** Whether the request is a CONNECT: nothing but content may follow. */
    boolean isTunnel() {
        return tunnel;
    }

    /** By the application's thread, if nothing is to be read. */
    StreamPace readPace() {
        if (readPace == null) {
            readPace = new StreamPace(
                    connection.deadlines(), Phase.BODY, connection.limits().requestRate(), this::sendsTooSlowly);
        }
        return readPace;
    }

    StreamPace writePace() {
        return writePace;
    }

    /** To be used with the writer's lock. */
    SendWindow sendWindow() {
        return sendWindow;
    }

    StreamState state() {
        return state;
    }

    void requireSends() throws IOException {
        if (!state.sends()) {
            IOException reason = closedBy;
            throw reason != null ? reason : new StreamClosedException("the stream has ended");
        }
    }

    // ---- by the connection's thread -------------------------------------------------------------------------------

    /** Wakes the application, whatever it waits for, or will wait for. All streams of the connection must be over by then. */
    void interrupt() {
        interrupted = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Whether there is room in the stream's window for that much. */
    boolean takeWindow(int bytes) {
        return input.takeWindow(bytes);
    }

    void receivedData(FrameReader reader, int length, boolean endStream) throws IOException {
        if (!input.takeDeclared(length)) {
            connection.giveBack(length); // nobody is to read even what was declared: it is not all
            throw Http2Rule.CONTENT_LENGTH_WRONG.brokenOn(id);
        }
        connection.giveBack(input.append(reader, length));
        if (endStream) {
            input.end();
            remoteEnded();
        }
    }

    /** Nothing follows the head, or what follows has ended with trailers. */
    void receivedTrailers(Headers fields) throws Http2Exception {
        input.end(fields);
        remoteEnded();
    }

    /** The request has ended in a way that is answered by an error, once the application has read that far. */
    void receivedFault(BadRequestException bad) {
        input.fail(bad);
        remoteEnded();
    }

    private void remoteEnded() {
        lock.lock();
        try {
            state = state.remoteEnded();
        } finally {
            lock.unlock();
        }
        releaseIfOver();
    }

    // ---- by any thread --------------------------------------------------------------------------------------------

    /** Some of the content, waiting for it; -1 at its end. One thread at a time. */
    int read(ByteBuffer target) throws IOException {
        return input == null ? -1 : input.read(target);
    }

    /** What is there of the content, waiting for some, if it is an array by itself and not too long; else null. */
    byte[] readArray(int most) throws IOException {
        return input == null ? null : input.readArray(most);
    }

    /** What has come behind the content, after its end. */
    Headers trailers() {
        return input == null ? StreamInput.NO_TRAILERS : input.trailers();
    }

    /** Content was read, or is of no use to anybody: its room is given back; true if an update is to be sent. */
    boolean giveBack(int bytes) {
        int update = input.giveBack(bytes);
        boolean told = update > 0 && state().receives();
        if (told) {
            writer.windowUpdate(id, update);
        }
        return connection.giveBack(bytes) || told;
    }

    /** We have sent the last frame of the response. */
    void localEnded() {
        lock.lock();
        try {
            state = state.localEnded();
        } finally {
            lock.unlock();
        }
        releaseIfOver();
    }

    /** RST_STREAM, unless the stream is over. */
    void reset(int errorCode, String why) {
        if (state() != StreamState.CLOSED) {
            connection.streams().reset(this, errorCode, new StreamClosedException(why));
        }
    }

    /**
     * The stream is over, by the client or by us. What has arrived and was not read is given up.
     *
     * @param how is noted before anybody can see that it is over
     * @return false if it was over before
     */
    boolean close(ClosedStreams.How how, IOException reason) {
        Runnable action;
        lock.lock();
        try {
            if (state == StreamState.CLOSED) {
                return false;
            }
            connection.streams().closed(id, how);
            closedBy = reason;
            state = StreamState.CLOSED;
            action = onGone;
            onGone = null;
        } finally {
            lock.unlock();
        }
        if (input != null) {
            input.fail(reason);
            connection.giveBack(input.discard());
        }
        writer.wake(this);
        if (action != null) {
            Thread.ofVirtual().name("lanner-gone").start(action);
        }
        releaseIfOver();
        return true;
    }

    /** On the ticker's thread. */
    private void sendsTooSlowly() {
        input.tooSlow();
    }

    /** On the ticker's thread. */
    private void takesTooSlowly() {
        reset(ErrorCode.CANCEL.number(), "the client takes the response too slowly");
    }

    /** Has something run when the stream is closed before its time. */
    void watch(Runnable action) {
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

    void unwatch() {
        lock.lock();
        try {
            onGone = null;
        } finally {
            lock.unlock();
        }
    }

    /** The application has returned: the stream's place is free once both sides have ended. */
    void applicationEnded() {
        lock.lock();
        try {
            applicationOver = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws away what the client still sends when it has the whole response: a client that is told at once to stop
     * (RST_STREAM, RFC 9113 §8.1) may do so before it has looked at the response.
     */
    void drain() {
        if (state() != StreamState.HALF_CLOSED_LOCAL) {
            return;
        }
        readPace.rate(DataRate.NONE);
        Deadline deadline = connection.deadlines().add(phase -> readsNoMore());
        deadline.arm(Phase.DRAIN, connection.limits().drainTimeout().toNanos());
        ByteBuffer waste = ByteBuffer.allocate(8_192);
        long left = connection.limits().drainBytes();
        try {
            for (int read = 0; read >= 0 && left >= 0; left -= read) {
                read = input.read(waste.clear());
                if (read > 0 && giveBack(read)) {
                    writer.flush();
                }
            }
        } catch (IOException over) {
            // By the client, by the deadline, or with the connection.
        } finally {
            connection.deadlines().remove(deadline);
        }
        readsNoMore();
    }

    /** Tells the client not to send more, if it still may; all of the response was sent before. Any thread. */
    void readsNoMore() {
        if (state().receives()) {
            reset(ErrorCode.NO_ERROR.number(), "nobody reads any more");
        }
    }

    /** The calling thread runs the application from now on. */
    void begin() {
        Thread current = Thread.currentThread();
        thread = current;
        if (interrupted) {
            current.interrupt();
        }
    }

    /** The calling thread goes on with something else; an interrupt that came too late is none of its business. */
    private void leaveThread() {
        thread = null;
        Thread.interrupted();
    }

    /** The exchange is over, and nobody reads or writes any more; what was written leaves, even if the application failed. */
    void exchangeEnded() {
        applicationEnded();
        if (state() != StreamState.CLOSED) {
            reset(ErrorCode.INTERNAL_ERROR.number(), "the exchange has ended");
        } else if (input != null && connection.giveBack(input.discard())) {
            writer.flushElsewhere();
        }
        if (input != null) {
            input.release();
        }
        releaseIfOver();
        writer.release(this);
        if (!connection.workers().willFlush()) {
            writer.flushElsewhere();
        }
        leaveThread();
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
}
