package dev.lanner;

import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RewrittenRequest;
import dev.lanner.http.HeaderName;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpStatus;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Chooses a handler by path and method.
 *
 * <p>A pattern is a path whose segments are literal text, compared with regard to case; or {@code {name}}, which takes
 * one segment that is not empty; or, as the last one, {@code {name...}}, which takes all that is left, also nothing
 * behind a slash. {@code /users} and {@code /users/} are two paths. The handler asks
 * {@link HttpRequest#parameter(String)} for the values: they are decoded, {@code %2F} to a slash too, save in
 * {@code {name...}}, which stays a path. A value is data; a file's name made of it needs a check.
 *
 * <p>Segment by segment, literal text goes before a parameter, that before {@code {name...}}, and that before a mounted
 * handler. The first route in this order that has the method is taken. A mounted handler has every method, but is asked
 * only for paths for which none of the routes before it is there, whatever their methods.
 *
 * <p>Without a route: 404. With routes for the path but none for the method: 405 and {@code Allow} with all methods of
 * these routes, sorted. HEAD is served by the route for GET unless it has one of its own. OPTIONS, also {@code OPTIONS *},
 * is answered 204 with {@code Allow} unless it is routed (RFC 9110 §9.3.7). All other methods, TRACE and CONNECT among
 * them, are taken only if they are routed.
 *
 * <p>Immutable, for any number of threads.
 */
public final class Router implements Handler {
    private final RouteNode root;
    private final String allMethods;

    private Router(RouteNode root) {
        this.root = root;
        SortedSet<String> methods = new TreeSet<>();
        root.forEachMethod(method -> RouteSearch.allow(method, methods));
        this.allMethods = allow(methods);
    }

    /**
     * A builder without routes.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void handle(HttpContext context) throws Exception {
        HttpMethod method = context.request().method();
        String path = context.request().path();
        if (path.equals("*")) {
            answerWithoutRoute(context, method, allMethods);
            return;
        }
        RouteSearch search = new RouteSearch(method, path.isEmpty() ? "/" : path);
        Route route = path.isEmpty() || path.startsWith("/") ? search.find(root) : null;
        if (route == null) {
            answerWithoutRoute(context, method, search.allowed().isEmpty() ? null : allow(search.allowed()));
            return;
        }
        FeatureCollection features = context.features();
        RouteMatch mount = features.get(RouteFeature.class) instanceof RouteMatch outer
                        && outer.route().isMount()
                ? outer
                : null;
        features.set(RouteFeature.class, new RouteMatch(mount, route, search.values()));
        if (search.mountedAt() > 0) {
            handleBelow(search.mountedAt(), route.handler(), context);
        } else {
            route.handler().handle(context);
        }
    }

    /** Shows the handler the path without its first characters; what runs after it sees the whole path again. */
    private static void handleBelow(int prefix, Handler handler, HttpContext context) throws Exception {
        FeatureCollection features = context.features();
        RequestFeature whole = features.require(RequestFeature.class);
        String path = whole.path();
        features.set(
                RequestFeature.class,
                RewrittenRequest.of(whole)
                        .withPath(whole.pathBase() + path.substring(0, prefix), path.substring(prefix)));
        try {
            handler.handle(context);
        } finally {
            features.set(RequestFeature.class, whole);
        }
    }

    /** Answers where no route has path and method; {@code allow} is null if none has the path. */
    private static void answerWithoutRoute(HttpContext context, HttpMethod method, String allow) {
        HttpResponse response = context.response();
        if (allow == null) {
            response.status(HttpStatus.NOT_FOUND);
        } else if (method.equals(HttpMethod.OPTIONS)) {
            response.header(HeaderName.ALLOW, allow).noContent();
        } else {
            response.header(HeaderName.ALLOW, allow).status(HttpStatus.METHOD_NOT_ALLOWED);
        }
    }

    private static String allow(SortedSet<String> methods) {
        methods.add(HttpMethod.OPTIONS.name());
        return String.join(", ", methods);
    }

    /** Collects routes; each is checked when it is given. Not for several threads at once. */
    public static final class Builder {
        private final RouteNode root = new RouteNode();

        private Builder() {}

        /**
         * Adds a route for GET, which serves HEAD too.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder get(String pattern, Handler handler) {
            return route(HttpMethod.GET, pattern, handler);
        }

        /**
         * Adds a route for HEAD, in the place of the one for GET.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder head(String pattern, Handler handler) {
            return route(HttpMethod.HEAD, pattern, handler);
        }

        /**
         * Adds a route for POST.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder post(String pattern, Handler handler) {
            return route(HttpMethod.POST, pattern, handler);
        }

        /**
         * Adds a route for PUT.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder put(String pattern, Handler handler) {
            return route(HttpMethod.PUT, pattern, handler);
        }

        /**
         * Adds a route for PATCH.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder patch(String pattern, Handler handler) {
            return route(HttpMethod.PATCH, pattern, handler);
        }

        /**
         * Adds a route for DELETE.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder delete(String pattern, Handler handler) {
            return route(HttpMethod.DELETE, pattern, handler);
        }

        /**
         * Adds a route for OPTIONS, in the place of the answer that the router has.
         *
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder options(String pattern, Handler handler) {
            return route(HttpMethod.OPTIONS, pattern, handler);
        }

        /**
         * Adds a route for any method. A CONNECT request has no path; {@code /} takes it.
         *
         * @param method the method
         * @param pattern the paths, such as {@code /users/{id}}
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the pattern is none, or such a route is there already
         */
        public Builder route(HttpMethod method, String pattern, Handler handler) {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(handler, "handler");
            root.add(new Route(method, RoutePattern.parse(pattern), handler));
            return this;
        }

        /**
         * Hands all that is below a prefix and has no route here to another handler, such as a router or a pipeline,
         * whatever the method. It sees the prefix as {@link HttpRequest#pathBase()} and the rest as
         * {@link HttpRequest#path()}: for {@code /app}, the paths of {@code /app}, {@code /app/} and {@code /app/x} are
         * empty, {@code /} and {@code /x}. What it answers is the answer, 404 too.
         *
         * @param prefix such as {@code /app} or {@code /users/{id}}; {@code /} for every path
         * @param handler answers them
         * @return this
         * @throws IllegalArgumentException if the prefix is none, ends in a slash or {@code {name...}}, or has a handler
         *     already
         */
        public Builder mount(String prefix, Handler handler) {
            Objects.requireNonNull(handler, "handler");
            if (prefix.length() > 1 && (prefix.endsWith("/") || prefix.endsWith("...}"))) {
                throw new IllegalArgumentException(
                        "the prefix \"" + prefix + "\" must not end in a slash or in what takes the rest");
            }
            RoutePattern pattern = prefix.equals("/") ? RoutePattern.ALL : RoutePattern.parse(prefix);
            root.add(new Route(null, pattern, handler));
            return this;
        }

        /**
         * The router.
         *
         * @return immutable; what is added to the builder later has no effect on it
         */
        public Router build() {
            return new Router(root.copy());
        }
    }
}
