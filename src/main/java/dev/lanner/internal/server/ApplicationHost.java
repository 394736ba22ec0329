package dev.lanner.internal.server;

import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;

/**
 * Hosts an application within this process, which is not the application's own: brings the server, and says when to stop.
 *
 * <p>It is found by the class loader of the application, which is one: nothing but the application's own threads leads to it,
 * and so nothing static keeps an application that has ended. For any number of threads.
 */
public interface ApplicationHost {
    /** The host of the application that the calling thread belongs to by its context class loader; null if there is none. */
    static ApplicationHost current() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        while (loader != null && !(loader instanceof ApplicationHost)) {
            loader = loader.getParent();
        }
        return (ApplicationHost) loader;
    }

    /**
     * The server that gives the application its requests.
     *
     * @param options what the application asks for; where to listen is not its business here
     */
    Server server(ServerOptions options);

    /** Has something short run when the application is to end; at once if that was said already. */
    void onStopAsked(Runnable stop);
}
