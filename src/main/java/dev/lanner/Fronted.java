package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.server.Application;
import java.util.List;
import java.util.Objects;

/**
 * An application behind middleware. Its context is made when the middleware lets the request through, and let go of when the
 * server lets go of ours. For any number of threads.
 *
 * @param <C> the application's type of context
 */
final class Fronted<C> implements Application<HttpContext> {
    private final Application<C> application;
    private final Pipeline middleware;

    Fronted(List<Middleware> middleware, Application<C> application) {
        this.application = Objects.requireNonNull(application, "application");
        Pipeline.Builder builder = Pipeline.builder();
        middleware.forEach(builder::use);
        this.middleware = builder.handle(this::letThrough);
    }

    /** A context of the application; in a box, since it may be null. */
    private record Inner<C>(C context) {}

    private void letThrough(HttpContext context) throws Exception {
        C inner = application.createContext(context.features());
        context.items().put(this, new Inner<>(inner));
        application.process(inner);
    }

    @Override
    public HttpContext createContext(FeatureCollection features) {
        return new HttpContext(features);
    }

    @Override
    public void process(HttpContext context) throws Exception {
        middleware.handle(context);
    }

    @Override
    @SuppressWarnings("unchecked") // what stands under this key was put there above
    public void disposeContext(HttpContext context, Throwable error) {
        Inner<C> inner = (Inner<C>) context.items().get(this);
        if (inner != null) {
            application.disposeContext(inner.context, error);
        }
    }
}
