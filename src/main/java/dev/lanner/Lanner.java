package dev.lanner;

import dev.lanner.configuration.Configuration;
import dev.lanner.internal.log.LazyLogger;
import dev.lanner.internal.module.BrokerEnvironment;
import dev.lanner.internal.module.ModuleEnvironment;
import dev.lanner.internal.module.ModuleServer;
import dev.lanner.internal.server.ApplicationHost;
import dev.lanner.internal.server.EdgeServer;
import dev.lanner.internal.server.Rehearsal;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Where to start: makes edge servers, and runs handlers on them.
 *
 * <pre>{@code
 * Lanner.run(8080, context -> context.response().text("Hello"));
 * }</pre>
 */
public final class Lanner {
    private static final System.Logger LOGGER = LazyLogger.named("lanner.configuration");

    private Lanner() {}

    /**
     * An edge server, to be started with an application.
     *
     * <p>In a process that a module has started ({@link dev.lanner.gateway.Gateway}, or the ASP.NET Core Module of IIS), it
     * listens where the module says and nowhere else, refuses with 400 what did not come by the module, and shows requests as
     * they came to it: the client's address, scheme and certificate, the path base.
     *
     * <p>In an application that a worker has loaded ({@link dev.lanner.worker.Worker}), it does not listen at all: it gets
     * the worker's requests. That is so on threads with the application's context class loader, as all are that it starts.
     *
     * <p>In a process whose environment has {@code LANNER_BROKER}, the socket of a broker ({@link dev.lanner.queue.Broker}), it
     * does not listen either: it attaches to that when it starts, and gets the requests for {@code LANNER_PREFIX}, one or more
     * URL prefixes with blanks or commas between them; {@code LANNER_QUEUE} names its queue, so that several processes can
     * share it.
     *
     * <p>Servers with {@link ServerOptions#daemon()} are not the application, and stay as they are.
     *
     * @param options where it listens and what it allows
     * @return the server, not started
     * @throws IllegalArgumentException if the environment has such variables and they make no sense, with a sentence that says
     *     why
     */
    public static Server server(ServerOptions options) {
        if (options.daemon()) {
            return new EdgeServer(options);
        }
        ApplicationHost host = ApplicationHost.current();
        if (host != null) {
            return host.server(options);
        }
        ModuleEnvironment module = ModuleEnvironment.of(System.getenv());
        if (module != null) {
            return new ModuleServer(module, options);
        }
        BrokerEnvironment broker = BrokerEnvironment.of(System.getenv());
        return broker == null ? new EdgeServer(options) : broker.server(options);
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
        rehearse(options);
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
     * ({@link SystemdEvents}), unless the process is a worker's.
     *
     * @param options where the server listens and what it allows
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @throws IOException if an endpoint can't be had, with a sentence that says why
     */
    public static void run(ServerOptions options, Handler handler) throws IOException {
        rehearse(options);
        Host.Events events = ApplicationHost.current() == null ? new SystemdEvents() : Host.Events.NONE;
        new Host(server(options), options.stopGrace(), events).run(pipeline(handler));
    }

    /**
     * Serves as the process is told from outside, by files, environment and arguments, until it is told to end. See {@link
     * Configuration}.
     *
     * <pre>{@code
     * public static void main(String[] args) throws IOException {
     *     Lanner.run(args, context -> context.response().text("Hello"));
     * }
     * }</pre>
     *
     * @param args what the program was called with
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @throws IOException if there is a mistake in what the process is told, or an endpoint can't be had, with a sentence
     *     that says why
     */
    public static void run(String[] args, Handler handler) throws IOException {
        run(Configuration.load(args), handler);
    }

    /**
     * Serves as a configuration says until the process is told to end. While it serves, it follows the configuration: when its
     * files change, and at SIGHUP, they are read again. Endpoints that are new then are opened, those that are gone let their
     * requests end, and new connections get new certificates; what is wrong is logged in one line and changes nothing. All
     * other changes count from the next start on. In a process that a module has started or that attaches to a broker, or in a
     * worker, endpoints are not the application's, and nothing is read again.
     *
     * @param configuration where the server listens and what it allows
     * @param handler answers every request; a {@link Pipeline} or {@link Router} too
     * @throws IOException if an endpoint can't be had, with a sentence that says why
     */
    public static void run(Configuration configuration, Handler handler) throws IOException {
        rehearse(configuration.options());
        configuration.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning));
        if (isHosted()) {
            run(configuration.options(), handler);
            return;
        }
        EdgeServer server = new EdgeServer(configuration.options());
        try (Reload reload = new Reload(server, configuration)) {
            Host.Events events = new Host.Events() {
                @Override
                public void started() {
                    LOGGER.log(Level.INFO, "environment {0}; Ctrl-C stops", configuration.environment());
                    reload.start();
                }
            };
            new Host(server, configuration.options().stopGrace(), events).run(pipeline(handler));
        }
    }

    /** Not before the start is asked for: what the application sets until then, as security properties, counts. */
    private static void rehearse(ServerOptions options) {
        if (!options.daemon() && ApplicationHost.current() == null) {
            Rehearsal.begin(pipeline(context -> context.response().text("")), !isHosted() && hasTls(options));
        }
    }

    private static boolean hasTls(ServerOptions options) {
        for (Endpoint endpoint : options.endpoints()) {
            if (endpoint instanceof Endpoint.Tls) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody else says where requests come from. */
    private static boolean isHosted() {
        return ApplicationHost.current() != null
                || ModuleEnvironment.of(System.getenv()) != null
                || BrokerEnvironment.of(System.getenv()) != null;
    }

    private static Pipeline pipeline(Handler handler) {
        return handler instanceof Pipeline pipeline ? pipeline : Pipeline.of(handler);
    }

    private static ServerOptions onPort(int port) {
        return ServerOptions.builder().listen(Endpoint.localhost(port)).build();
    }
}
