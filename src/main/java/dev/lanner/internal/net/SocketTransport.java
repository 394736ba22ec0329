package dev.lanner.internal.net;

import dev.lanner.internal.net.IdleSockets.Rest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;

/**
 * A TCP or Unix domain socket in the clear. It is in blocking mode, but while it rests; and after a {@link #readUnlessIdle}
 * that does not wait, until somebody has to wait for something else.
 *
 * <p>A channel that an interrupted thread touches closes itself, and with HTTP/2 that would be the end of every other
 * stream. So an application's interrupt is put aside for each call, and is there again after it.
 */
public final class SocketTransport implements Transport {
    /**
     * The channel copies an array whole into memory outside the heap, and keeps that for the thread's next call: given all
     * of a large one for each piece that the socket takes, it would copy it hundreds of times. Four records of TLS fit in.
     */
    private static final int PIECE_MAX = 131_072;

    /** Of so many pauses of one connection, one finds out whether others get their turn. */
    private static final int PAUSES_PER_LOOK = 16;

    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Traffic traffic;

    /** Null where it never rests. */
    private final IdleSockets idleSockets;

    /** The one that was begun last; null before the first. While it lasts, the channel can't be set to blocking mode. */
    private volatile Rest rest;

    /** The same channel, for reads that end after a time; null before the first of them. */
    private Socket timed;

    private int pauses;

    /** One that always has a thread that reads. */
    public SocketTransport(SocketChannel channel, SocketAddress local, Traffic traffic) throws IOException {
        this(channel, local, traffic, null);
    }

    /**
     * @param local the address of this end, which a channel does not know whose socket was moved after it was bound
     * @param traffic counts what passes
     * @param idleSockets where it can rest
     */
    public SocketTransport(SocketChannel channel, SocketAddress local, Traffic traffic, IdleSockets idleSockets)
            throws IOException {
        this.channel = channel;
        this.local = local;
        this.traffic = traffic;
        this.remote = channel.getRemoteAddress();
        boolean tcp = remote instanceof InetSocketAddress;
        this.idleSockets = tcp ? idleSockets : null; // a Unix domain socket has no reads that end after a time
        if (tcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return receive(ByteBuffer.wrap(target, from, Math.min(length, PIECE_MAX)));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return target.isDirect() ? receive(target) : Transport.super.read(target);
    }

    private int receive(ByteBuffer target) throws IOException {
        GiveWay.goOn();
        boolean interrupted = Thread.interrupted();
        try {
            int read = channel.read(target);
            if (read == 0) {
                block();
                read = channel.read(target);
            }
            if (read > 0) {
                traffic.received(read);
            }
            return read;
        } finally {
            restore(interrupted);
        }
    }

    @Override
    public int readUnlessIdle(byte[] target, int from, int length, boolean waits) throws IOException {
        if (!waits) {
            return readAtOnce(ByteBuffer.wrap(target, from, Math.min(length, PIECE_MAX)));
        }
        if (idleSockets == null || !idleSockets.isWorthwhile()) {
            return read(target, from, length);
        }
        GiveWay.goOn();
        block();
        Socket socket = timed();
        boolean interrupted = Thread.interrupted();
        try {
            int read = socket.getInputStream().read(target, from, Math.min(length, PIECE_MAX));
            traffic.received(Math.max(0, read));
            return read;
        } catch (SocketTimeoutException nothing) {
            return 0;
        } catch (SocketException failed) {
            if (socket.isInputShutdown()) {
                return -1;
            }
            throw failed;
        } finally {
            restore(interrupted);
        }
    }

    private int readAtOnce(ByteBuffer target) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            if (channel.isBlocking()) {
                channel.configureBlocking(false);
            }
            int read = channel.read(target);
            traffic.received(Math.max(0, read));
            return read;
        } finally {
            restore(interrupted);
        }
    }

    /** Whoever has to wait does it in blocking mode. */
    private void block() throws IOException {
        Rest last = rest;
        if (last != null && !last.isOver()) {
            last.awaitEnd();
        }
        if (!channel.isBlocking()) {
            channel.configureBlocking(true);
        }
    }

    private Socket timed() throws SocketException {
        Socket socket = timed;
        if (socket == null) {
            socket = channel.socket();
            socket.setSoTimeout(idleSockets.patienceMillis());
            timed = socket;
        }
        return socket;
    }

    /**
     * What it waits for is often there after that, which saves the poller two system calls. A platform
     * thread needs no poller, and takes nobody's turn.
     */
    @Override
    public void pause() {
        if (Thread.currentThread().isVirtual()) {
            GiveWay.pause(++pauses % PAUSES_PER_LOOK == 0);
        }
    }

    @Override
    public boolean rest(Runnable onInput) {
        if (idleSockets == null) {
            return false;
        }
        Rest next = idleSockets.new Rest(channel, onInput);
        rest = next;
        return next.begin();
    }

    /** As if something had come. */
    void endRest() {
        Rest last = rest;
        if (last != null) {
            last.end();
        }
    }

    @Override
    public int write(byte[] source, int from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(source, from, Math.min(length, PIECE_MAX));
        boolean interrupted = Thread.interrupted();
        try {
            int written = channel.write(bytes);
            while (written == 0) { // the socket is full
                block();
                written = channel.write(bytes);
            }
            traffic.sent(written);
            return written;
        } finally {
            restore(interrupted);
        }
    }

    @Override
    public boolean gathers() {
        return true;
    }

    /** In one call: a second one is a twentieth of what an answer of 100 KiB costs. */
    @Override
    public int write(ByteBuffer[] parts, int first) throws IOException {
        int behind = first;
        long length = 0;
        while (behind < parts.length && length < PIECE_MAX) {
            length += parts[behind++].remaining();
        }
        ByteBuffer last = parts[behind - 1];
        int limit = last.limit();
        last.limit((int) (limit - Math.max(0, length - PIECE_MAX)));
        boolean interrupted = Thread.interrupted();
        try {
            int written = (int) channel.write(parts, first, behind - first);
            while (written == 0) { // as above
                block();
                written = (int) channel.write(parts, first, behind - first);
            }
            traffic.sent(written);
            return written;
        } finally {
            last.limit(limit);
            restore(interrupted);
        }
    }

    @Override
    public long writeFile(FileChannel file, long position, long count) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            block();
            long written = file.transferTo(position, count, channel);
            traffic.sent(written);
            return written;
        } finally {
            restore(interrupted);
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void closeOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            close();
        }
    }

    @Override
    public void closeInput() {
        try {
            channel.shutdownInput();
            endRest();
        } catch (IOException gone) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // There is nothing left to close.
        }
        endRest();
    }

    @Override
    public void reset() {
        try {
            if (remote instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException gone) {
            // Then there is nobody to tell.
        }
        close();
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public UserPrincipal peerUser() throws IOException {
        return PeerUser.of(channel);
    }
}
