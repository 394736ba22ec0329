package dev.lanner.internal.http1;

import dev.lanner.feature.DuplexStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** A connection that HTTP has left: bytes both ways. One thread reads, one writes. */
final class Tunnel implements DuplexStream {
    private final Http1Connection connection;
    private final Input input = new Input();
    private final Output output = new Output();
    private volatile boolean outputClosed;

    Tunnel(Http1Connection connection) {
        this.connection = connection;
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
        connection.closeInput();
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
            return length == 0 ? 0 : connection.in().read(target, from, length);
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            requireOpen();
            connection.out().write(b);
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, source.length);
            requireOpen();
            connection.out().write(source, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (!outputClosed) {
                connection.out().flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (!outputClosed) {
                outputClosed = true;
                connection.out().flush();
                connection.closeOutput();
            }
        }

        private void requireOpen() throws IOException {
            if (outputClosed) {
                throw new IOException("the sending side was closed");
            }
        }
    }
}
