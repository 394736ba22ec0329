package dev.lanner.hosting;

import dev.lanner.Lanner;
import dev.lanner.server.Endpoint;
import java.io.IOException;
import java.util.List;

/** The command {@code host}: applications of any language in processes of their own, and a server before them. */
final class HostApps {
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

                  --unix PATH       listen on a Unix domain socket, not on a port unless -p or -b is given too
            """ + Service.OPTIONS + """

            examples:
              lanner host -- node server.js
              lanner host -- python3 -m http.server --bind 127.0.0.1 {port}
              lanner host --https --processes 4 -- java -jar app.jar
            """ + Service.EXIT_CODES;

    private HostApps() {}

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
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(ServeOptions options, List<HostedApp> apps, Service service) throws IOException {
        HostedApps hosted = new HostedApps(apps);
        Service.Greeting greeting = new Service.Greeting(
                " hosts " + (apps.size() == 1 ? "an application" : apps.size() + " applications"), List.of());
        service.run(Lanner.server(options.server()), hosted, () -> greeting, hosted::close);
    }
}
