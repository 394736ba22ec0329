package dev.lanner.hosting;

import dev.lanner.Handler;
import dev.lanner.Host;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.AccessLog;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A server that a command runs until the process is told to stop, with an access log if one is wanted, and a person who is
 * told what happens. For one run, on one thread.
 */
final class Service implements Host.Events {
    /** The options that all commands have that serve, but for {@code lanner serve}, whose help says more of them. */
    static final String OPTIONS = """
              -p, --port N          listen on this port; default 8080, with TLS 8443; 0 picks a free one
              -b, --bind ADDR       listen on this address; default localhost, which is this machine alone
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
            """;

    static final String EXIT_CODES = """

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

    /**
     * What a person is told when the server has started, with its addresses between.
     *
     * @param title what follows Lanner's version in the first line
     * @param remarks a line each
     */
    record Greeting(String title, List<String> remarks) {}

    private final ServeOptions options;
    private final Terminal terminal;
    private final PrintStream out;
    private final PrintStream err;
    private Server server;
    private Supplier<Greeting> greeting;
    private Closeable behind;

    /**
     * @param out gets the access log
     * @param err gets everything else
     */
    Service(ServeOptions options, Terminal terminal, PrintStream out, PrintStream err) {
        this.options = options;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /**
     * Serves until the process is told to stop.
     *
     * @param newGreeting asked for when the server has started
     * @param hosted what ends when the requests have ended, or the server can't start
     * @throws IOException if it can't start, with a sentence that says why
     */
    void run(Server newServer, Handler handler, Supplier<Greeting> newGreeting, Closeable hosted) throws IOException {
        server = newServer;
        greeting = newGreeting;
        behind = hosted;
        try {
            new Host(server, ServerOptions.DEFAULT.stopGrace(), this).run(pipeline(handler));
        } finally {
            end();
        }
    }

    private Pipeline pipeline(Handler handler) {
        if (options.log() == null) {
            return Pipeline.of(handler);
        }
        AccessLog lines = AccessLog.builder(out)
                .format(options.log())
                .colours(terminal.hasColours())
                .build();
        Closeable hosted = behind;
        behind = () -> {
            try (lines) {
                hosted.close();
            }
        };
        return Pipeline.builder().use(lines).handle(handler);
    }

    /** Once, although both this and the server's end may come to it. */
    private void end() throws IOException {
        Closeable ending = behind;
        behind = () -> {};
        ending.close();
    }

    @Override
    public void started() {
        if (options.quiet()) {
            return;
        }
        Greeting told = greeting.get();
        err.println("Lanner " + Main.version() + told.title());
        for (String address : Addresses.clickable(
                server.features().require(ServerAddressesFeature.class).addresses())) {
            err.println("  " + address);
        }
        told.remarks().forEach(remark -> err.println("  " + remark));
        err.println("  Ctrl-C to stop");
        err.flush();
    }

    @Override
    public void stopping(int requests, boolean canBeForced) {
        if (options.quiet()) {
            return;
        }
        if (terminal.isInteractive()) {
            err.println(); // behind the ^C that the terminal shows
        }
        if (requests > 0) {
            err.println("stopping: " + requests + (requests == 1 ? " request" : " requests") + " in flight."
                    + (canBeForced ? " Ctrl-C again to force." : ""));
        }
        err.flush();
    }

    /** Ends what is behind the server here: where the JVM's shutdown has told the host to stop, nothing runs after it. */
    @Override
    public void stopped(StopReport report) {
        try {
            end();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        if (!options.quiet()) {
            double seconds = report.took().toMillis() / 1_000.0;
            err.println(String.format(
                    Locale.ROOT,
                    "stopped: %d finished, %d aborted, in %.1f s",
                    report.finished(),
                    report.aborted(),
                    seconds));
            err.flush();
        }
    }
}
