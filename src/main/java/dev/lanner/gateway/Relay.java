package dev.lanner.gateway;

import dev.lanner.feature.DuplexStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries bytes both ways between a client and an application that have left HTTP. When the client sends no more, the
 * application may still answer; when the application is done, both are. Used by the thread of the request, with a
 * {@link Companion} for what the client sends.
 */
final class Relay {
    private static final int PIECE = 16_384;

    private final DuplexStream client;
    private final Backend backend;

    private Relay(DuplexStream client, Backend backend) {
        this.client = client;
        this.backend = backend;
    }

    /** Returns when both directions have ended. */
    static void run(DuplexStream client, Backend backend) throws IOException {
        backend.transport().unlimited();
        Relay relay = new Relay(client, backend);
        Companion sending = Companion.start("lanner-relay", relay::toApplication);
        try (client) {
            relay.toClient();
        } finally {
            backend.close();
            sending.awaitEnd();
        }
    }

    private void toClient() throws IOException {
        byte[] piece = new byte[PIECE];
        OutputStream out = client.output();
        for (int read = received(piece); read >= 0; read = received(piece)) {
            out.write(piece, 0, read);
            out.flush();
        }
    }

    /** An application that resets the connection has ended it all the same. */
    private int received(byte[] piece) {
        try {
            return backend.responses().readRaw(piece);
        } catch (IOException reset) {
            return -1;
        }
    }

    private void toApplication() {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = client.input();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                backend.out().write(piece, 0, read);
                backend.out().flush();
            }
            backend.transport().closeOutput();
        } catch (IOException gone) {
            backend.transport().reset();
        }
    }
}
