package dev.lanner;

import dev.lanner.internal.server.EdgeServer;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;

/**
 * Where to start: makes edge servers, and runs handlers on them.
 *
 * <pre>{@code
 * Lanner.run(8080, context -> context.response().text("Hello"));
 * }</pre>
 */
public final class Lanner {
    private Lanner() {}

    /**
     * An edge server, to be started with an application.
     *
     * @param options where it listens and what it allows
     * @return the server, not started
     */
    public static Server server(ServerOptions options) {
        return new EdgeServer(options);
    }

    /**
     * Serves on both loopback addresses, and returns. The server keeps the JVM alive until it is stopped.
     *
     * @param port from 1 to 65,535, or 0 for any free port
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @return the server, started; its {@link dev.lanner.feature.ServerAddressesFeature} has the port
     * @throws IOException if the port can't be had, with a sentence that says why
     */
    public static Server start(int port, Handler handler) throws IOException {
        return start(onPort(port), handler);
    }

    /**
     * Serves, and returns.
     *
     * @param options where the server listens and what it allows
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @return the server, started
     * @throws IOException if an endpoint can't be had, with a sentence that says why
     */
    public static Server start(ServerOptions options, Handler handler) throws IOException {
        Server server = server(options);
        server.start(pipeline(handler));
        return server;
    }

    /**
     * Serves on both loopback addresses until the process is told to end, by Ctrl-C or SIGTERM. Then requests that run
     * come to their end, for at most {@link ServerOptions#stopGrace()}; a second Ctrl-C ends the process at once. See
     * {@link Host}.
     *
     * @param port from 1 to 65,535, or 0 for any free port
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @throws IOException if the port can't be had, with a sentence that says why
     */
    public static void run(int port, Handler handler) throws IOException {
        run(onPort(port), handler);
    }

    /**
     * Serves until the process is told to end, by Ctrl-C or SIGTERM. Then requests that run come to their end, for at most
     * {@link ServerOptions#stopGrace()}. A systemd that has started this process is told when it is ready, and when it ends
     * ({@link SystemdEvents}).
     *
     * @param options where the server listens and what it allows
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @throws IOException if an endpoint can't be had, with a sentence that says why
     */
    public static void run(ServerOptions options, Handler handler) throws IOException {
        new Host(server(options), options.stopGrace(), new SystemdEvents()).run(pipeline(handler));
    }

    private static Pipeline pipeline(Handler handler) {
        return handler instanceof Pipeline pipeline ? pipeline : Pipeline.of(handler);
    }

    private static ServerOptions onPort(int port) {
        return ServerOptions.builder().listen(Endpoint.localhost(port)).build();
    }
}
