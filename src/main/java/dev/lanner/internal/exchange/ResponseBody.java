package dev.lanner.internal.exchange;

import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.net.BufferPool;
import dev.lanner.internal.net.StackRoom;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * The response's content. Held back until it is complete (then its length is known), flushed, or too much; from then on
 * it goes through to the wire. Used by one thread at a time.
 */
final class ResponseBody extends OutputStream implements ResponseBodyFeature, ResponseTrailersFeature {
    private static final byte[] NOTHING = {};
    private static final int HELD_MIN = 512;
    private static final Headers NO_TRAILERS = Headers.received(new HeaderName[0], new String[0], 0);

    private final Exchange exchange;
    private final Response response;
    private final Gate gate = new Gate("the response");
    private Headers trailers;

    /** Content that waits for the head. */
    private byte[] held = NOTHING;

    private int heldSize;

    /** How much the application has written, sent or not. */
    private long count;

    private long declared = Response.UNDECLARED;
    private boolean complete;

    /** Something of ours failed while the wire was at work: what it has of the response can't be continued. */
    private boolean brokenOff;

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
        if (response.hasStarted() || !fits(length)) {
            StackRoom.require();
        }
        gate.enter();
        try {
            requireOpen();
            if (length > 0 && goesOut(length)) {
                if (!response.hasStarted() && fits(length)) {
                    hold(content, from, length);
                } else {
                    startIfNeeded();
                    if (!response.suppressesContent()) {
                        exchange.wire().send(content, from, length, count + length == declared);
                    }
                }
            }
            count += length;
        } catch (IOException failed) {
            throw noted(failed);
        } catch (RuntimeException | Error ours) {
            breakOff();
            throw ours;
        } finally {
            gate.leave();
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws IOException {
        if (position < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "position is " + position + " and count " + length + "; both must be 0 or more");
        }
        StackRoom.require();
        alone(() -> {
            requireOpen();
            if (position + length > file.size()) {
                throw new EOFException(
                        "the file has " + file.size() + " bytes, and ends before " + (position + length));
            }
            if (length > 0 && goesOut(length)) {
                startIfNeeded();
                if (!response.suppressesContent()) {
                    exchange.wire().sendFile(file, position, length);
                }
            }
            count += length;
        });
    }

    /** Content that is not too much to wait for the head. */
    private boolean fits(int length) {
        return heldSize + length <= exchange.scope().options().limits().responseBufferBytes();
    }

    private void hold(byte[] content, int from, int length) {
        if (heldSize + length > held.length) {
            byte[] larger = room(heldSize + length);
            System.arraycopy(held, 0, larger, 0, heldSize);
            BufferPool.COLLECTED.give(held);
            held = larger;
        }
        System.arraycopy(content, from, held, heldSize, length);
        heldSize += length;
    }

    /** As much as is declared, if all of that can be held; else with room for more. From 4 to 32 KiB it is of the pool. */
    private byte[] room(int needed) {
        int most = exchange.scope().options().limits().responseBufferBytes();
        int pooled = BufferPool.COLLECTED.size();
        if (needed > BufferPool.CHEAP_MAX && needed <= pooled && pooled <= most) {
            return BufferPool.COLLECTED.take();
        }
        if (declared >= needed && declared <= most) {
            return new byte[(int) declared];
        }
        return new byte[Math.min(most, Math.max(needed, Math.max(HELD_MIN, held.length * 2)))];
    }

    /**
     * Looks at content before any of it is sent, so that what goes beyond the declared length stays here; false if it is to be
     * thrown away.
     */
    private boolean goesOut(long length) throws IOException {
        boolean suppressed = response.suppressesContent();
        if (!response.hasStarted()) {
            declared = response.declaredLength();
        }
        if (declared != Response.UNDECLARED && length > declared - count && !suppressed) {
            throw new ApplicationFault(
                    "the application has declared " + declared + " bytes of content and writes " + (count + length));
        }
        return !suppressed;
    }

