package dev.lanner.adapter;

import dev.lanner.feature.EndReason;
import dev.lanner.http.Headers;
import dev.lanner.internal.exchange.BodyLength;
import dev.lanner.internal.exchange.HttpRule;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.exchange.ResponseHead;
import dev.lanner.internal.exchange.Tunnel;
import dev.lanner.internal.exchange.Wire;
import dev.lanner.internal.net.ArraySource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** Carries an exchange over a {@link Carrier}. Used by the thread that runs the exchange, but for {@link #abort}. */
final class CarrierWire implements Wire {
    private static final Headers NO_FIELDS = new Headers();

    static {
        NO_FIELDS.lock();
    }

    private final RequestHead request;
    private final Carrier carrier;
    private InputStream content;
    private OutputStream out;
    private boolean ended;
    private volatile boolean aborted;

    CarrierWire(RequestHead request, Carrier carrier) {
        this.request = request;
        this.carrier = carrier;
    }

    /** Whether the client has got the whole response. */
    boolean isWhole() {
        return ended && !aborted;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (content == null) {
            content = carrier.content();
        }
        int read = ArraySource.read(content::read, target);
        if (read < 0 && request.bodyLength() != BodyLength.OPEN) {
            throw HttpRule.BODY_CUT.broken();
        }
        return read;
    }

    @Override
    public Headers requestTrailers() {
        return NO_FIELDS;
    }

    @Override
    public void sendHead(ResponseHead head) throws IOException {
        requireConnection();
        long length = head.bodyLength() instanceof BodyLength.Known known ? known.bytes() : Carrier.UNTOLD_LENGTH;
        out = carrier.sendHead(head.status(), head.reason(), head.headers(), length, head.contentFollows());
    }

    @Override
    public void send(byte[] bytes, int from, int length, boolean last) throws IOException {
        requireConnection();
        out.write(bytes, from, length);
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        requireConnection();
        var channel = Channels.newChannel(out);
        long done = 0;
        while (done < count) {
            long sent = file.transferTo(position + done, count - done, channel);
            if (sent <= 0) {
                throw new IOException("the file ended after " + done + " of " + count + " bytes");
            }
            done += sent;
        }
    }

    @Override
    public void flush() throws IOException {
        requireConnection();
        out.flush();
    }

    @Override
    public void end(Headers trailers) throws IOException {
        requireConnection();
        out.close();
        ended = true;
    }

    private void requireConnection() throws IOException {
        if (aborted) {
            throw new IOException("the exchange was cut");
        }
    }

    @Override
    public void abort(EndReason reason) {
        aborted = true;
    }

    @Override
    public void sendInformational(int status, Headers headers) {
        throw noFeatureLeadsHere();
    }

    @Override
    public Tunnel.Carrier takeOver(int status, Headers headers) {
        throw noFeatureLeadsHere();
    }

    @Override
    public void watch(Runnable onGone) {
        throw noFeatureLeadsHere();
    }

    private static UnsupportedOperationException noFeatureLeadsHere() {
        return new UnsupportedOperationException("an adapted exchange has no feature for this");
    }

    @Override
    public void unwatch() {}

    @Override
    public void applicationEnded() {}
}
