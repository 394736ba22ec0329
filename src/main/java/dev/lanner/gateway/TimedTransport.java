package dev.lanner.gateway;

import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * The socket of an application that is given up when no byte has moved for so long. One thread reads, one writes; a tunnel
 * has no limit.
 */
final class TimedTransport implements Transport, AutoCloseable {
    private final Transport socket;
    private final Deadlines deadlines;
    private final Deadline reading;
    private final Deadline writing;
    private final long limitNanos;

    /** When the application last took a byte: as long as it takes a request's content, nobody waits for its answer. */
    private volatile long taken;

    private volatile boolean isReading;
    private volatile boolean expired;
    private volatile boolean unlimited;

    TimedTransport(Transport socket, Deadlines deadlines, Duration limit) {
        this.socket = socket;
        this.deadlines = deadlines;
        this.limitNanos = limit.toNanos();
        this.taken = deadlines.now();
        this.reading = deadlines.add(this::expireReading);
        this.writing = deadlines.add(this::expire);
    }

    private void expireReading(Deadline.Phase phase) {
        long left = limitNanos - (deadlines.now() - taken);
        if (left <= 0) {
            expire(phase);
            return;
        }
        reading.arm(phase, left);
        if (!isReading) {
            reading.disarm(); // it was over at that moment
        }
    }

    private void expire(Deadline.Phase phase) {
        expired = true;
        socket.reset();
    }

    /** From now on both sides may be silent as long as they like. */
    void unlimited() {
        unlimited = true;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T limited(Deadline deadline, Deadline.Phase phase, Call<T> call) throws IOException {
        if (!unlimited) {
            deadline.arm(phase, limitNanos);
        }
        try {
            return call.run();
        } catch (IOException failed) {
            if (expired) {
                throw new SocketTimeoutException("no byte moved in the time that the application has");
            }
            throw failed;
        } finally {
            deadline.disarm();
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        isReading = true;
        try {
            return limited(reading, Deadline.Phase.BODY, () -> socket.read(target, from, length));
        } finally {
            isReading = false;
            reading.disarm();
        }
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        int written = limited(writing, Deadline.Phase.WRITE, () -> socket.write(source, from, length));
        taken = deadlines.now();
        return written;
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        return limited(writing, Deadline.Phase.WRITE, () -> socket.writeFile(file, position, count));
    }

    @Override
    public void closeOutput() {
        socket.closeOutput();
    }

    @Override
    public void closeInput() {
        socket.closeInput();
    }

    @Override
    public void close() {
        forget();
        socket.close();
    }

    @Override
    public void reset() {
        forget();
        socket.reset();
    }

    private void forget() {
        deadlines.remove(reading);
        deadlines.remove(writing);
    }

    @Override
    public SocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }
}
