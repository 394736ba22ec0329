package dev.lanner.internal.exchange;

import dev.lanner.feature.DuplexStream;
import dev.lanner.internal.net.StackRoom;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** What HTTP has left to the application: bytes both ways. One thread reads, one writes. */
public final class Tunnel implements DuplexStream {
    /** What carries the bytes. */
    public interface Carrier {
        /**
         * Reads some, blocking until there is a byte.
         *
         * @param target something remains of it
         * @return how many, by which the buffer has moved on; -1 at the end
         */
        int read(ByteBuffer target) throws IOException;

        /**
         * Sends some, or buffers them.
         *
         * @param length at least 1
         */
        void write(byte[] source, int from, int length) throws IOException;

        /** Sends what is buffered. */
        void flush() throws IOException;

        /** Sends what is buffered, and that nothing more will come. */
        void closeOutput() throws IOException;

        /** Nobody reads any more; after {@link #closeOutput}. */
        void closeInput();
    }

    private final Carrier carrier;
    private final Exchange exchange;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private volatile boolean outputClosed;

    /** @param exchange whose failures are the wire's, or the client's, if the carrier has them */
    Tunnel(Carrier carrier, Exchange exchange) {
        this.carrier = carrier;
        this.exchange = exchange;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() throws IOException {
        output.close();
        carrier.closeInput();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, target.length);
            try {
                return length == 0 ? 0 : carrier.read(ByteBuffer.wrap(target, from, length));
            } catch (IOException gone) {
                throw exchange.noteFailure(gone);
            }
        }
    }

    /** What fails when the client has gone. */
    private interface Sending {
        void run() throws IOException;
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, source.length);
            if (outputClosed) {
                throw new IOException("the sending side was closed");
            }
            if (length > 0) {
                send(() -> carrier.write(source, from, length));
            }
        }

        @Override
        public void flush() throws IOException {
            if (!outputClosed) {
                send(carrier::flush);
            }
        }

        @Override
        public void close() throws IOException {
            if (!outputClosed) {
                send(() -> {
                    outputClosed = true;
                    carrier.closeOutput();
                });
            }
        }

        private void send(Sending sending) throws IOException {
            StackRoom.require();
            try {
                sending.run();
            } catch (IOException gone) {
                throw exchange.noteFailure(gone);
            }
        }
    }
}
