package dev.lanner.testing;

import dev.lanner.feature.EndReason;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.FieldRules;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.exchange.Wire;
import dev.lanner.internal.net.ArraySource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Carries one exchange from a test to a handler and back. The handler's thread is on the side of {@link Wire}, the test's
 * on the side of {@link MemoryResponse}; what both touch is guarded by the lock.
 */
final class MemoryWire implements Wire {
    /** As much as a socket's buffers hold, about: a handler that is further ahead of the test waits for it. */
    private static final int CAPACITY = 65_536;

    private static final Headers NO_FIELDS = Headers.received(new HeaderName[0], new String[0], 0);

    private final ConnectionScope scope;
    private final MemoryRequest request;
    private final InputStream content;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<MemoryResponse.Informational> informational = new ArrayList<>();
    private final Deque<ByteBuffer> sent = new ArrayDeque<>();
    private long sentBytes;
    private ResponseHead head;
    private Headers trailers = NO_FIELDS;
    private boolean ended;
    private EndReason cut;
    private Runnable onGone;

    /** What is left of content with a known length. Used by the handler's thread only. */
    private long left;

    MemoryWire(ConnectionScope scope, MemoryRequest request) {
        this.scope = scope;
        this.request = request;
        this.content = request.content();
        this.left = request.head().bodyLength() instanceof BodyLength.Known known ? known.bytes() : Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = ArraySource.read(this::content, target);
        if (read >= 0) {
            left -= read;
        } else if (request.head().bodyLength() != BodyLength.OPEN) {
            throw HttpRule.BODY_CUT.broken();
        }
        return read;
    }

    private int content(byte[] target, int from, int length) throws IOException {
        return content.read(target, from, (int) Math.min(length, left));
    }

    @Override
    public Headers requestTrailers() {
        return request.head().bodyLength() == BodyLength.OPEN ? withoutForbidden(request.trailers()) : NO_FIELDS;
    }

    private static Headers withoutForbidden(Headers trailers) {
        Headers kept = new Headers();
        trailers.forEach((name, value) -> {
            if (!FieldRules.isForbiddenInTrailers(name)) {
                kept.add(name, value);
            }
        });
        kept.lock();
        return kept;
    }

    @Override
    public void sendInformational(int status, Headers headers) throws IOException {
        Headers copy = headers.copy();
        copy.lock();
        lock.lock();
        try {
            requireClient();
            informational.add(new MemoryResponse.Informational(status, copy));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sendHead(ResponseHead newHead) throws IOException {
        lock.lock();
        try {
            requireClient();
            head = newHead;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(byte[] bytes, int from, int length, boolean last) throws IOException {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, from, copy, 0, length);
        lock.lock();
        try {
            awaitOrCut(() -> sentBytes < CAPACITY);
            requireClient();
            sent.add(ByteBuffer.wrap(copy));
            sentBytes += length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, CAPACITY));
        long done = 0;
        while (done < count) {
            piece.clear().limit((int) Math.min(piece.capacity(), count - done));
            int read = file.read(piece, position + done);
            if (read < 0) {
                throw new IOException("the file ended after " + done + " of " + count + " bytes");
            }
            send(piece.array(), 0, read, false);
            done += read;
        }
    }

    /** Does nothing: what is sent can be read at once. */
    @Override
    public void flush() {}

    @Override
    public void end(Headers newTrailers) throws IOException {
        lock.lock();
        try {
            requireClient();
            boolean room = head.bodyLength() == BodyLength.OPEN
                    && head.contentFollows()
                    && request.head().version() != HttpVersion.HTTP_1_0;
            trailers = room ? withoutForbidden(newTrailers) : NO_FIELDS;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abort(EndReason reason) {
        scope.abort(reason);
    }

    /** No feature of this server leads here. */
    @Override
    public Tunnel.Carrier takeOver(int status, Headers headers) {
        throw new UnsupportedOperationException("the in-memory server has no upgrades and tunnels");
    }

    /** Nothing depends on it: each exchange is alone. */
    @Override
    public void applicationEnded() {}

    @Override
    public void watch(Runnable action) {
        lock.lock();
        try {
            if (cut == null) {
                onGone = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
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

    private void requireClient() throws IOException {
        if (cut != null) {
            throw new IOException("the exchange was cut: " + cut);
        }
    }

    /** Waits, with the lock held, for the other side. */
    private void awaitOrCut(BooleanSupplier ready) throws IOException {
        try {
            while (!ready.getAsBoolean() && cut == null) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for the other side");
        }
    }

    /** Ends what is not whole yet: both sides find out. Any thread. */
    void cut(EndReason reason) {
        Runnable tell = null;
        lock.lock();
        try {
            if (!ended && cut == null) {
                cut = reason;
                scope.end(reason);
                tell = onGone;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (tell != null) {
            tell.run();
        }
    }

    /** Whether the response was sent to its end. */
    boolean isWhole() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** The test's side: waits for the head. */
    ResponseHead awaitHead() throws IOException {
        lock.lock();
        try {
            awaitOrCut(() -> head != null);
            if (head == null) {
                requireClient();
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** The test's side: waits for content; -1 at its end. */
    int receive(byte[] target, int from, int length) throws IOException {
        lock.lock();
        try {
            awaitOrCut(() -> !sent.isEmpty() || ended);
            ByteBuffer first = sent.peek();
            if (first == null) {
                requireClient();
                return -1;
            }
            int count = Math.min(length, first.remaining());
            first.get(target, from, count);
            if (!first.hasRemaining()) {
                sent.remove();
            }
            sentBytes -= count;
            changed.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** The test's side: what came before the head. */
    List<MemoryResponse.Informational> informational() {
        lock.lock();
        try {
            return List.copyOf(informational);
        } finally {
            lock.unlock();
        }
    }

    /** The test's side: the trailer section; null before the end of the content. */
    Headers trailers() {
        lock.lock();
        try {
            return ended && sent.isEmpty() ? trailers : null;
        } finally {
            lock.unlock();
        }
    }
}
