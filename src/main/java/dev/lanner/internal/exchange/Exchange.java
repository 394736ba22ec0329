package dev.lanner.internal.exchange;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.ConnectionItemsFeature;
import dev.lanner.feature.ConnectionLifetimeFeature;
import dev.lanner.feature.DuplexStream;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.EndReasonFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.FeatureTable;
import dev.lanner.feature.InformationalFeature;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.RequestTrailersFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.feature.ResponseTrailersFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpStatus;
import dev.lanner.http.HttpVersion;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.net.StackRoom;
import dev.lanner.server.Application;
import dev.lanner.server.BadRequestException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * One request and its response (RFC 9110). It has the features, each a small object made when it is asked for; it runs an
 * application on them; and it sees to it that whatever the application does, the client gets one well-formed response or
 * can tell that it did not.
 *
 * <p>Used by the thread that runs it.
 */
public final class Exchange {
    private static final Function<Exchange, ConnectionScope> SCOPE = Exchange::scope;
    private static final Function<Exchange, RequestBody> REQUEST_BODY = Exchange::requestBody;
    private static final Function<Exchange, ResponseBody> RESPONSE_BODY = Exchange::responseBody;

    /** The features that every protocol's exchanges have, the connection's among them; a protocol adds its own. */
    public static final FeatureTable<Exchange> FEATURES = FeatureTable.<Exchange>empty()
            .with(ConnectionFeature.class, SCOPE)
            .with(ConnectionLifetimeFeature.class, SCOPE)
            .with(ConnectionItemsFeature.class, exchange -> exchange.scope::items)
            .with(EndReasonFeature.class, exchange -> exchange.scope::endReason)
            .with(TlsFeature.class, exchange -> exchange.scope.tls())
            .with(RequestFeature.class, exchange -> exchange.head)
            .with(RequestBodyFeature.class, REQUEST_BODY)
            .with(RequestBodyDetectionFeature.class, REQUEST_BODY)
            .with(RequestTrailersFeature.class, REQUEST_BODY)
            .with(BodySizeLimitFeature.class, REQUEST_BODY)
            .with(RequestIdFeature.class, Exchange::id)
            .with(RequestLifetimeFeature.class, exchange -> exchange.lifetime)
            .with(ResponseFeature.class, exchange -> exchange.response)
            .with(ResponseBodyFeature.class, RESPONSE_BODY)
            .with(ResponseTrailersFeature.class, RESPONSE_BODY)
            .with(InformationalFeature.class, exchange -> exchange::sendInformational);

    private static final System.Logger LOGGER = LazyLogger.named("lanner.app");
    private static final String RETRY_AFTER_SECONDS = "1";

    private final ConnectionScope scope;
    private final RequestHead head;
    private final Wire wire;
    private final FeatureCollection features;
    private final long number;
    private final Lifetime lifetime;
    private final Response response;
    private final ResponseBody responseBody;

    /** The wire failed: there is nobody to answer. Set by whichever thread reads or writes. */
    private volatile boolean peerGone;

    /** The rule that the client broke with its content: nothing more can be read. */
    private volatile BadRequestException broken;

    /** The last failure of the wire or of the client that the application was told of. */
    private volatile IOException noted;

    /** Null while nobody has asked for it. */
    private RequestId id;

    /** Null while nobody has asked for it and there is nothing to read. */
    private RequestBody requestBody;

    private boolean takenOver;

    /** It has a place among the requests that run. */
    private boolean admitted;

    /**
     * An exchange that is ready to run.
     *
     * @param table the features that its protocol gives
     * @param number the how manieth request of its connection this is, from 1
     */
    public Exchange(ConnectionScope scope, RequestHead head, Wire wire, FeatureTable<Exchange> table, long number) {
        this.scope = scope;
        this.head = head;
        this.wire = wire;
        this.features = FeatureCollection.of(table, this, null);
        this.number = number;
        this.lifetime = new Lifetime(wire, scope.lock(), !mayHaveBody());
        this.requestBody = mayHaveBody() ? new RequestBody(this) : null;
        this.response = new Response(this);
        this.responseBody = new ResponseBody(this);
    }

    public ConnectionScope scope() {
        return scope;
    }

    public RequestHead head() {
        return head;
    }

    public Wire wire() {
        return wire;
    }

    public FeatureCollection features() {
        return features;
    }

    private RequestId id() {
        if (id == null) {
            id = new RequestId(scope.id(), number);
        }
        return id;
    }