    private void requireOpen() throws IOException {
        requireUnbroken();
        if (complete) {
            throw new ApplicationFault("the response is complete, so nothing more can be written to it");
        }
        if (exchange.isTakenOver()) {
            throw new ApplicationFault("the connection was taken over, so there is no response to write to");
        }
    }

    private void requireUnbroken() throws IOException {
        if (brokenOff) {
            throw new ApplicationFault("the response has broken off, so it can't be continued");
        }
    }

    /** A failure of the wire is noted; what the application did wrong is not the wire's. */
    private IOException noted(IOException failed) {
        boolean ofWire =
                response.hasStarted() && !(failed instanceof ApplicationFault) && !(failed instanceof EOFException);
        return ofWire ? exchange.noteFailure(failed) : failed;
    }

    private void breakOff() {
        brokenOff |= response.hasStarted();
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Lets one thread at a time do something with the wire. */
    private void alone(Step step) throws IOException {
        gate.enter();
        try {
            step.run();
        } catch (IOException failed) {
            throw noted(failed);
        } catch (RuntimeException | Error ours) {
            breakOff();
            throw ours;
        } finally {
            gate.leave();
        }
    }

    @Override
    public void start() throws IOException {
        StackRoom.require();
        alone(() -> {
            requireOpen();
            startIfNeeded();
            exchange.wire().flush();
        });
    }

    private void startIfNeeded() throws IOException {
        if (!response.hasStarted()) {
            declared = response.declaredLength();
            start(declared == Response.UNDECLARED ? BodyLength.OPEN : new BodyLength.Known(declared));
        }
    }

    private void start(BodyLength length) throws IOException {
        response.start(length);
        int size = heldSize;
        byte[] content = held;
        heldSize = 0;
        held = NOTHING;
        if (size > 0 && !response.suppressesContent()) {
            exchange.wire().send(content, 0, size, length instanceof BodyLength.Known known && known.bytes() == size);
        }
        BufferPool.COLLECTED.give(content);
    }

    @Override
    public void flush() throws IOException {
        StackRoom.require();
        alone(() -> {
            if (!complete && !exchange.isTakenOver()) {
                requireUnbroken();
                startIfNeeded();
                exchange.wire().flush();
            }
        });
    }

    /** Sends a head after which the connection is no longer HTTP's: nothing is written from now on but by the carrier. */
    Tunnel.Carrier takeOver(int takenStatus) throws IOException {
        gate.enter();
        try {
            Headers fields = response.takeOver();
            exchange.beTakenOver();
            return exchange.wire().takeOver(takenStatus, fields);
        } finally {
            gate.leave();
        }
    }

    /** Sends a response before the response. */
    void sendInformational(int status, Headers headers) throws IOException {
        StackRoom.require();
        gate.enter();
        try {
            response.sendInformational(status, headers);
        } catch (IOException gone) {
            throw exchange.noteFailure(gone);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void close() throws IOException {
        complete();
    }

    @Override
    public void complete() throws IOException {
        StackRoom.require();
        completeBehindApplication();
    }

    /** The same when the application has returned, and with it the stack that it used. */
    void completeBehindApplication() throws IOException {
        alone(() -> {
            if (!exchange.isTakenOver()) {
                requireUnbroken();
                if (!complete) {
                    finish();
                }
            }
        });
    }

    private void finish() throws IOException {
        if (!response.hasStarted()) {
            declared = response.declaredLength();
            requireDeclared();
            start(finalLength());
        } else {
            requireDeclared();
        }
        complete = true;
        exchange.wire().end(trailers == null ? NO_TRAILERS : trailers);
    }

    /** A response without content may declare what GET would have had; any other must have what it declares. */
    private void requireDeclared() throws IOException {
        if (declared != Response.UNDECLARED && count < declared && !response.suppressesContent()) {
            throw new ApplicationFault(
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

    /** Whether all content has been handed to the wire. */
    boolean isComplete() {
        return complete && !brokenOff;
    }

    /** Forgets the content, since the response becomes another. */
    void reset() {
        heldSize = 0;
        count = 0;
        trailers = null;
        complete = false;
    }

    /** The exchange is over; false if some thread is still writing. */
    boolean end() {
        return gate.close();
    }
}
