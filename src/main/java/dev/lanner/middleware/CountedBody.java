package dev.lanner.middleware;

import dev.lanner.feature.ResponseBodyFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/**
 * A response's content, counted on its way. Put over the server's own feature.
 *
 * <p>Used by the thread that handles the request.
 */
final class CountedBody implements ResponseBodyFeature {
    /** So that of a file that could not be sent whole, what was sent is counted. */
    private static final long FILE_SLICE_BYTES = 1_048_576;

    private final ResponseBodyFeature body;
    private OutputStream stream;
    private long count;

    CountedBody(ResponseBodyFeature body) {
        this.body = body;
    }

    /** How many bytes were taken. */
    long count() {
        return count;
    }

    @Override
    public OutputStream stream() {
        if (stream == null) {
            stream = new Counted(body.stream());
        }
        return stream;
    }

    @Override
    public void start() throws IOException {
        body.start();
    }

    @Override
    public void flush() throws IOException {
        body.flush();
    }

    @Override
    public void complete() throws IOException {
        body.complete();
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws IOException {
        for (long sent = 0; sent < length; ) {
            long slice = Math.min(FILE_SLICE_BYTES, length - sent);
            body.sendFile(file, position + sent, slice);
            sent += slice;
            count += slice;
        }
    }

    private final class Counted extends OutputStream {
        private final OutputStream target;

        Counted(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            target.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            target.write(bytes, from, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
