package dev.lanner.internal.tls;

import dev.lanner.internal.net.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A TLS client in memory: an engine of the Java machine at the other side of a {@link MemoryTransport}. */
final class TlsClient {
    private final MemoryTransport wire;
    private final SSLEngine engine;
    private int seen;
    private byte[] held = {};

    TlsClient(MemoryTransport wire, SSLContext context, String host, String version, String... alpn) {
        this.wire = wire;
        engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(alpn);
        engine.setSSLParameters(parameters);
    }

    SSLEngine engine() {
        return engine;
    }

    TlsClient handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> send(new byte[0]);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
                case FINISHED, NOT_HANDSHAKING -> {
                    return this;
                }
            }
        }
    }

    /** The first message, not sent. */
    byte[] hello() throws IOException {
        engine.beginHandshake();
        return wrap(new byte[0]);
    }

    byte[] wrap(byte[] bytes) throws SSLException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        do {
            ByteBuffer target = ByteBuffer.allocate(17_000);
            SSLEngineResult result = engine.wrap(source, target);
            all.write(target.array(), 0, target.position());
            if (result.bytesProduced() == 0) {
                break;
            }
        } while (source.hasRemaining());
        return all.toByteArray();
    }

    /** Sends bytes, in records of at most 16 KiB, each a piece on the wire. */
    void send(byte[] bytes) throws IOException {
        wire.send(wrap(bytes));
    }

    /** Says close_notify. */
    void close() throws IOException {
        engine.closeOutbound();
        wire.send(wrap(new byte[0]));
    }

    /** Exactly so many bytes. */
    byte[] read(int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < count) {
            byte[] some = receive();
            if (some == null) {
                throw new IOException("ended after " + all.size());
            }
            all.writeBytes(some);
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            }
        }
        return all.toByteArray();
    }

    /** One record's bytes, perhaps none; null after close_notify. */
    byte[] receive() throws IOException {
        while (true) {
            ByteBuffer target = ByteBuffer.allocate(17_000);
            ByteBuffer source = ByteBuffer.wrap(held);
            SSLEngineResult result = engine.unwrap(source, target);
            held = Arrays.copyOfRange(held, source.position(), held.length);
            switch (result.getStatus()) {
                case CLOSED -> {
                    return null;
                }
                case OK -> {
                    return Arrays.copyOf(target.array(), target.position());
                }
                default -> held = join(held, more());
            }
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** What the server has written since the last call, at least a byte. */
    byte[] more() throws IOException {
        long began = System.nanoTime();
        while (true) {
            boolean ended = wire.end() != MemoryTransport.End.OPEN;
            byte[] written = wire.written();
            if (written.length > seen) {
                byte[] fresh = Arrays.copyOfRange(written, seen, written.length);
                seen = written.length;
                return fresh;
            }
            if (ended) {
                throw new IOException("the server ended the connection: " + wire.end());
            }
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(30)) {
                throw new AssertionError("waited in vain for the server");
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
