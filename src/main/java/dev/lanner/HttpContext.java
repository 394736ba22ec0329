package dev.lanner;

import dev.lanner.feature.AuthenticationFeature;
import dev.lanner.feature.ConnectionFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestLifetimeFeature;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

/**
 * A request and its response, as handlers and middleware see them: a view over the features that a server gives.
 *
 * <p>Used by the thread that handles the request, and of no use once the request has ended.
 */
public final class HttpContext {
    private final FeatureCollection features;
    private final HttpRequest request;
    private final HttpResponse response;
    private Map<Object, Object> items;

    /**
     * The view over a request's features.
     *
     * @param features what the server gives for this request
     */
    public HttpContext(FeatureCollection features) {
        this.features = features;
        this.request = new HttpRequest(features);
        this.response = new HttpResponse(features);
    }

    /**
     * The features below this view. One that is put here replaces the server's for all that comes after.
     *
     * @return always the same collection
     */
    public FeatureCollection features() {
        return features;
    }

    /**
     * What the client asks.
     *
     * @return always the same request
     */
    public HttpRequest request() {
        return request;
    }

    /**
     * What the client gets.
     *
     * @return always the same response
     */
    public HttpResponse response() {
        return response;
    }

    /**
     * A place where middleware and handlers leave things for each other, for as long as the request lasts.
     *
     * @return always the same map, empty at first
     */
    public Map<Object, Object> items() {
        if (items == null) {
            items = new HashMap<>();
        }
        return items;
    }

    /**
     * The connection that the request came over.
     *
     * @return the connection, or null if the server does not tell
     */
    public ConnectionFeature connection() {
        return features.get(ConnectionFeature.class);
    }

    /**
     * Who the client is, if something before the application has found out.
     *
     * @return the user, or null if the request is anonymous
     */
    public Principal user() {
        AuthenticationFeature authentication = features.get(AuthenticationFeature.class);
        return authentication == null ? null : authentication.user();
    }

    /**
     * Whether nobody waits for the answer any more. The first call makes the server watch the client.
     *
     * @return true once the client has gone or {@link #abort} was called; false if the server does not tell
     */
    public boolean isAborted() {
        RequestLifetimeFeature lifetime = features.get(RequestLifetimeFeature.class);
        return lifetime != null && lifetime.aborted();
    }

    /**
     * Ends the request now, without a (whole) answer: the connection is cut so that the client can tell.
     *
     * @throws UnsupportedOperationException if the server can't
     */
    public void abort() {
        features.require(RequestLifetimeFeature.class).abort();
    }
}
