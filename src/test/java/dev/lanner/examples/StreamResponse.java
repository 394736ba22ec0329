package dev.lanner.examples;

import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.server.BadRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The response of any server that can send a head and a stream, with all that the contract says of a response: what waits
 * until the start, which lengths must agree, what has no content, what runs before and after. Nothing here belongs to one
 * server, so whoever writes another takes it as it is. Used by the thread that handles the request.
 */
abstract class StreamResponse extends OutputStream implements ResponseFeature, ResponseBodyFeature {
    private static final System.Logger LOGGER = System.getLogger("examples");
    private static final int HELD_MAX = 8_192;

    private final boolean head;
    private final Headers headers = new Headers();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final Deque<Callback> starting = new ArrayDeque<>();
    private final Deque<Callback> completed = new ArrayDeque<>();
    private int status = 200;
    private String reason;
    private long count;
    private boolean started;
    private boolean complete;
    private OutputStream out = OutputStream.nullOutputStream();

    /** @param head whether this answers HEAD */
    StreamResponse(boolean head) {
        this.head = head;
    }

    /**
     * Sends the head.
     *
     * @param fields of the head, without the length
     * @param length of the content; -1 if it is not known, or not to be told
     * @param contentFollows false if none is sent whatever the length
     * @return where the content goes
     */
    abstract OutputStream send(Headers fields, long length, boolean contentFollows) throws IOException;

    @Override
    public int status() {
        return status;
    }

    @Override
    public void status(int newStatus) {
        requireNotStarted();
        if (newStatus < 200 || newStatus > 999) {
            throw new IllegalArgumentException("status is " + newStatus + "; it must be from 200 to 999");
        }
        status = newStatus;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public void reason(String newReason) {
        requireNotStarted();
        if (newReason != null && !newReason.chars().allMatch(c -> c >= ' ' && c != 0x7f && c <= 0xff)) {
            throw new IllegalArgumentException("a reason phrase can't have that character");
        }
        reason = newReason;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean hasStarted() {
        return started;
    }

    @Override
    public void onStarting(Callback callback) {
        requireNotStarted();
        starting.push(callback);
    }

    @Override
    public void onCompleted(Callback callback) {
        completed.push(callback);
    }

    private void requireNotStarted() {
        if (started) {
            throw new IllegalStateException("the response has started");
        }
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
        long declared = declared();
        if (complete || declared >= 0 && length > declared - count && !isBare()) {
            throw new IOException(complete ? "the response is complete" : "more content than declared");
        }
        count += length;
        if (isBare()) {
            return;
        }
        if (!started && count <= HELD_MAX) {
            held.write(content, from, length);
        } else {
            begin(declared);
            out.write(content, from, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!complete) {
            begin(declared());
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (complete) {
            return;
        }
        long declared = declared();
        if (count < declared && !isBare()) {
            throw new IOException("less content than declared");
        }
        begin(declared >= 0 || count == 0 && isBare() ? declared : count);
        complete = true;
        out.close();
    }

    /** No content is sent, whatever the application writes. */
    private boolean isBare() {
        return status == 204 || status == 205 || status == 304 || head;
    }

    /** The length that the application has declared, or -1. */
    private long declared() throws IOException {
        String value = headers.joined(HeaderName.CONTENT_LENGTH);
        if (value != null && !value.matches("[0-9]{1,18}")) {
            throw new IOException("Content-Length is not one number");
        }
        return value == null ? -1 : Long.parseLong(value);
    }

    /** Sends the head, unless that was done; the length is -1 if it is unknown. */
    private void begin(long length) throws IOException {
        if (started) {
            return;
        }
        while (!starting.isEmpty()) {
            starting.pop().run();
        }
        headers.lock();
        started = true;
        Headers fields = headers.copy();
        fields.remove(HeaderName.CONTENT_LENGTH);
        fields.remove(HeaderName.TRANSFER_ENCODING);
        out = send(fields, status == 204 ? -1 : status == 205 ? 0 : length, !isBare());
        if (!isBare()) {
            held.writeTo(out);
        }
    }

    /** Answers with an error instead, if nothing has been sent. */
    void fail(Throwable thrown) {
        try {
            if (!started) {
                headers.clear();
                held.reset();
                count = 0;
                starting.clear();
                status = thrown instanceof BadRequestException bad ? bad.status() : 500;
                close();
            }
        } catch (IOException gone) {
            LOGGER.log(System.Logger.Level.DEBUG, "the client has gone", gone);
        }
    }

    void runCompleted() {
        while (!completed.isEmpty()) {
            try {
                completed.pop().run();
            } catch (Throwable thrown) {
                LOGGER.log(System.Logger.Level.ERROR, "what was to run after the response failed", thrown);
            }
        }
    }

    boolean isComplete() {
        return complete;
    }
}
