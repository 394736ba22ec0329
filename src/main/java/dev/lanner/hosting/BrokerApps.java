package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.AccessLog;
import dev.lanner.queue.Broker;
import dev.lanner.queue.BrokerOptions;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** The command {@code broker}: ports that the applications of several processes share. */
final class BrokerApps implements Host.Events {
    static final String HELP = """
            usage: lanner broker --socket PATH [OPTIONS]   share ports among the applications of several processes

            Applications attach at the Unix domain socket PATH, and say by prefixes which requests they want, such as
            http://+:8080/shop/ for all below /shop; Broker.server in their programs does that. docs/hosting.md has more.

                  --socket PATH       where applications attach
                  --socket-mode MODE  who may: who may write to PATH; default rw-------, this user alone

              -p, --port N            listen on this port; default 8080, with TLS 8443; 0 picks a free one
              -b, --bind ADDR         listen on this address; default localhost, which is this machine alone
                  --https             speak TLS, with a certificate for localhost that is made at the first use
                  --cert FILE         speak TLS with this certificate, as lanner serve does
                  --key FILE          its private key
                  --key-password-file FILE
                                      the first line of FILE is the password of the key
                  --log FORMAT        write a line for each request: dev, common, combined, json or off
                  --trace             print everything that is sent and received
              -q, --quiet             tell nothing but errors
              -v, --verbose           tell more of what happens inside
                  --no-color          no colours
              -h, --help              show this
              -V, --version           show the version

            examples:
              lanner broker --socket /run/lanner/broker
              lanner broker --socket /run/lanner/broker --socket-mode rw-rw---- -b 0.0.0.0 --https -p 443

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

    private final ServeOptions options;
    private final Path socket;
    private final PrintStream err;
    private final Server server;

    private BrokerApps(ServeOptions options, Path socket, PrintStream err) {
        this.options = options;
        this.socket = socket;
        this.err = err;
        ServerOptions.Builder builder = ServerOptions.builder();
        options.endpoints().forEach(builder::listen);
        this.server = Lanner.server(builder.build());
    }

    /** What the broker is told. */
    static BrokerOptions broker(Arguments arguments) throws UsageException {
        if (!arguments.rest().isEmpty()) {
            throw new UsageException("lanner broker takes no "
                    + arguments.rest().getFirst() + "; applications attach by themselves, at the socket.");
        }
        String socket = arguments.value(Option.SOCKET);
        if (socket == null) {
            throw new UsageException("--socket is missing: the path of a socket at which applications attach.");
        }
        BrokerOptions.Builder options =
                BrokerOptions.builder(Arguments.path(socket).toAbsolutePath());
        String mode = arguments.value(Option.SOCKET_MODE);
        if (mode != null) {
            try {
                options.mode(mode);
            } catch (IllegalArgumentException noMode) {
                throw new UsageException(
                        "--socket-mode is \"" + mode + "\"; it must be " + Option.SOCKET_MODE.value() + ".");
            }
        }
        return options.build();
    }

    /**
     * Serves until the process is told to stop.
     *
     * @param out gets the access log
     * @param err gets everything else
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(
            ServeOptions options, BrokerOptions broker, Path socket, boolean colours, PrintStream out, PrintStream err)
            throws IOException {
        BrokerApps apps = new BrokerApps(options, socket, err);
        try (Broker open = Broker.open(broker, apps.server)) {
            if (options.log() == null) {
                apps.host(Pipeline.of(open));
                return;
            }
            try (AccessLog lines = AccessLog.builder(out)
                    .format(options.log())
                    .colours(colours)
                    .build()) {
                apps.host(Pipeline.builder().use(lines).handle(open));
            }
        }
    }

    private void host(Pipeline pipeline) throws IOException {
        new Host(server, ServerOptions.DEFAULT.stopGrace(), this).run(pipeline);
    }

    @Override
    public void started() {
        if (options.quiet()) {
            return;
        }
        err.println("Lanner " + Main.version() + " shares");
        for (String address : Addresses.clickable(
                server.features().require(ServerAddressesFeature.class).addresses())) {
            err.println("  " + address);
        }
        err.println("  among the applications that attach at " + socket);
        err.println("  Ctrl-C to stop");
        err.flush();
    }

    @Override
    public void stopped(StopReport report) {
        if (!options.quiet()) {
            err.println("stopped: " + report.finished() + " finished, " + report.aborted() + " aborted");
            err.flush();
        }
    }
}
