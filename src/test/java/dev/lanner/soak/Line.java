package dev.lanner.soak;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.RawClient;
import dev.lanner.internal.tls.TlsTesting;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of a client, by one {@link Way}. */
final class Line implements Closeable {
    /** For how long a server may be silent that owes something; for what never comes, not for what is slow. */
    static final int PATIENCE_MILLIS = 60_000;

    private static final int NARROW = 4_096;

    /** Sessions are resumed among all connections. */
    private static final SSLContext TRUSTING = TlsTesting.trustingAll();

    /**
     * Where the server is.
     *
     * @param clear the port without TLS
     * @param tls the port with TLS
     */
    record Ports(int clear, int tls) {}

    private final Way way;
    private final Socket raw;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Line(Way way, Socket raw, Socket socket, InputStream in, OutputStream out) {
        this.way = way;
        this.raw = raw;
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    /** A sound one, fast or slow. */
    static Line open(Ports ports, Way way, Random random, Curfew curfew) throws IOException {
        return open(ports, way, new Socket(), random, curfew, random.nextInt(8) == 0);
    }

    /** One that won't last. */
    static Line fragile(Ports ports, Way way, Fate fate, Random random, Curfew curfew) throws IOException {
        return open(ports, way, new FragileSocket(fate, random, curfew), random, curfew, false);
    }

    private static Line open(Ports ports, Way way, Socket raw, Random random, Curfew curfew, boolean slow)
            throws IOException {
        try {
            raw.setSoTimeout(PATIENCE_MILLIS);
            if (slow || random.nextInt(8) == 0) {
                raw.setReceiveBufferSize(NARROW);
            }
            raw.connect(
                    new InetSocketAddress(RawClient.V4, way.isTls() ? ports.tls() : ports.clear()), PATIENCE_MILLIS);
            raw.setTcpNoDelay(true);
            Socket socket = way.isTls() ? secured(raw, way, random) : raw;
            return new Line(
                    way,
                    raw,
                    socket,
                    slow ? Leisure.input(socket.getInputStream(), random, curfew) : socket.getInputStream(),
                    slow ? Leisure.output(socket.getOutputStream(), random, curfew) : socket.getOutputStream());
        } catch (IOException | RuntimeException | Error failed) {
            raw.close();
            throw failed;
        }
    }

    private static Socket secured(Socket raw, Way way, Random random) throws IOException {
        SSLSocket socket = (SSLSocket) TRUSTING.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {way.alpn()});
        parameters.setProtocols(new String[] {random.nextInt(4) == 0 ? "TLSv1.2" : "TLSv1.3"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals(way.alpn())) {
            throw new IOException("the server speaks \"" + socket.getApplicationProtocol() + "\"");
        }
        if (random.nextInt(4) == 0) {
            socket.getSession().invalidate();
        }
        return socket;
    }

    Way way() {
        return way;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** A client of HTTP/2 on it. */
    FrameClient frames() {
        return new FrameClient(this, way.isTls() ? "https" : "http", new BufferedInputStream(in), out);
    }

    /** Sends nothing more, and still reads. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes in one of the ways in which clients go that have what they wanted. */
    void leave(Random random) throws IOException {
        switch (random.nextInt(3)) {
            case 0 -> reset();
            case 1 -> raw.close();
            default -> socket.close();
        }
    }

    void reset() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    /** Without a word of TLS, which could block. */
    @Override
    public void close() throws IOException {
        raw.close();
    }
}
