package dev.lanner.adapter;

import dev.lanner.feature.BodySizeLimitFeature;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureTable;
import dev.lanner.feature.RequestBodyDetectionFeature;
import dev.lanner.feature.RequestBodyFeature;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestIdFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HeaderName;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.exchange.Exchange;
import dev.lanner.internal.exchange.PeerFaults;
import dev.lanner.internal.exchange.RequestHead;
import dev.lanner.internal.net.Clock;
import dev.lanner.server.Application;
import dev.lanner.server.BadRequestException;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs applications on requests that another HTTP implementation has read. For any number of threads: each request runs on
 * the one that calls {@link #run}.
 *
 * <p>Of the {@link ServerOptions} count the limits {@code bodyBytes} and {@code responseBufferBytes}. All else, deadlines
 * among it, is the other implementation's.
 */
public final class ExchangeAdapter {
    private static final FeatureTable<Exchange> FEATURES = Exchange.FEATURES.only(
            RequestFeature.class,
            RequestBodyFeature.class,
            RequestBodyDetectionFeature.class,
            BodySizeLimitFeature.class,
            RequestIdFeature.class,
            ConnectionFeature.class,
            ResponseFeature.class,
            ResponseBodyFeature.class);

    private final ServerOptions options;
    private final DateField date = new DateField(Clock.SYSTEM);
    private final AtomicLong number = new AtomicLong();

    /**
     * An adapter.
     *
     * @param options what it allows
     */
    public ExchangeAdapter(ServerOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * Runs an application on a request, whatever it does, and sends one well-formed response.
     *
     * @param <C> the application's context
     * @param application what answers; it is not asked if the request is malformed
     * @param request the request
     * @param carrier reads its content and sends the response
     * @return whether the response was sent whole; if not, the connection (or the stream) must be cut, so that the client
     *     can tell
     */
    public <C> boolean run(Application<C> application, AdaptedRequest request, Carrier carrier) {
        String id = "a" + number.incrementAndGet();
        RequestHead head;
        try {
            head = request.head();
        } catch (BadRequestException bad) {
            PeerFaults.log(id, bad.rule());
            return refuse(bad, request.method(), carrier);
        }
        var scope = new ConnectionScope(
                id,
                request.localAddress(),
                request.remoteAddress(),
                options,
                Clock.SYSTEM,
                date,
                ConnectionScope.Owner.NOBODY);
        var wire = new CarrierWire(head, carrier);
        new Exchange(scope, head, wire, FEATURES, 1).run(application);
        return wire.isWhole();
    }

    private static boolean refuse(BadRequestException bad, HttpMethod method, Carrier carrier) {
        byte[] content = (bad.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        Headers headers = new Headers();
        headers.set(HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8");
        headers.lock();
        boolean follows = !method.equals(HttpMethod.HEAD);
        try (var out = carrier.sendHead(bad.status(), null, headers, content.length, follows)) {
            if (follows) {
                out.write(content);
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
