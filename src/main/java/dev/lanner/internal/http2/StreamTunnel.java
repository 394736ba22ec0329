package dev.lanner.internal.http2;

import dev.lanner.feature.DuplexStream;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** A stream that carries bytes both ways: DATA frames. One thread reads, one writes. */
final class StreamTunnel implements DuplexStream {
    private static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);

    private final Http2Stream stream;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private volatile boolean outputClosed;

    StreamTunnel(Http2Stream stream) {
        this.stream = stream;
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
            return length == 0 ? 0 : stream.read(target, from, length);
        }
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
                stream.send(source, from, length, false);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!outputClosed) {
                stream.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (!outputClosed) {
                outputClosed = true;
                stream.end(NO_TRAILERS);
            }
        }
    }
}
