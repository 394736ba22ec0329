package dev.lanner.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A peer in memory: one side is the {@link Transport} that the server uses, the other has the methods of a client.
 *
 * <p>Each {@link #send} is one piece, and one read gets bytes of one piece only, as if each had come in a packet of its
 * own. Whoever waits on the server's side wakes the test first, which may wait for that. What the server writes can be held up by a {@link #window}. A test never sleeps: {@link #awaitSettled()} returns
 * when the server waits for the client, whatever it waits for, or has ended.
 *
 * <p>For any number of threads.
 */
public final class MemoryTransport implements Transport {
    /** How far the server has ended the connection. */
    public enum End {
        /** It has not. */
        OPEN,
        /** It sends nothing more, and still reads. */
        OUTPUT_CLOSED,
        /** Closed both ways. */
        CLOSED,
        /** Closed so that the client can tell that something went wrong. */
        RESET
    }

    private final ReentrantLock lock = new ReentrantLock();

    /** What the server waits for may have happened. */
    private final Condition changed = lock.newCondition();

    /** What the test waits for may have happened. Were it one condition, a reader and a writer would wake each other forever. */
    private final Condition seen = lock.newCondition();

    private final Deque<byte[]> arriving = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int arrivingAt;
    private boolean clientEnded;
    private boolean clientGone;
    private boolean inputClosed;
    private End end = End.OPEN;
    private long window = Long.MAX_VALUE;
    private int writes;
    private int mostParts;
    private int readers;
    private int writers;
    private boolean serverDone;

    // What the server calls.

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (isClosed()) {
                    throw new ClosedChannelException();
                }
                if (inputClosed) {
                    return -1;
                }
                if (clientGone) {
                    throw new IOException("Connection reset");
                }
                if (!arriving.isEmpty()) {
                    return take(target, from, length);
                }
                if (clientEnded) {
                    return -1;
                }
                readers++;
                seen.signalAll();
                changed.awaitUninterruptibly();
                readers--;
            }
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] target, int from, int length) {
        byte[] piece = arriving.getFirst();
        int count = Math.min(length, piece.length - arrivingAt);
        System.arraycopy(piece, arrivingAt, target, from, count);
        arrivingAt += count;
        if (arrivingAt == piece.length) {
            arriving.removeFirst();
            arrivingAt = 0;
        }
        seen.signalAll();
        return count;
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (end != End.OPEN) {
                    throw new ClosedChannelException();
                }
                if (clientGone) {
                    throw new IOException("Broken pipe");
                }
                if (window > 0) {
                    int count = (int) Math.min(length, window);
                    window -= count;
                    writes++;
                    written.write(source, from, count);
                    seen.signalAll();
                    return count;
                }
                writers++;
                seen.signalAll();
                changed.awaitUninterruptibly();
                writers--;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public int write(ByteBuffer[] parts, int first) throws IOException {
        lock.lock();
        try {
            int before = writes;
            mostParts = Math.max(mostParts, parts.length);
            int all = Transport.super.write(parts, first);
            for (int i = first; i < parts.length && window > 0; i++) {
                if (parts[i].hasRemaining()) {
                    all += Transport.super.write(parts, i);
                }
            }
            writes = before + 1;
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) {
        return NEVER;
    }

    /** As a socket does: others that are ready run first. */
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // threads of one schedule change their order by it
    public void pause() {
        Thread.yield();
    }

    @Override
    public void closeOutput() {
        ended(End.OUTPUT_CLOSED);
    }

    @Override
    public void closeInput() {
        change(() -> inputClosed = true);
    }

    @Override
    public void close() {
        ended(End.CLOSED);
    }

    @Override
    public void reset() {
        ended(End.RESET);
    }

    private void ended(End further) {
        change(() -> end = isClosed() || end == further ? end : further);
    }

    private boolean isClosed() {
        return end == End.CLOSED || end == End.RESET;
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("server.test", 80);
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("client.test", 50_000);
    }

    // What the test calls.

    /** Sends a piece. */
    public void send(byte[] piece) {
        if (piece.length > 0) {
            change(() -> arriving.add(piece.clone()));
        }
    }

    /** Sends all of it, cut at these places, and ends. */
    public void sendAll(byte[] content, List<Integer> cuts) {
        int from = 0;
        for (int cut : cuts) {
            send(Arrays.copyOfRange(content, from, cut));
            from = cut;
        }
        send(Arrays.copyOfRange(content, from, content.length));
        endInput();
    }

    /** The client sends nothing more, and still reads. */
    public void endInput() {
        change(() -> clientEnded = true);
    }

    /** The client has vanished: reading and writing fail. */
    public void vanish() {
        change(() -> clientGone = true);
    }

    /** From now on the client takes that many bytes. */
    public void window(long bytes) {
        change(() -> window = bytes);
    }

    /** The client takes that many bytes more. */
    public void widen(long bytes) {
        change(() -> window += bytes);
    }

    /** Said by whoever runs the server: it does nothing with this transport any more. */
    public void serverDone() {
        change(() -> serverDone = true);
    }

    private void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
            seen.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the server waits for the client in a read or a write, or has done its work. */
    public void awaitSettled() {
        awaitThat(() -> serverDone || isReaderBlocked() || isWriterBlocked());
    }

    /** Waits until the server has done its work. */
    public void awaitServerDone() {
        awaitThat(() -> serverDone);
    }

    /** Waits until the server is blocked in a read. */
    public void awaitReader() {
        awaitThat(this::isReaderBlocked);
    }

    /** Waits until the server has written at least that many bytes in all, or has done its work. */
    public void awaitWritten(int bytes) {
        awaitThat(() -> serverDone || written.size() >= bytes);
    }

    private boolean isReaderBlocked() {
        return readers > 0 && arriving.isEmpty() && !clientEnded && !clientGone && !inputClosed && !isClosed();
    }

    private boolean isWriterBlocked() {
        return writers > 0 && window == 0 && !clientGone && end == End.OPEN;
    }

    private void awaitThat(BooleanSupplier condition) {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                seen.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Everything that the server has written. */
    public byte[] written() {
        lock.lock();
        try {
            return written.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /** In how many writes. */
    public int writes() {
        lock.lock();
        try {
            return writes;
        } finally {
            lock.unlock();
        }
    }

    /** Of how many parts the write was that had most. */
    public int mostParts() {
        lock.lock();
        try {
            return mostParts;
        } finally {
            lock.unlock();
        }
    }

    /** How far the server has ended the connection. */
    public End end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }
}