    private RequestBody requestBody() {
        if (requestBody == null) {
            requestBody = new RequestBody(this);
        }
        return requestBody;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    Response response() {
        return response;
    }

    ResponseBody responseBody() {
        return responseBody;
    }

    boolean mayHaveBody() {
        return head.bodyLength() != BodyLength.NONE
                && !(head.bodyLength() instanceof BodyLength.Known known && known.bytes() == 0);
    }

    /** Whether the exchange has become bytes both ways. */
    public boolean isTakenOver() {
        return takenOver;
    }

    /** The response's fields, to be filled. */
    public Headers responseHeaders() {
        return response.headers();
    }

    /** Whether the wire has failed, or the client has broken a rule: nothing more can be read. */
    public boolean isBroken() {
        return peerGone || broken != null;
    }

    /** Why the connection must end if the exchange {@link #isBroken()}. */
    public EndReason brokenBy() {
        return broken == null ? EndReason.CLIENT_GONE : PeerRule.endReason(broken);
    }

    /**
     * Notes that a failure is not the application's: the wire's, or the client's.
     *
     * @return what to tell the application: never twice the same, since try-with-resources adds what {@code close} throws to
     *     what was thrown before, and an exception can't be added to itself
     */
    IOException noteFailure(IOException failure) {
        if (failure instanceof BadRequestException bad) {
            broken = bad;
        } else {
            peerGone = true;
        }
        IOException told = failure == noted ? new IOException(failure.getMessage(), failure) : failure;
        noted = failure;
        return told;
    }

    /**
     * Makes the exchange bytes both ways.
     *
     * @param status 101, or 200 to CONNECT
     */
    public DuplexStream takeOver(int status) throws IOException {
        StackRoom.requireWait();
        if (response.hasStarted() || takenOver) {
            throw new IllegalStateException("the response has started, so the connection can't be taken over");
        }
        if (!scope.upgrade()) {
            throw HttpRule.TOO_MANY_UPGRADED_CONNECTIONS.broken();
        }
        try {
            return new Tunnel(responseBody.takeOver(status), this);
        } catch (IOException gone) {
            throw takenOver ? noteFailure(gone) : gone;
        }
    }

    /** Within {@link #takeOver}, when nothing can hinder it any more. */
    void beTakenOver() {
        takenOver = true;
        leave();
        requestBody().close();
    }

    /**
     * Runs the application, whatever it does, and ends the response. Never throws.
     *
     * <p>An interrupt that the application leaves behind is cleared at once: a channel that is touched by an interrupted
     * thread closes itself.
     */
    public <C> void run(Application<C> application) {
        C context = null;
        boolean created = false;
        Throwable failure = null;
        try {
            enter();
            context = application.createContext(features);
            created = true;
            try {
                application.process(context);
            } finally {
                Thread.interrupted();
                lifetime.end();
                wire.applicationEnded();
            }
            if (!takenOver) {
                responseBody.completeBehindApplication();
            }
        } catch (Throwable thrown) {
            failure = thrown;
            Thread.interrupted();
            fail(thrown);
        } finally {
            lifetime.end();
            boolean readersLeft = requestBody != null && !requestBody.end();
            boolean writersLeft = !responseBody.end();
            if (readersLeft || writersLeft) {
                wire.abort(EndReason.APPLICATION_FAILED);
            }
            Thread.interrupted();
            if (created) {
                dispose(application, context, failure);
            }
            response.runCompleted();
            leave();
        }
    }

    private void enter() throws BadRequestException {
        admitted = scope.owner().admit();
        if (!admitted) {
            throw HttpRule.TOO_MANY_REQUESTS.broken();
        }
    }

    private void leave() {
        if (admitted) {
            admitted = false;
            scope.owner().leave();
        }
    }

    private <C> void dispose(Application<C> application, C context, Throwable failure) {
        try {
            application.disposeContext(context, failure);
        } catch (Throwable thrown) {
            LOGGER.log(Level.ERROR, id().id() + ": the application failed to dispose its context", thrown);
        }
    }

    /** The one place where a failed exchange is answered or cut. */
    private void fail(Throwable thrown) {
        BadRequestException bad = thrown instanceof BadRequestException own ? own : broken;
        if (bad != null) {
            scope.fault(bad.rule());
        } else if (!(peerGone && thrown instanceof IOException)) {
            LOGGER.log(Level.ERROR, id().id() + ": the application failed", thrown);
        }
        if (takenOver || responseBody.isComplete()) {
            return;
        }
        if (response.hasStarted() || peerGone) {
            wire.abort(isBroken() ? brokenBy() : EndReason.APPLICATION_FAILED);
            return;
        }
        try {
            if (bad != null) {
                answer(bad.status(), bad.getMessage() + "\n");
            } else {
                answer(500, "");
            }
        } catch (IOException | RuntimeException gone) {
            wire.abort(EndReason.CLIENT_GONE);
        }
    }

    private void answer(int status, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        response.replaceByError(status);
        responseBody.reset();
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.headers().set(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (content.length > 0) {
            response.headers().set(HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8");
            responseBody.write(content, 0, content.length);
        }
        responseBody.completeBehindApplication();
    }

    private void sendInformational(int status, Headers headers) throws IOException {
        if (status < 100 || status > 199 || status == 101) {
            throw new IllegalArgumentException(
                    status + " is not an informational status that can be sent; 100 and 102 to 199 are");
        }
        if (takenOver) {
            throw new IllegalStateException("the connection was taken over, so there is no response to come before");
        }
        if (head.version() != HttpVersion.HTTP_1_0) {
            responseBody.sendInformational(status, headers);
        }
    }
}
