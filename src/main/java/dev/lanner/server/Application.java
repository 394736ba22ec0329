package dev.lanner.server;

import dev.lanner.feature.FeatureCollection;

/**
 * What a server runs: for each request it calls {@link #createContext}, {@link #process} and {@link #disposeContext}, in
 * this order, on one thread. Many requests run at once.
 *
 * @param <C> what the application keeps for one request
 */
public interface Application<C> {
    /**
     * Makes the context of a request.
     *
     * @param features the request's features; of no use once the request has ended
     * @return the context
     */
    C createContext(FeatureCollection features);

    /**
     * Answers the request. It may block as it likes. When it returns, the response is complete: what is buffered is sent.
     *
     * @param context what {@link #createContext} made
     * @throws Exception if the request can't be answered: the server answers 500, or cuts a response that has started; a
     *     {@link BadRequestException} becomes the status that it names
     */
    void process(C context) throws Exception;

    /**
     * Lets go of the context. Called exactly once for each context.
     *
     * @param context what {@link #createContext} made
     * @param error what {@link #process} threw; null if it returned
     */
    void disposeContext(C context, Throwable error);
}
