package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.AccessLog;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The command {@code host}: applications of any language in processes of their own, and a server before them. */
final class HostApps implements Host.Events {
    static final String HELP = """
            usage: lanner host [OPTIONS] -- COMMAND [ARGUMENT ...]   host one application
                   lanner host [OPTIONS] --apps FILE                 host those in FILE, which docs/hosting.md explains

            Starts COMMAND with the first request, passes requests on to it, and starts it again when it has ended. It must
            listen on 127.0.0.1, on the port in the variable PORT (LANNER_PORT, ASPNETCORE_PORT); {port} in an argument is
            replaced by it. While there is a file app_offline.htm in this folder, that is the answer, and nothing runs.

                  --path PATH       the application is mounted below PATH; it gets whole paths all the same
                  --processes N     so many processes take turns; default 1
                  --at-once         start now, not with the first request
                  --app-socket      it listens on the Unix domain socket in LANNER_UNIX_SOCKET, {socket} in an argument
                  --app-log FILE    its output goes to FILE, five files of 10 MB; default to standard error
                  --recycle-on FILE when FILE changes, start it anew without a failed request

              -p, --port N          listen on this port; default 8080, with TLS 8443; 0 picks a free one
              -b, --bind ADDR       listen on this address; default localhost, which is this machine alone
                  --unix PATH       listen on a Unix domain socket
                  --https           speak TLS, with a certificate for localhost that is made at the first use
                  --cert FILE       speak TLS with this certificate, as lanner serve does
                  --key FILE        its private key
                  --key-password-file FILE
                                    the first line of FILE is the password of the key
                  --log FORMAT      write a line for each request: dev, common, combined, json or off
                  --trace           print everything that is sent and received
              -q, --quiet           tell nothing but errors
              -v, --verbose         tell more of what happens inside
                  --no-color        no colours
              -h, --help            show this
              -V, --version         show the version

            examples:
              lanner host -- node server.js
              lanner host -- python3 -m http.server --bind 127.0.0.1 {port}
              lanner host --https --processes 4 -- java -jar app.jar

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

    private final ServeOptions options;
    private final List<HostedApp> apps;
    private final PrintStream err;
    private final Server server;

    private HostApps(ServeOptions options, List<HostedApp> apps, PrintStream err) {
        this.options = options;
        this.apps = apps;
        this.err = err;
        ServerOptions.Builder builder = ServerOptions.builder();
        options.endpoints().forEach(builder::listen);
        this.server = Lanner.server(builder.build());
    }

    /** What stands before the dashes could be meant for us or for the program. */
    static void requireDashes(Arguments arguments) throws UsageException {
        if (!arguments.rest().isEmpty()) {
            throw new UsageException(
                    "the command stands behind two dashes: lanner host -- " + String.join(" ", arguments.rest()) + ".");
        }
    }

    /** The applications that the arguments tell of. */
    static List<HostedApp> apps(Arguments arguments, ServeOptions options) throws UsageException {
        String file = arguments.value(Option.APPS);
        if (file == null) {
            return HostedApp.of(arguments, httpsPort(options));
        }
        if (!arguments.passed().isEmpty()) {
            throw new UsageException("with --apps there is no command: " + file + " has those of all applications.");
        }
        for (Option option : List.of(
                Option.PATH, Option.PROCESSES, Option.AT_ONCE, Option.APP_SOCKET, Option.APP_LOG, Option.RECYCLE_ON)) {
            if (arguments.has(option)) {
                throw new UsageException(option.word() + " belongs into " + file + ", which is there for that.");
            }
        }
        return HostedApp.read(Arguments.path(file), httpsPort(options));
    }

    private static int httpsPort(ServeOptions options) {
        for (Endpoint endpoint : options.endpoints()) {
            if (endpoint instanceof Endpoint.Tls && endpoint.address() instanceof Endpoint.Tcp tcp) {
                return tcp.port();
            }
        }
        return 0;
    }

    /**
     * Hosts until the process is told to stop.
     *
     * @param out gets the access log
     * @param err gets everything else
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(ServeOptions options, List<HostedApp> apps, boolean colours, PrintStream out, PrintStream err)
            throws IOException {
        HostApps host = new HostApps(options, apps, err);
        try (HostedApps hosted = new HostedApps(apps)) {
            if (options.log() == null) {
                host.host(Pipeline.of(hosted));
                return;
            }
            try (AccessLog lines = AccessLog.builder(out)
                    .format(options.log())
                    .colours(colours)
                    .build()) {
                host.host(Pipeline.builder().use(lines).handle(hosted));
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
        err.println("Lanner " + Main.version() + " hosts "
                + (apps.size() == 1 ? "an application" : apps.size() + " applications"));
        for (String address : Addresses.clickable(
                server.features().require(ServerAddressesFeature.class).addresses())) {
            err.println("  " + address);
        }
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
