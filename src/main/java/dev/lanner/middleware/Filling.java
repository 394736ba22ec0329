package dev.lanner.middleware;

import dev.lanner.HttpResponse;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * A response that may be stored, while the application makes it. Its content is held back, so that it is whole before anybody
 * gets a byte of it: the client that happens to be first can't hold up those who wait for the same, however slowly it reads.
 * Content that can't be stored goes through.
 *
 * <p>Used by the thread that handles the request.
 */
final class Filling extends OutputStream implements ResponseBodyFeature {
    private static final byte[] NOTHING = {};
    private static final int HELD_MIN = 1_024;

    private final ResponseBodyFeature body;
    private final HttpResponse response;
    private final CacheStore store;
    private final int contentMax;
    private final Instant began;
    private final Runnable onThrough;

    /** The fields that stood in the response before the application had it: they are not its own. */
    private final Headers before;

    private byte[] held = NOTHING;
    private int size;
    private State state = State.OPEN;

    /** The content that was held back is on its way, and may take its time. */
    private boolean sending;

    /** The application has looked at something of the request that is not in the key. */
    private boolean dependent;

    private enum State {
        /** No content yet. */
        OPEN,
        /** Content is held back. */
        HOLDING,
        /** All of the content is there. */
        WHOLE,
        /** This is not to be stored. */
        THROUGH
    }

    /**
     * A response without content.
     *
     * @param body where content goes
     * @param contentMax how much of it is held back at most
     * @param began when the application was asked
     * @param onThrough is told when it is known that this is not to be stored, before a byte of it has left
     */
    Filling(
            ResponseBodyFeature body,
            HttpResponse response,
            CacheStore store,
            int contentMax,
            Instant began,
            Runnable onThrough) {
        this.body = body;
        this.response = response;
        this.store = store;
        this.contentMax = contentMax;
        this.began = began;
        this.onThrough = onThrough;
        this.before = response.headers().copy();
    }

    /** The application looks at a field of the request that is there. The authority is in the key, all others are not. */
    void looksAt(HeaderName field) {
        dependent |= !field.equals(HeaderName.HOST);
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
        if (makeRoom(length)) {
            System.arraycopy(content, from, held, size, length);
            size += length;
        } else {
            body.stream().write(content, from, length);
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long count) throws IOException {
        if (count > contentMax || position + count > file.size() || !makeRoom((int) count)) {
            goThrough();
            body.sendFile(file, position, count);
            return;
        }
        ByteBuffer target = ByteBuffer.wrap(held, size, (int) count);
        while (target.hasRemaining()) {
            if (file.read(target, position + count - target.remaining()) < 0) {
                throw new IOException("the file ended while it was read");
            }
        }
        size += (int) count;
    }

    /** Whether so much more can be held back; if not, nothing is held back any more. */
    private boolean makeRoom(int more) throws IOException {
        if (state == State.OPEN) {
            state = State.HOLDING;
            if (!freshness(began).isStorable()) {
                goThrough();
            }
        }
        if (state != State.HOLDING) {
            return false;
        }
        int needed = size + more;
        if (more > contentMax - size) {
            goThrough();
            return false;
        }
        if (needed > held.length) {
            int capacity = Math.min(contentMax, Math.max(needed, Math.max(HELD_MIN, held.length * 2)));
            if (!store.reserve(capacity - held.length)) {
                goThrough();
                return false;
            }
            held = Arrays.copyOf(held, capacity);
        }
        return true;
    }

    /** Gives up: whatever is held back goes on its way, and all that follows. */
    private void goThrough() throws IOException {
        State was = state;
        state = State.THROUGH;
        if (was == State.OPEN || was == State.HOLDING) {
            onThrough.run();
        }
        if (was == State.HOLDING && size > 0) {
            body.stream().write(held, 0, size);
        }
        forget();
    }

    /** Gives the room back. */
    void forget() {
        state = State.THROUGH;
        store.release(held.length);
        held = NOTHING;
        size = 0;
    }

    /** What is flushed leaves before it is whole. */
    @Override
    public void flush() throws IOException {
        goThrough();
        body.flush();
    }

    @Override
    public void start() throws IOException {
        goThrough();
        body.start();
    }

    @Override
    public void close() throws IOException {
        complete();
    }

    @Override
    public void complete() throws IOException {
        finish();
        body.complete();
    }

    /** The application has written all of the content: it goes on its way. What begins the response may store it before. */
    void finish() throws IOException {
        if (state == State.OPEN || state == State.HOLDING) {
            byte[] content = held;
            int length = size;
            state = State.WHOLE;
            if (length > 0) {
                sending = true;
                body.stream().write(content, 0, length);
                sending = false;
            }
        }
    }

    /** Whether the content that was held back is needed still: it is being sent. */
    boolean isSending() {
        return sending;
    }

    /**
     * What is to be stored, now that the head is as it will be; null if nothing is. Its bytes are reserved.
     *
     * @param now the present time
     * @param nanos the same by the clock that only goes forward
     */
    StoredResponse whole(CacheKey key, Instant now, long nanos) {
        Freshness freshness = freshness(now);
        String declared = response.headers().first(HeaderName.CONTENT_LENGTH);
        boolean complete = declared == null || declared.equals(Integer.toString(size));
        if (state != State.WHOLE || dependent || !complete || !freshness.isStorable()) {
            return null;
        }
        StoredFields fields = StoredFields.of(before, response.headers(), now);
        long more = StoredResponse.overhead(key, fields) + size - held.length;
        if (more > 0 && !store.reserve(more)) {
            return null;
        }
        if (more < 0) {
            store.release(-more);
        }
        byte[] content = held.length == size ? held : Arrays.copyOf(held, size);
        StoredResponse whole =
                new StoredResponse(response.status(), response.reason(), fields, content, freshness, nanos);
        held = NOTHING; // its room is the stored response's from now on
        return whole;
    }

    private Freshness freshness(Instant now) {
        return Freshness.of(response.status(), response.headers(), now, Duration.between(began, now));
    }
}
