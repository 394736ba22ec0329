package dev.lanner.queue;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/**
 * A response's content that tells whether anybody has asked for it, or touched the request otherwise. Used by the thread of that
 * request.
 */
final class Untouched implements ResponseBodyFeature {
    private final ResponseBodyFeature body;
    private final ResponseFeature response;

    /** Tells whether the request's content is being read; null if nobody can tell. */
    private final BodySizeLimitFeature content;

    private boolean touched;

    /** @param exchange what the server gives */
    Untouched(FeatureCollection exchange) {
        this.body = exchange.require(ResponseBodyFeature.class);
        this.response = exchange.require(ResponseFeature.class);
        this.content = exchange.get(BodySizeLimitFeature.class);
    }

    /** Whether the request is as it came: somebody else can answer it. */
    boolean isUntouched() {
        return !touched && !response.hasStarted() && (content == null || !content.isReadOnly());
    }

    /** What applications are told that delegate a request which is not, or not any more, theirs to delegate. */
    static IllegalStateException touchedException() {
        return new IllegalStateException("the request can't be delegated: its content was read, its response begun,"
                + " or it was delegated before");
    }

    /**
     * The request goes on elsewhere: what the application has said of a response is forgotten.
     *
     * @throws IOException if the application has gone on with it
     */
    void forgetResponse() throws IOException {
        if (!isUntouched()) {
            throw new IOException("the application has delegated the request, and gone on with it all the same");
        }
        response.status(HttpStatus.OK);
        response.reason(null);
        response.headers().clear();
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
