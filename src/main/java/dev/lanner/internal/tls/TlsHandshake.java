package dev.lanner.internal.tls;

import dev.lanner.internal.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The handshake of one connection behind the ClientHello (RFC 8446 §2): on the connection's thread, from end to end. */
final class TlsHandshake {
    private final Transport raw;
    private final RecordReader reader;
    private final SSLEngine engine;

    TlsHandshake(Transport raw, RecordReader reader, SSLEngine engine) {
        this.raw = raw;
        this.reader = reader;
        this.engine = engine;
    }

    /** Does it, until both sides agree. */
    void run() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks(engine);
                case NEED_WRAP -> sendFlight();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> reader.readHandshake();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** What is to be computed. */
    static void runTasks(SSLEngine engine) {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Sends a flight of messages in as few writes as it fits. */
    private void sendFlight() throws IOException {
        int packet = engine.getSession().getPacketBufferSize();
        byte[] flight = RecordBuffers.BATCHES.take();
        try {
            ByteBuffer target = ByteBuffer.wrap(flight);
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                if (target.remaining() < packet) {
                    RecordWriter.sendAll(raw, flight, target.position());
                    target.clear();
                }
                Status status = engine.wrap(RecordWriter.NOTHING, target).getStatus();
                if (status != Status.OK) {
                    throw new SSLException("the engine has nothing to say: " + status);
                }
            }
            RecordWriter.sendAll(raw, flight, target.position());
        } finally {
            RecordBuffers.BATCHES.give(flight);
        }
    }
}
