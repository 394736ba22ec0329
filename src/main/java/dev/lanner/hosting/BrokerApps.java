package dev.lanner.hosting;

import dev.lanner.internal.server.EdgeServer;
import dev.lanner.queue.Broker;
import dev.lanner.queue.BrokerOptions;
import dev.lanner.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The command {@code broker}: ports that the applications of several processes share. */
final class BrokerApps {
    static final String HELP = """
            usage: lanner broker --socket PATH [OPTIONS]   share ports among the applications of several processes

            Applications attach at the Unix domain socket PATH, and say by prefixes which requests they want, such as
            http://+:8080/shop/ for all below /shop; Broker.server in their programs does that. docs/hosting.md has more.

                  --socket PATH     where applications attach
                  --socket-mode MODE
                                    who may: who may write to PATH; default rw-------, this user alone
                  --request-timeout N
                                    give a process up that takes and sends nothing for N seconds; default 120
                  --max-queues N    have at most N queues; default 1000
                  --max-processes N let at most N processes attach; default 1000

            """ + Service.OPTIONS + Service.SETTINGS + """

            examples:
              lanner broker --socket /run/lanner/broker
              lanner broker --socket /run/lanner/broker --socket-mode rw-rw---- -b 0.0.0.0 --https -p 443
            """ + Service.EXIT_CODES;

    private BrokerApps() {}

    /**
     * What the broker is told.
     *
     * @param rest of the arguments, which is nothing
     */
    static BrokerOptions broker(Arguments arguments, List<String> rest) throws UsageException {
        if (!rest.isEmpty()) {
            throw new UsageException("lanner broker takes no " + rest.getFirst()
                    + "; applications attach by themselves, at the socket.");
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
        arguments.number(Option.REQUEST_TIMEOUT, seconds -> options.requestTimeout(Duration.ofSeconds(seconds)));
        arguments.number(Option.MAX_QUEUES, options::queues);
        arguments.number(Option.MAX_PROCESSES, options::processes);
        return options.build();
    }

    /**
     * Serves until the process is told to stop.
     *
     * @param socket where applications attach, as it was named
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(ServeOptions options, BrokerOptions broker, Path socket, Service service) throws IOException {
        Server server = new EdgeServer(options.server()); // not what its own environment may ask of a broker
        Broker open = Broker.open(broker, server);
        Service.Greeting greeting =
                new Service.Greeting(" shares", List.of("among the applications that attach at " + socket));
        service.run(server, open, () -> greeting, open::close);
    }
}
