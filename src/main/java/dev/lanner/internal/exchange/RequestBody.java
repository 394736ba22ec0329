package dev.lanner.internal.exchange;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * The request's content: asks for it where the client waits to be asked, and holds it to its limit. Used by one thread at
 * a time.
 */
final class RequestBody extends InputStream
        implements ReadableByteChannel,
                RequestBodyFeature,
                BodySizeLimitFeature,
                RequestBodyDetectionFeature,
                RequestTrailersFeature {
    /** Each read may be a call of the system, which costs as much for a little. */
    private static final int PIECE_MAX = 65_536;

    /** Of content that is read as a whole; a client that declares much has not sent it yet. */
    private static final int FIRST_OF_ALL = 16_384;

    /** The longest array that every JVM makes. */
    private static final int ARRAY_MAX = Integer.MAX_VALUE - 8;

    private static final byte[] NOTHING = {};

    /** Of content whose length is not known, which mostly is short. */
    private static final int FIRST_PIECE = 8_192;

    private final Exchange exchange;
    private final Gate gate = new Gate("the request's content");
    private long limit;
    private long count;
    private boolean begun;
    private boolean ended;
    private boolean givenUp;
    private IOException failure;

    RequestBody(Exchange exchange) {
        this.exchange = exchange;
        this.limit = exchange.scope().options().limits().bodyBytes();
        this.ended = !exchange.mayHaveBody();
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public ReadableByteChannel channel() {
        return this;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return read(ByteBuffer.wrap(target, from, length));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("content can't be read into a buffer that is read-only");
        }
        gate.enter();
        try {
            return readSome(target);
        } finally {
            gate.leave();
        }
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return readNBytes(Integer.MAX_VALUE);
    }

    /** What is declared goes into an array of that length: the JDK's own way takes 16 KiB for the shortest, and copies. */
    @Override
    public byte[] readNBytes(int most) throws IOException {
        if (exchange.head().bodyLength() instanceof BodyLength.Known known && most >= 0) {
            long rest = Math.min(most, Math.max(0, known.bytes() - count));
            if (rest <= ARRAY_MAX) {
                return readDeclared((int) rest, most);
            }
        }
        return super.readNBytes(most);
    }

    private byte[] readDeclared(int rest, int most) throws IOException {
        byte[] content = rest == 0 ? NOTHING : readArray(rest);
        int size = 0;
        if (content == null) {
            content = new byte[Math.min(rest, FIRST_OF_ALL)];
        } else {
            size = content.length;
        }
        while (size < rest) {
            if (size == content.length) {
                content = Arrays.copyOf(content, (int) Math.min(rest, Math.max(FIRST_OF_ALL, 2L * size)));
            }
            int read = read(content, size, content.length - size);
            if (read < 0) {
                return Arrays.copyOf(content, size);
            }
            size += read;
        }
        if (rest < most && read() >= 0) { // behind all of it there may be trailers
            throw new IOException("more content has come than was declared");
        }
        return content;
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        Objects.requireNonNull(target, "target");
        byte[] piece = new byte[pieceLength()];
        long transferred = 0;
        for (int read = read(piece, 0, piece.length); read >= 0; read = read(piece, 0, piece.length)) {
            target.write(piece, 0, read);
            transferred += read;
            if (read == piece.length && read < PIECE_MAX && !ended) {
                piece = new byte[PIECE_MAX];
            }
        }
        return transferred;
    }

    private int pieceLength() {
        return exchange.head().bodyLength() instanceof BodyLength.Known known
                ? Math.clamp(known.bytes(), 1, PIECE_MAX)
                : FIRST_PIECE;
    }

    private int readSome(ByteBuffer target) throws IOException {
        requireReadable();
        if (ended || !target.hasRemaining()) {
            return ended ? -1 : 0;
        }
        int before = target.position();
        try {
            begin();
            return counted(exchange.wire().read(target));
        } catch (IOException broken) {
            target.position(before); // none of it is content
            throw noted(broken);
        }
    }

    /** Some of the content in an array of its own, where the protocol has it in one; else null. */
    private byte[] readArray(int most) throws IOException {
        gate.enter();
        try {
            requireReadable();
            return ended ? null : readArrayOfWire(most);
        } finally {
            gate.leave();
        }
    }

    private byte[] readArrayOfWire(int most) throws IOException {
        try {
            begin();
            byte[] content = exchange.wire().readArray(most);
            if (content != null) {
                counted(content.length);
            }
            return content;
        } catch (IOException broken) {
            throw noted(broken);
        }
    }

    private void requireReadable() throws IOException {
        if (givenUp) {
            throw new IOException("the request's content was closed");
        }
        if (failure != null) {
            throw failure;
        }
    }

    private int counted(int read) throws IOException {
        if (read > limit - count) {
            throw HttpRule.BODY_TOO_LARGE.broken();
        }
        count += Math.max(0, read);
        if (read < 0 || isWhole()) {
            ended = true;
            exchange.lifetime().contentRead();
        }
        return read;
    }

    private IOException noted(IOException broken) {
        failure = broken;
        return exchange.noteFailure(broken);
    }

    /** As much as was declared is there, and nothing can follow. */
    private boolean isWhole() {
        return exchange.head().bodyLength() instanceof BodyLength.Known known
                && count == known.bytes()
                && !exchange.wire().hasTrailersBehindAnyLength();
    }

    private void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        if (exchange.head().bodyLength() instanceof BodyLength.Known known && known.bytes() > limit) {
            throw HttpRule.BODY_TOO_LARGE.broken();
        }
        if (exchange.head().expectsContinue()) {
            exchange.response().sendContinue();
        }
    }

    @Override
    public boolean isOpen() {
        return !givenUp;
    }

    @Override
    public void close() {
        givenUp = true;
    }

    /** The exchange is over; false if some thread is still reading. */
    boolean end() {
        return gate.close();
    }

    @Override
    public boolean canHaveBody() {
        return exchange.mayHaveBody();
    }

    @Override
    public boolean isAvailable() {
        return ended;
    }

    @Override
    public Headers trailers() {
        if (!ended) {
            throw new IllegalStateException("the trailers come after the content, which has not been read to its end");
        }
        return exchange.wire().requestTrailers();
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public void limit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("limit is " + bytes + "; it must be 0 or more");
        }
        if (isReadOnly()) {
            throw new IllegalStateException("reading has begun, so the limit can't change any more");
        }
        limit = bytes;
    }

    @Override
    public boolean isReadOnly() {
        return begun || exchange.isTakenOver();
    }
}
