package dev.lanner.internal.exchange;

import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * The response's content. Held back until it is complete (then its length is known), flushed, or too much; from then on
 * it goes through to the wire. Used by one thread at a time.
 */
final class ResponseBody extends OutputStream implements ResponseBodyFeature, ResponseTrailersFeature {
    private static final byte[] NOTHING = {};
    private static final int HELD_MIN = 512;

    private final Exchange exchange;
    private final Response response;
    private Headers trailers;

    /** Content that waits for the head. */
    private byte[] held = NOTHING;

    private int heldSize;

    /** How much the application has written, sent or not. */
    private long count;

    private long declared = Response.UNDECLARED;
    private boolean complete;

    /** The exchange is over: whoever has kept this stream gets an exception, and touches nothing of another request. */
    private volatile boolean ended;

    ResponseBody(Exchange exchange) {
        this.exchange = exchange;
        this.response = exchange.response();
    }

    @Override
    public OutputStream stream() {
        return this;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] content, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, content.length);
        if (length == 0) {
            requireOpen();
            return;
        }
        count(length);
        if (response.suppressesContent()) {
            return;
        }
        if (!response.hasStarted() && declared == Response.UNDECLARED) {
            if (heldSize + length <= exchange.scope().options().limits().responseBufferBytes()) {
                hold(content, from, length);
                return;
            }
            start();
        } else if (!response.hasStarted()) {
            start();
        }
        try {
            exchange.wire().send(content, from, length);
        } catch (IOException gone) {
            throw exchange.noteFailure(gone);
        }
    }

    private void hold(byte[] content, int from, int length) {
        if (heldSize + length > held.length) {
            held = Arrays.copyOf(held, Math.max(heldSize + length, Math.max(HELD_MIN, held.length * 2)));
        }
        System.arraycopy(content, from, held, heldSize, length);
        heldSize += length;
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws IOException {
        if (position < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "position is " + position + " and count " + length + "; both must be 0 or more");
        }
        if (length == 0) {
            requireOpen();
            return;
        }
        count(length);
        if (response.suppressesContent()) {
            return;
        }
        if (!response.hasStarted()) {
            start();
        }
        if (position + length > file.size()) {
            throw new IOException("the file has " + file.size() + " bytes, which end before " + (position + length));
        }
        try {
            exchange.wire().sendFile(file, position, length);
        } catch (IOException gone) {
            throw exchange.noteFailure(gone);
        }
    }

    /** Counts content before any of it is sent, so that what goes beyond the declared length stays here. */
    private void count(long length) throws IOException {
        requireOpen();
        if (!response.hasStarted()) {
            declared = response.declaredLength();
        }
        if (declared != Response.UNDECLARED && length > declared - count && !response.suppressesContent()) {
            throw new IOException(
                    "the application has declared " + declared + " bytes of content and writes " + (count + length));
        }
        count += length;
    }

    private void requireOpen() throws IOException {
        if (ended || complete) {
            throw new IOException("the response is complete, so nothing more can be written to it");
        }
        if (exchange.isTakenOver()) {
            throw new IOException("the connection was taken over, so there is no response to write to");
        }
    }

    @Override
    public void start() throws IOException {
        requireOpen();
        if (!response.hasStarted()) {
            declared = response.declaredLength();
            start(declared == Response.UNDECLARED ? BodyLength.OPEN : new BodyLength.Known(declared));
        }
    }

    private void start(BodyLength length) throws IOException {
        try {
            response.start(length);
        } catch (IOException failed) {
            throw response.hasStarted() ? exchange.noteFailure(failed) : failed;
        }
        int size = heldSize;
        heldSize = 0;
        if (size > 0 && !response.suppressesContent()) {
            try {
                exchange.wire().send(held, 0, size);
            } catch (IOException gone) {
                throw exchange.noteFailure(gone);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (complete) {
            return;
        }
        start();
        try {
            exchange.wire().flush();
        } catch (IOException gone) {
            throw exchange.noteFailure(gone);
        }
    }

    @Override
    public void close() throws IOException {
        complete();
    }

    @Override
    public void complete() throws IOException {
        if (complete || exchange.isTakenOver()) {
            return;
        }
        requireOpen();
        if (!response.hasStarted()) {
            declared = response.declaredLength();
            requireDeclared();
            start(finalLength());
        } else {
            requireDeclared();
        }
        complete = true;
        try {
            exchange.wire().end(trailers == null ? new Headers() : trailers);
        } catch (IOException gone) {
            throw exchange.noteFailure(gone);
        }
    }

    /** A response without content may declare what GET would have had; any other must have what it declares. */
    private void requireDeclared() throws IOException {
        if (declared != Response.UNDECLARED && count < declared && !response.suppressesContent()) {
            throw new IOException(
                    "the application has declared " + declared + " bytes of content and written " + count);
        }
    }

    private BodyLength finalLength() {
        if (declared != Response.UNDECLARED) {
            return new BodyLength.Known(declared);
        }
        boolean trailersFollow =
                trailers != null && !trailers.isEmpty() || response.headers().contains(HeaderName.TRAILER);
        if (trailersFollow && exchange.head().version() != HttpVersion.HTTP_1_0) {
            return BodyLength.OPEN;
        }
        boolean unknown = count == 0 && exchange.head().method().equals(HttpMethod.HEAD);
        return unknown ? BodyLength.NONE : new BodyLength.Known(count);
    }

    @Override
    public boolean isSupported() {
        return exchange.head().version() != HttpVersion.HTTP_1_0
                && !response.suppressesContent()
                && !(response.hasStarted()
                        ? declared != Response.UNDECLARED
                        : response.headers().contains(HeaderName.CONTENT_LENGTH));
    }

    @Override
    public Headers trailers() {
        if (trailers == null) {
            trailers = new Headers();
        }
        return trailers;
    }

    /** Forgets the content, since the response becomes another. */
    void reset() {
        heldSize = 0;
        count = 0;
        trailers = null;
        complete = false;
    }

    /** The exchange is over. */
    void end() {
        ended = true;
    }
}
