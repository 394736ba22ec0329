package dev.lanner.internal.net;

import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.WireText.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Shows what passes through a transport, in the form in which the text tests are written: {@code >} is the peer, {@code <}
 * is us. A {@link WireText} makes the words; until it is known, what was read is kept.
 */
public final class TracingTransport implements Transport {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.wire");

    private final Transport transport;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream early = new ByteArrayOutputStream();
    private WireText text;
    private boolean inputClosed;
    private boolean closed;

    private TracingTransport(Transport transport, String name) {
        this.transport = transport;
        this.name = name;
    }

    /** The transport itself, unless the logger {@code lanner.wire} is at TRACE. */
    public static Transport around(Transport transport, String name) {
        return LOGGER.isLoggable(Level.TRACE) ? new TracingTransport(transport, name) : transport;
    }

    @Override
    public void speaks(Supplier<WireText> protocol) {
        lock.lock();
        try {
            text = protocol.get();
            log(text.pass(Side.CLIENT, early.toByteArray(), 0, early.size()));
            early.reset();
        } finally {
            lock.unlock();
        }
    }

    private void log(String lines) {
        if (!lines.isEmpty()) {
            LOGGER.log(Level.TRACE, "{0}\n{1}", name, lines.substring(0, lines.length() - 1));
        }
    }

    private void passed(Side side, byte[] bytes, int from, int length) {
        lock.lock();
        try {
            if (text == null) {
                early.write(bytes, from, length);
            } else {
                log(text.pass(side, bytes, from, length));
            }
        } finally {
            lock.unlock();
        }
    }

    private void happened(Side side, String what) {
        lock.lock();
        try {
            if (!closed) {
                String before = text == null ? "" : text.rest(side);
                log(before + side.mark() + " (" + what + ")\n");
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(String how) {
        lock.lock();
        try {
            if (!closed && text != null) {
                log(text.rest(Side.CLIENT));
            }
            happened(Side.SERVER, how);
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return read(transport.read(target, from, length), target, from);
    }

    @Override
    public int readUnlessIdle(byte[] target, int from, int length, boolean waits) throws IOException {
        return read(transport.readUnlessIdle(target, from, length, waits), target, from);
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

    private int read(int count, byte[] target, int from) {
        if (count > 0) {
            passed(Side.CLIENT, target, from, count);
        } else if (count < 0 && !isInputClosed()) {
            happened(Side.CLIENT, "end");
        }
        return count;
    }

    private boolean isInputClosed() {
        lock.lock();
        try {
            return inputClosed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        int written = transport.write(source, from, length);
        passed(Side.SERVER, source, from, written);
        return written;
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        long written = transport.writeFile(file, position, count);
        if (written > 0) {
            happened(Side.SERVER, written + " bytes of a file");
        }
        return written;
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
        happened(Side.SERVER, "end");
        transport.closeOutput();
    }

    @Override
    public void closeInput() {
        lock.lock();
        try {
            inputClosed = true;
        } finally {
            lock.unlock();
        }
        transport.closeInput();
    }

    @Override
    public void close() {
        ended("close");
        transport.close();
    }

    @Override
    public void reset() {
        ended("reset");
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
