package dev.lanner;

/** Does something before and after a handler, or in its place. Called by many threads at once, one for each request. */
@FunctionalInterface
public interface Middleware {
    /**
     * Takes part in the answer to a request.
     *
     * @param context the request and its response, of no use once this returns
     * @param next the rest of the pipeline: call it once to go on, or not at all to answer here
     * @throws Exception if the request can't be answered; what {@code next} throws is passed on
     */
    void handle(HttpContext context, Handler next) throws Exception;
}
