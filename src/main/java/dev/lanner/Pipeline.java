package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.http.HttpStatus;
import dev.lanner.server.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Middleware and a handler, put together once: the application that a server runs, or a handler inside another one.
 *
 * <p>Immutable, for any number of threads.
 */
public final class Pipeline implements Application<HttpContext>, Handler {
    private final Handler first;

    private Pipeline(Handler first) {
        this.first = first;
    }

    /**
     * A handler alone.
     *
     * @param handler answers every request
     * @return the pipeline
     */
    public static Pipeline of(Handler handler) {
        return new Pipeline(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * A builder without middleware.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        first.handle(context);
    }

    @Override
    public HttpContext createContext(FeatureCollection features) {
        return new HttpContext(features);
    }

    @Override
    public void process(HttpContext context) throws Exception {
        first.handle(context);
    }

    /** Does nothing: a context holds nothing that must be set free. */
    @Override
    public void disposeContext(HttpContext context, Throwable error) {}

    /** Collects middleware in the order in which requests pass it. Not for several threads at once. */
    public static final class Builder {
        private final List<Middleware> middleware = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a middleware behind the others.
         *
         * @param next sees what the ones before it let through
         * @return this
         */
        public Builder use(Middleware next) {
            middleware.add(Objects.requireNonNull(next, "middleware"));
            return this;
        }

        /**
         * The pipeline that ends in a handler.
         *
         * @param handler answers what all middleware has let through
         * @return the pipeline
         */
        public Pipeline handle(Handler handler) {
            Handler composed = Objects.requireNonNull(handler, "handler");
            for (Middleware each : middleware.reversed()) {
                Handler next = composed;
                composed = context -> each.handle(context, next);
            }
            return new Pipeline(composed);
        }

        /**
         * The middleware before another application, whatever its type of context: it runs if all middleware has let the request
         * through, on the features as they are then.
         *
         * @param <C> the application's type of context
         * @param application answers what all middleware has let through
         * @return the application that a server runs in its place
         */
        public <C> Application<?> before(Application<C> application) {
            return new Fronted<>(middleware, application);
        }

        /**
         * The pipeline without a handler at its end: what all middleware has let through is answered 404.
         *
         * @return the pipeline
         */
        public Pipeline build() {
            return handle(context -> context.response().status(HttpStatus.NOT_FOUND));
        }
    }
}
