package dev.lanner.internal.exchange;

import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.StackRoom;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The response's head, until it starts, and what comes before it. Used by the thread that writes the response, but for what
 * asks for the request's content: that is up to the thread that reads it.
 */
final class Response implements ResponseFeature {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.app");

    /** The declared length where there is none. */
    static final long UNDECLARED = -1;

    private final Exchange exchange;
    private final boolean toHead;
    private final Headers headers = new Headers();

    /** The last value of Content-Length that was read, null before, and what it says. */
    private String declaredText;

    private long declared;
    private int status = 200;
    private String reason;
    private volatile boolean started;

    /**
     * Held while a head goes to the wire, where two threads may want to say something before the content: who writes the
     * response, and who reads content that is to be asked for. Null where it need not be.
     */
    private final ReentrantLock heads;

    /** The client was asked for the content, by whomever; guarded by {@link #heads}, if there is that lock. */
    private boolean continueSent;

    private Deque<Callback> onStarting;
    private Deque<Callback> onCompleted;

    Response(Exchange exchange) {
        this.exchange = exchange;
        this.toHead = exchange.head().method().equals(HttpMethod.HEAD);
        this.heads = exchange.head().expectsContinue() ? new ReentrantLock() : null;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void status(int newStatus) {
        requireNotStarted("the status");
        if (newStatus < 200 || newStatus > 999) {
            throw new IllegalArgumentException("status is " + newStatus
                    + "; it must be from 200 to 999 (1xx goes by InformationalFeature or UpgradeFeature)");
        }
        status = newStatus;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public void reason(String newReason) {
        requireNotStarted("the reason phrase");
        if (newReason != null && !FieldRules.isFieldText(newReason)) {
            throw new IllegalArgumentException(
                    "the reason phrase has a control character or one beyond U+00FF (RFC 9112 §4)");
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
        requireNotStarted("what runs at the start");
        onStarting = pushed(onStarting, callback);
    }

    @Override
    public void onCompleted(Callback callback) {
        onCompleted = pushed(onCompleted, callback);
    }

    private static Deque<Callback> pushed(Deque<Callback> callbacks, Callback callback) {
        Deque<Callback> all = callbacks == null ? new ArrayDeque<>(2) : callbacks;
        all.push(callback);
        return all;
    }

    private void requireNotStarted(String what) {
        if (started) {
            throw new IllegalStateException("the response has started, so " + what + " can't change any more");
        }
    }

    /** No content is sent whatever the application writes (RFC 9110 §6.4.1). */
    boolean suppressesContent() {
        return status == 204 || status == 205 || status == 304 || toHead;
    }

    /**
     * The content length that the application has declared.
     *
     * @return bytes, or {@link #UNDECLARED}
     * @throws IOException if the field is no length
     */
    long declaredLength() throws IOException {
        String value = headers.first(HeaderName.CONTENT_LENGTH);
        if (value == null) {
            return UNDECLARED;
        }
        if (!value.equals(declaredText)) {
            declared = FieldRules.contentLength(value);
            declaredText = value;
        }
        if (declared < 0) {
            throw notOneLength();
        }
        return declared;
    }

    private static ApplicationFault notOneLength() {
        return new ApplicationFault("the application has set a Content-Length that is not one number (RFC 9110 §8.6)");
    }

    /** Runs the callbacks and gives the head to the wire: from now on the response has started. */
    void start(BodyLength length) throws IOException {
        runStarting();
        if (headers.contains(HeaderName.TRANSFER_ENCODING)) {
            throw new ApplicationFault("the application has set Transfer-Encoding, which is the server's to choose");
        }
        if (headers.count(HeaderName.CONTENT_LENGTH) > 1) {
            throw notOneLength();
        }
        boolean suppressed = suppressesContent();
        BodyLength told = told(length);
        headers.remove(HeaderName.CONTENT_LENGTH);
        headers.lock();
        lockHeads();
        try {
            started = true;
            exchange.wire().sendHead(new ResponseHead(status, reason, headers, told, !suppressed));
        } finally {
            unlockHeads();
        }
    }

    private void lockHeads() {
        if (heads != null) {
            StackRoom.lock(heads);
        }
    }

    private void unlockHeads() {
        if (heads != null) {
            heads.unlock();
        }
    }

    /** Sends a response before the response. */
    void sendInformational(int informational, Headers fields) throws IOException {
        lockHeads();
        try {
            if (started) {
                throw new IllegalStateException(
                        "the response has started, so nothing informational can come before it");
            }
            continueSent |= informational == 100;
            exchange.wire().sendInformational(informational, fields);
        } finally {
            unlockHeads();
        }
    }

    /** Asks a client for its content that waits for that, unless it has got an answer by now. */
    void sendContinue() throws IOException {
        lockHeads();
        try {
            if (!started && !continueSent) {
                sendInformational(100, new Headers());
            }
        } finally {
            unlockHeads();
        }
    }

    /** The fields of the head after which the connection is no longer HTTP's. */
    Headers takeOver() throws IOException {
        runStarting();
        headers.remove(HeaderName.CONTENT_LENGTH);
        headers.remove(HeaderName.TRANSFER_ENCODING);
        headers.lock();
        lockHeads();
        try {
            started = true;
        } finally {
            unlockHeads();
        }
        return headers;
    }

    /** What the head says of the length: nothing for 204, none for 205, and what the application knows for 304. */
    private BodyLength told(BodyLength length) throws IOException {
        if (status == 205) {
            return new BodyLength.Known(0);
        }
        if (status == 204 || status == 304 && declaredLength() == UNDECLARED) {
            return BodyLength.NONE;
        }
        return length;
    }

    private void runStarting() throws IOException {
        while (onStarting != null && !onStarting.isEmpty()) {
            onStarting.pop().run();
        }
    }

    void runCompleted() {
        while (onCompleted != null && !onCompleted.isEmpty()) {
            try {
                onCompleted.pop().run();
            } catch (Throwable thrown) {
                LOGGER.log(Level.ERROR, "what was to run after the response failed", thrown);
            }
        }
    }

    /** Forgets what the application has set: the response is an error now. */
    void replaceByError(int errorStatus) {
        onStarting = null;
        headers.clear();
        status = errorStatus;
        reason = null;
    }
}
