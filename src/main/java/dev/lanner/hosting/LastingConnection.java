package dev.lanner.hosting;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * A client's connection, taken to a process. When a process that is to end gives it up between two requests of HTTP/1.1 in the
 * clear, or before it has answered one, the next process takes over, with that request: it has not been begun.
 *
 * <p>Two threads copy, one for each direction.
 */
final class LastingConnection {
    private static final int BUFFER_BYTES = 16_384;
    private static final int KEPT_BYTES_MAX = 65_536;

    /** TLS records of a handshake begin with it (RFC 8446 §5.1). */
    private static final byte TLS_HANDSHAKE = 22;

    private static final Pattern CLOSE = Pattern.compile("(?i)\\r\\nconnection: *close\\r\\n");

    private final SocketChannel client;
    private final LastingPort port;
    private final int index;
    private final ReentrantLock lock = new ReentrantLock();

    /** What the client has sent since anything came back. By the lock. */
    private final ByteBuffer unanswered = ByteBuffer.allocate(KEPT_BYTES_MAX);

    /** Whether that is a request, whole as far as it came, that another process can have. By the lock. */
    private boolean canBeSentAgain;

    /** Whether it is not HTTP/1.1 in the clear. By the lock. */
    private boolean isOpaque;

    /** Whether the response says that the connection ends with it. By the lock. */
    private boolean isLast;

    private boolean isBegun;
    private boolean clientHasEnded;
    private Generation generation;
    private volatile SocketChannel process;

    LastingConnection(SocketChannel client, LastingPort port, int index) {
        this.client = client;
        this.port = port;
        this.index = index;
    }

    /** Until the connection has ended. */
    void run() {
        try {
            connect();
            Thread.ofVirtual().name("lanner-port").start(this::copyRequests);
            copyResponses();
        } catch (IOException gone) {
            // One of the two is not there any more, and the other gets to know that.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void connect() throws IOException, InterruptedException {
        while (process == null) {
            Generation chosen = port.current();
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(chosen.socket(index)));
                generation = chosen;
                process = channel;
            } catch (IOException ended) {
                channel.close();
                Thread.sleep(
                        10); // Its end would be told to us, but not that it listens again, or has room for one more.
            }
        }
    }

    // ---- from the client ------------------------------------------------------------------------------------------

    private void copyRequests() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (client.read(buffer) >= 0) {
                buffer.flip();
                send(buffer);
                buffer.clear();
            }
            endRequests();
        } catch (IOException gone) {
            close();
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        SocketChannel to;
        Generation receiver;
        boolean isKept;
        lock.lock();
        try {
            keep(bytes);
            isKept = canBeSentAgain;
            receiver = generation;
            to = process;
        } finally {
            lock.unlock();
        }
        try {
            writeAll(to, bytes);
        } catch (IOException givenUp) {
            // Whoever reads from that process sees its end, and sends what was kept to the next one.
            if (!isKept || !receiver.isToEnd()) {
                throw givenUp;
            }
        }
    }

    private void keep(ByteBuffer bytes) {
        if (!isBegun) {
            isBegun = true;
            isOpaque = bytes.get(0) == TLS_HANDSHAKE || startsWith(bytes, "PRI ");
        }
        if (unanswered.position() == 0) {
            // Of a POST it is known too that it was not begun, but to be wrong would cost more.
            canBeSentAgain = !isOpaque && !startsWith(bytes, "P");
        }
        if (unanswered.remaining() < bytes.remaining()) {
            canBeSentAgain = false;
        } else {
            unanswered.put(bytes.duplicate());
        }
    }

    private static boolean startsWith(ByteBuffer bytes, String text) {
        byte[] begin = new byte[Math.min(text.length(), bytes.remaining())];
        bytes.duplicate().get(begin);
        return text.equals(new String(begin, StandardCharsets.ISO_8859_1));
    }

    private void endRequests() throws IOException {
        lock.lock();
        try {
            clientHasEnded = true;
            process.shutdownOutput();
        } finally {
            lock.unlock();
        }
    }

    // ---- from the process -----------------------------------------------------------------------------------------

    private void copyResponses() throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (true) {
            int read = read(buffer);
            if (read < 0) {
                if (!takenOver()) {
                    client.shutdownOutput();
                    return;
                }
                continue;
            }
            buffer.flip();
            answered(buffer);
            writeAll(client, buffer);
            buffer.clear();
        }
    }

    private int read(ByteBuffer buffer) {
        try {
            return process.read(buffer);
        } catch (IOException reset) {
            return -1;
        }
    }

    private void answered(ByteBuffer bytes) {
        lock.lock();
        try {
            if (unanswered.position() > 0) {
                String head =
                        StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
                isLast = CLOSE.matcher(head).find();
                unanswered.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes on with the next process, and sends it the request that was not begun, if there is one; false if that can't be. */
    private boolean takenOver() throws IOException, InterruptedException {
        lock.lock();
        try {
            boolean isBetween = unanswered.position() == 0;
            boolean canBe = isBetween ? !clientHasEnded && generation.wasJustToldToEnd() : canBeSentAgain;
            if (!generation.isToEnd() || isOpaque || isLast || !canBe) {
                return false;
            }
            process.close();
            process = null;
            connect();
            writeAll(process, unanswered.duplicate().flip());
            if (clientHasEnded) {
                process.shutdownOutput();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void writeAll(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    void close() {
        try {
            client.close();
            SocketChannel to = process;
            if (to != null) {
                to.close();
            }
        } catch (IOException gone) {
            // It is closed, then.
        }
    }
}
