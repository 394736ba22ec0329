package dev.lanner.internal.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A transport of which somebody has read the beginning already: it is read once more. */
public final class ReplayTransport implements Transport {
    private static final byte[] NOTHING = {};

    private byte[] beginning;
    private final Transport transport;
    private int at;
    private volatile boolean closed;

    /** @param beginning what was read; belongs to this transport from now on */
    public ReplayTransport(byte[] beginning, Transport transport) {
        this.beginning = beginning;
        this.transport = transport;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int left = beginning.length - at;
        if (left == 0 || closed) {
            return transport.read(target, from, length);
        }
        int count = Math.min(left, length);
        System.arraycopy(beginning, at, target, from, count);
        at += count;
        if (at == beginning.length) {
            beginning = NOTHING;
            at = 0;
        }
        return count;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return at < beginning.length && !closed ? Transport.super.read(target) : transport.read(target);
    }

    @Override
    public int readUnlessIdle(byte[] target, int from, int length, boolean waits) throws IOException {
        return at < beginning.length && !closed
                ? read(target, from, length)
                : transport.readUnlessIdle(target, from, length, waits);
    }

    @Override
    public void becomeReader() {
        transport.becomeReader();
    }

    @Override
    public void leave() {
        transport.leave();
    }

    @Override
    public boolean rest(Runnable onInput) {
        return transport.rest(onInput);
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        return transport.write(source, from, length);
    }

    @Override
    public boolean gathers() {
        return transport.gathers();
    }

    @Override
    public int write(ByteBuffer[] parts, int first) throws IOException {
        return transport.write(parts, first);
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        return transport.writeFile(file, position, count);
    }

    @Override
    public void idle() {
        transport.idle();
    }

    @Override
    public void pause() {
        transport.pause();
    }

    @Override
    public void closeOutput() {
        transport.closeOutput();
    }

    @Override
    public void closeInput() {
        closed = true;
        transport.closeInput();
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public void reset() {
        transport.reset();
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }
}
