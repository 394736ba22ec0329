package dev.lanner.internal.forward;

import dev.lanner.internal.http1.ResponseReader;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.ByteOutput;
import dev.lanner.internal.net.Deadline;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.Pace;
import dev.lanner.internal.net.SocketTransport;
import dev.lanner.internal.net.Traffic;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A connection to an application's process, for one request after the other. Used by the thread of the request that has it,
 * and by the one that sends that request's content.
 */
public final class Backend implements AutoCloseable {
    /** What an application may answer: heads of 64 KiB, as the ASP.NET Core Module allows. */
    private static final ServerOptions BOUNDS = ServerOptions.builder()
            .limits(Limits.builder().headerBytes(65_536).headerCount(500).build())
            .build();

    private final SocketChannel channel;
    private final TimedTransport transport;
    private final ByteOutput out;
    private final ResponseReader responses;
    private long idleSince;

    private Backend(SocketChannel channel, Deadlines deadlines, Duration limit) throws IOException {
        this.channel = channel;
        this.transport = new TimedTransport(
                new SocketTransport(channel, channel.getLocalAddress(), new Traffic()), deadlines, limit);
        // Without a rate of its own: the transport has the limit.
        this.out = new ByteOutput(transport, Pace.none(deadlines));
        this.responses = new ResponseReader(ByteInput.of(transport, BOUNDS), BOUNDS);
    }

    /** This process can have no more sockets: nobody else's fault. */
    static final class NoSocket extends IOException {
        private static final long serialVersionUID = 1;

        NoSocket(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Connects.
     *
     * @param limit how long the application may be silent
     */
    public static Backend connect(SocketAddress address, Deadlines deadlines, Duration limit) throws IOException {
        SocketChannel channel = open(address);
        boolean connected = false;
        Deadline deadline = deadlines.add(phase -> close(channel));
        deadline.arm(Deadline.Phase.HANDSHAKE, limit.toNanos());
        try {
            channel.connect(address);
            Backend backend = new Backend(channel, deadlines, limit);
            connected = true;
            return backend;
        } catch (ClosedChannelException late) {
            throw new SocketTimeoutException("the connection was not accepted in time");
        } finally {
            deadline.disarm();
            deadlines.remove(deadline);
            if (!connected) {
                channel.close();
            }
        }
    }

    private static SocketChannel open(SocketAddress address) throws NoSocket {
        try {
            return address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
        } catch (IOException exhausted) {
            throw new NoSocket(exhausted);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException closed) {
            // There is nothing left to close.
        }
    }

    public TimedTransport transport() {
        return transport;
    }

    public ByteOutput out() {
        return out;
    }

    public ResponseReader responses() {
        return responses;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    long idleSince() {
        return idleSince;
    }

    /**
     * Whether nothing has come since the last response: the application has neither closed the connection, nor sent what
     * nobody asked for, which would be taken for the answer to the next request.
     */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
