package dev.lanner.queue;

import dev.lanner.feature.ResponseBodyFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/** A response's content that tells whether anybody has asked for it. Used by the thread of its request. */
final class Untouched implements ResponseBodyFeature {
    private final ResponseBodyFeature body;
    private boolean touched;

    Untouched(ResponseBodyFeature body) {
        this.body = body;
    }

    boolean isUntouched() {
        return !touched;
    }

    private ResponseBodyFeature touched() {
        touched = true;
        return body;
    }

    @Override
    public OutputStream stream() {
        return touched().stream();
    }

    @Override
    public void start() throws IOException {
        touched().start();
    }

    @Override
    public void flush() throws IOException {
        touched().flush();
    }

    @Override
    public void complete() throws IOException {
        touched().complete();
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        touched().sendFile(file, position, count);
    }
}
