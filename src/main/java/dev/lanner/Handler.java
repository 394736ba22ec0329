package dev.lanner;

/** Answers requests. Called by many threads at once, one for each request. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request. When it returns, the response is complete; it may block as it likes.
     *
     * @param context the request and its response, of no use once this returns
     * @throws Exception if the request can't be answered: the server answers 500, or cuts a response that has started; a
     *     {@link dev.lanner.server.BadRequestException} becomes the status that it names
     */
    void handle(HttpContext context) throws Exception;
}
