package dev.lanner.internal.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;

/**
 * A peer that sends the same bytes again and again, takes whatever it is sent, and ends after so many times. It has no
 * thread and never blocks, so that a benchmark measures what is above it and nothing else.
 *
 * <p>One read never goes beyond the end of the bytes, as if the peer then waited for its answer.
 */
public final class LoopTransport implements Transport {
    private final byte[] bytes;
    private final int pieceMax;
    private long times;
    private int at;

    /** @param pieceMax the most that one read gives */
    public LoopTransport(byte[] bytes, int pieceMax, long times) {
        this.bytes = bytes;
        this.pieceMax = pieceMax;
        this.times = times;
    }

    /** A peer that never ends. */
    public static LoopTransport endless(byte[] bytes, int pieceMax) {
        return new LoopTransport(bytes, pieceMax, Long.MAX_VALUE);
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (at == bytes.length) {
            at = 0;
            times--;
        }
        if (times == 0) {
            return -1;
        }
        int count = Math.min(Math.min(length, pieceMax), bytes.length - at);
        System.arraycopy(bytes, at, target, from, count);
        at += count;
        return count;
    }

    @Override
    public int write(byte[] source, int from, int length) {
        return length;
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        return count;
    }

    @Override
    public void closeOutput() {}

    @Override
    public void closeInput() {}

    @Override
    public void close() {}

    @Override
    public void reset() {}

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    }
}
