package dev.lanner.internal.forward;

import dev.lanner.HttpContext;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.http1.ResponseReader;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.Deadlines;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes one request on and its response back. What is sent is written anew from what was understood; nothing passes as it
 * came. Used by the thread of the request, with an {@link Upload} or a {@link Relay} beside it.
 */
public final class Forwarding {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.gateway");
    private static final int PIECE = 16_384;

    /** So much content is read before a connection is taken, and sent with the head. */
    private static final int SMALL = 16_384;

    private static final int REFUSALS_MAX = 3;
    private static final int INFORMATIONAL_MAX = 100;
    private static final byte[] NOTHING = {};

    private final HttpContext context;
    private final Destination destination;
    private final Deadlines deadlines;
    private final Duration timeout;
    private final HttpMethod method;
    private final Upgrading upgrading;

    /** Content that is there; null if it is sent while it comes. */
    private final byte[] content;

    private boolean sentAgain;

    /** The connection ended without a byte of a response. */
    private static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1;

        Unanswered(IOException cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /**
     * Takes a request; a little content is read at once.
     *
     * @param timeout how long whoever answers may neither send nor take a byte
     */
    public Forwarding(HttpContext context, Destination destination, Deadlines deadlines, Duration timeout)
            throws IOException {
        this.context = context;
        this.destination = destination;
        this.deadlines = deadlines;
        this.timeout = timeout;
        this.upgrading = Upgrading.of(context);
        this.method = upgrading != null && upgrading.isConnect()
                ? HttpMethod.GET
                : context.request().method();
        this.content = upgrading != null || !hasContent() ? NOTHING : small();
    }

    private boolean hasContent() {
        RequestBodyDetectionFeature detection = context.features().get(RequestBodyDetectionFeature.class);
        return detection == null || detection.canHaveBody();
    }

    /** All of a little content; null if there is more, or its length is not known. */
    private byte[] small() throws IOException {
        Headers headers = context.request().headers();
        String length = headers.first(HeaderName.CONTENT_LENGTH);
        if (length == null || headers.contains(HeaderName.EXPECT) || Long.parseLong(length) > SMALL) {
            return null;
        }
        return context.request().body().readNBytes(SMALL);
    }

    /**
     * Has the request answered.
     *
     * @throws Unavailable if the application does not answer it
     */
    public void run() throws IOException, Unavailable {
        int refusals = 0;
        while (true) {
            try (Destination.Place place = destination.enter()) {
                Backend pooled = sentAgain ? null : place.pool().take(deadlines.now());
                try {
                    String delegatedTo = over(pooled == null ? connect(place) : pooled, place);
                    if (delegatedTo == null) {
                        return;
                    }
                    destination.delegate(delegatedTo);
                    sentAgain = false;
                    refusals = 0;
                } catch (Unanswered died) {
                    boolean mayBeSentAgain = !sentAgain && method.isIdempotent() && content == NOTHING;
                    // Looked at in any case: one that is being killed may still take a connection, which dies too.
                    if (!mayBeSentAgain || !place.isEnding() && pooled == null) {
                        throw failed(died.getMessage());
                    }
                    sentAgain = true;
                }
            } catch (Refused refused) {
                refusals++;
                if (refusals == REFUSALS_MAX) {
                    throw failed("it takes no connections");
                }
            }
        }
    }

    /** A process does not take connections. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused() {
            super(null, null, false, false);
        }
    }

    private Backend connect(Destination.Place place) throws Refused, Unavailable {
        try {
            return Backend.connect(place.address(), deadlines, timeout);
        } catch (SocketTimeoutException silent) {
            throw late();
        } catch (Backend.NoSocket exhausted) {
            LOGGER.log(Level.WARNING, "a request could not be passed on: {0}", exhausted.getMessage());
            throw new Unavailable(HttpStatus.SERVICE_UNAVAILABLE, "there is no connection to be had for this request");
        } catch (IOException refused) {
            place.refused();
            throw new Refused();
        }
    }

    private Unavailable failed(String why) {
        LOGGER.log(Level.WARNING, "a request was not answered by the application: {0}", why);
        return new Unavailable(HttpStatus.BAD_GATEWAY, "the application did not answer");
    }

    private Unavailable late() {
        LOGGER.log(
                Level.WARNING,
                "a request was not answered by the application: it was silent for {0} s",
                timeout.toSeconds());
        return new Unavailable(HttpStatus.GATEWAY_TIMEOUT, "the application did not answer in time");
    }

    /** Null if the request was answered; else the queue that it is for. */
    private String over(Backend backend, Destination.Place place) throws IOException, Unavailable, Unanswered {
        AtomicBoolean over = abandonedWith(backend);
        boolean reusable = false;
        Upload upload = null;
        try {
            upload = send(backend, place.token());
            ResponseReader.Head head = head(backend, upload);
            if (head.status() == HttpStatus.SWITCHING_PROTOCOLS) {
                Relay.run(accept(head), backend);
                return null;
            }
            String delegatedTo = destination.isDelegable()
                    ? DelegationAnswer.queue(head.status(), head.headers(), place.token())
                    : null;
            if (delegatedTo == null) {
                respond(backend, head, upload);
            } else {
                requireUntouched(backend, upload);
            }
            boolean whole = upload == null || upload.isWhole();
            if (!whole && delegatedTo == null) {
                context.response().complete();
            }
            reusable = whole && backend.responses().isReusable();
            return delegatedTo;
        } finally {
            if (upload != null) {
                upload.stop();
            }
            if (over.compareAndSet(false, true) && reusable) {
                place.pool().give(backend, deadlines.now());
            } else {
                backend.close();
            }
        }
    }

    /**
     * Has the application notice when an HTTP/2 client gives up. With HTTP/1.1, a client that only sends no more looks the
     * same as one that has gone, and is to have its answer.
     *
     * @return set by whoever has the last word on the connection
     */
    private AtomicBoolean abandonedWith(Backend backend) {
        AtomicBoolean over = new AtomicBoolean();
        RequestLifetimeFeature lifetime = context.features().get(RequestLifetimeFeature.class);
        if (lifetime != null && context.request().version() == HttpVersion.HTTP_2) {
            lifetime.onAborted(() -> {
                if (over.compareAndSet(false, true)) {
                    backend.transport().reset();
                }
            });
        }
        return over;
    }

    // ---- the request ----------------------------------------------------------------------------------------------

    /** Null if everything was sent. */
    private Upload send(Backend backend, PairingToken token) throws Unanswered {
        RequestFeature request = context.features().require(RequestFeature.class);
        Headers fields = RequestFields.of(context.features(), request, token);
        boolean chunked = false;
        if (destination.isDelegable()) {
            fields.set(RequestFields.DELEGABLE, "1");
        }
        if (upgrading != null) {
            upgrading.addTo(fields);
        } else if (content == null) {
            if (destination.asksForContent() && !fields.contains(HeaderName.EXPECT)) {
                fields.set(HeaderName.EXPECT, "100-continue").set(RequestFields.WITHHELD, "1");
            }
            String length = request.headers().first(HeaderName.CONTENT_LENGTH);
            chunked = length == null;
            fields.set(
                    chunked ? HeaderName.TRANSFER_ENCODING : HeaderName.CONTENT_LENGTH, chunked ? "chunked" : length);
        } else if (content.length > 0 || hasLengthOfNothing(request)) {
            fields.set(HeaderName.CONTENT_LENGTH, Integer.toString(content.length));
        }
        try {
            String target = destination.readsAlike() ? Target.asItCame(request) : Target.of(request);
            RequestHead.write(backend.out(), method, target, fields);
            if (content != null) {
                backend.out().write(content);
            }
            backend.out().flush();
        } catch (IOException gone) {
            throw new Unanswered(gone);
        }
        return content == null ? new Upload(context, backend, chunked, patienceMillis(fields)) : null;
    }

    /** Whether to say that there is no content; some programs want to hear it (RFC 9110 §8.6). */
    private boolean hasLengthOfNothing(RequestFeature request) {
        return destination.readsAlike()
                ? request.headers().contains(HeaderName.CONTENT_LENGTH)
                : !method.isSafe() && !method.equals(HttpMethod.DELETE);
    }

    private long patienceMillis(Headers fields) {
        if (destination.asksForContent()) {
            return Long.MAX_VALUE;
        }
        return fields.contains(HeaderName.EXPECT) ? Upload.EXPECT_MILLIS : 0;
    }

    // ---- the response ---------------------------------------------------------------------------------------------

    /** The head of the final response, or of 101; those before it are passed on. */
    private ResponseReader.Head head(Backend backend, Upload upload) throws IOException, Unavailable, Unanswered {
        ResponseReader.Head head = firstHead(backend, upload);
        for (int count = 0; head.isInformational(); count++) {
            if (head.status() == HttpStatus.SWITCHING_PROTOCOLS && upgrading != null) {
                return head;
            }
            if (head.status() == HttpStatus.SWITCHING_PROTOCOLS || count == INFORMATIONAL_MAX) {
                throw failed("an informational response that nobody asked for");
            }
            if (head.status() != HttpStatus.CONTINUE) {
                inform(head);
            } else if (upload != null) {
                upload.proceed();
            }
            head = nextHead(backend, upload);
        }
        try {
            backend.responses().begin(head, method);
        } catch (IOException malformed) {
            throw failed(malformed.getMessage());
        }
        if (upgrading != null && upgrading.isConnect() && head.status() < 300) {
            throw failed("it does not speak WebSocket there");
        }
        return head;
    }

    private ResponseReader.Head firstHead(Backend backend, Upload upload) throws IOException, Unavailable, Unanswered {
        try {
            if (!backend.responses().awaitFirstByte()) {
                throw new EOFException("the connection ended without a response");
            }
        } catch (SocketTimeoutException silent) {
            throw late();
        } catch (IOException gone) {
            rethrow(upload);
            throw new Unanswered(gone);
        }
        return nextHead(backend, upload);
    }

    private ResponseReader.Head nextHead(Backend backend, Upload upload) throws IOException, Unavailable {
        try {
            return backend.responses().head();
        } catch (SocketTimeoutException silent) {
            throw late();
        } catch (IOException broken) {
            rethrow(upload);
            throw failed(broken.getMessage());
        }
    }

    /** If the client's content did not come whole, that is why there is no response. */
    private static void rethrow(Upload upload) throws IOException {
        if (upload != null && upload.clientFailure() != null) {
            throw upload.clientFailure();
        }
    }

    private void inform(ResponseReader.Head head) throws IOException {
        InformationalFeature informational = context.features().get(InformationalFeature.class);
        if (informational != null) {
            informational.send(head.status(), passedOn(head.headers(), new Headers()));
        }
    }

    private DuplexStream accept(ResponseReader.Head head) throws IOException, Unavailable {
        try {
            return upgrading.accept(head.headers());
        } catch (ProtocolException other) {
            throw failed(other.getMessage());
        }
    }

    private static Headers passedOn(Headers received, Headers target) {
        for (int i = 0; i < received.size(); i++) {
            if (!HopByHop.contains(received, received.name(i))
                    && !received.name(i).equals(DelegationAnswer.FIELD)) {
                target.add(received.name(i), received.value(i));
            }
        }
        return target;
    }

    /** Whoever else gets the request must get its content whole. */
    private void requireUntouched(Backend backend, Upload upload) throws Unavailable {
        if (upload != null && upload.wasAskedFor()) {
            backend.transport().reset(); // it may take no more of it
            throw failed("it has delegated a request whose content it had asked for");
        }
    }

    private void respond(Backend backend, ResponseReader.Head head, Upload upload) throws IOException {
        context.response().status(head.status()).reason(head.reason());
        Headers fields = passedOn(head.headers(), context.response().headers());
        if (head.status() == HttpStatus.NO_CONTENT || head.status() == HttpStatus.RESET_CONTENT) {
            fields.remove(HeaderName.CONTENT_LENGTH);
        }
        OutputStream body = context.response().body();
        byte[] piece = new byte[PIECE];
        flushIfUnfinished(backend, body, upload);
        for (int read = read(backend, piece); read >= 0; read = read(backend, piece)) {
            body.write(piece, 0, read);
            flushIfUnfinished(backend, body, upload);
        }
        ResponseTrailersFeature trailers = context.features().get(ResponseTrailersFeature.class);
        Headers received = backend.responses().trailers();
        if (!received.isEmpty() && trailers != null && trailers.isSupported()) {
            received.forEach(trailers.trailers()::add);
        }
    }

    /** Who answers before it has read the content does not ask for it any more, but may need it to go on. */
    private static void flushIfUnfinished(Backend backend, OutputStream body, Upload upload) throws IOException {
        if (backend.responses().mayBlock()) {
            body.flush();
            if (upload != null) {
                upload.proceed();
            }
        }
    }

    private int read(Backend backend, byte[] piece) throws IOException {
        try {
            return backend.responses().read(piece);
        } catch (IOException broken) {
            LOGGER.log(Level.WARNING, "a response of the application broke off: {0}", broken.getMessage());
            throw ForwardingRule.RESPONSE_BROKE_OFF.broken();
        }
    }
}
