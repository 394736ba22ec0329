package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.AccessLog;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The command {@code serve}: a folder, an access log, and a person who is told what happens. */
final class Serve implements Host.Events {
    private final ServeOptions options;
    private final Terminal terminal;
    private final PrintStream err;
    private final Server server;
    private final long beganNanos;

    private Serve(ServeOptions options, Terminal terminal, PrintStream err, long beganNanos) {
        this.options = options;
        this.beganNanos = beganNanos;
        this.terminal = terminal;
        this.err = err;
        ServerOptions.Builder builder = ServerOptions.builder();
        options.endpoints().forEach(builder::listen);
        this.server = Lanner.server(builder.build());
    }

    /**
     * Serves until the process is told to stop.
     *
     * @param out gets the access log
     * @param err gets everything else
     * @param beganNanos when the command began, by {@link System#nanoTime()}
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(ServeOptions options, Terminal terminal, PrintStream out, PrintStream err, long beganNanos)
            throws IOException {
        StaticFiles files = StaticFiles.builder(options.folder())
                .listing(options.listing())
                .hidden(options.hidden())
                .build();
        Serve serve = new Serve(options, terminal, err, beganNanos);
        if (options.log() == null) {
            serve.host(Pipeline.of(files));
            return;
        }
        AccessLog.Builder log = AccessLog.builder(out).format(options.log()).colours(terminal.hasColours());
        try (AccessLog lines = log.build()) {
            serve.host(Pipeline.builder().use(lines).handle(files));
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
        String dot = err.charset().newEncoder().canEncode('\u00b7') ? " \u00b7 " : ", ";
        err.println("Lanner " + Main.version() + dot + "Java " + System.getProperty("java.version") + dot + "ready in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) + " ms");
        for (String address : Addresses.clickable(
                server.features().require(ServerAddressesFeature.class).addresses())) {
            err.println("  " + address);
        }
        err.println("  serving " + options.folder().toAbsolutePath().normalize() + audience());
        err.println("  Ctrl-C to stop");
        err.flush();
    }

    private String audience() {
        boolean own = options.endpoints().stream()
                .allMatch(endpoint ->
                        endpoint instanceof Endpoint.Tcp tcp && tcp.host().equals("localhost"));
        return own ? " to this machine alone; --bind 0.0.0.0 lets others in" : "";
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

    @Override
    public void stopped(StopReport report) {
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
