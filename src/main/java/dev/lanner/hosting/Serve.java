package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.Lanner;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.DevelopmentFolder;
import dev.lanner.middleware.AccessLog;
import dev.lanner.middleware.StaticFiles;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The command {@code serve}: a folder, an access log, and a person who is told what happens. */
final class Serve implements Host.Events {
    static final String HELP = """
            usage: lanner [serve] [DIR] [OPTIONS]   share the files in the folder DIR; without DIR, those in this folder
                   lanner cert ...                  the development certificate: lanner cert --help
                   lanner run ...                   an application of yours: lanner run --help
                   lanner check ...                 what a configuration comes to: lanner check --help

              -p, --port N      listen on this port; default 8080, with TLS 8443; 0 picks a free one
              -b, --bind ADDR   listen on this address; default localhost, which is this machine alone;
                                0.0.0.0 lets in everybody who can reach this machine
                  --unix PATH   listen on a Unix domain socket, not on a port unless -p or -b is given too
                  --https       speak TLS, with a certificate for localhost that is made at the first use
                  --cert FILE   speak TLS with this certificate, PEM or PKCS#12; may be given several times,
                                for several host names
                  --key FILE    its private key (PEM), where that is in a file of its own
                  --key-password-file FILE
                                the first line of FILE is the password of the key; else the variable
                                LANNER_KEY_PASSWORD has it, but no argument, which everybody here could see
                  --log FORMAT  write a line for each request: dev, common, combined, json or off;
                                default dev on a terminal, else common
                  --trace       print everything that is sent and received, frame by frame, with secrets masked
                  --no-listing  don't list folders that have no index.html
                  --hidden      serve names that begin with a dot, too
              -q, --quiet       tell nothing but errors, and no log unless --log asks for it
              -v, --verbose     tell more of what happens inside
                  --no-color    no colours; so does the variable NO_COLOR
              -h, --help        show this
              -V, --version     show the version

            examples:
              lanner                          share this folder on http://localhost:8080/
              lanner --https                  the same on https://localhost:8443/, with HTTP/2
              lanner serve site -p 0          pick a free port
              lanner --https --trace          watch a browser speak HTTP/2
              lanner docs -b 0.0.0.0 -q       let others in, say nothing
              lanner --log json >access.log   keep a log

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

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
        err.println("  serving " + options.folder().toAbsolutePath().normalize()
                + (options.isForThisMachineAlone() ? " to this machine alone; --bind 0.0.0.0 lets others in" : ""));
        if (options.hasDevelopmentCertificate()) {
            tellOfTheCertificate();
        }
        err.println("  Ctrl-C to stop");
        err.flush();
    }

    private void tellOfTheCertificate() {
        DevelopmentCertificate kept = DevelopmentFolder.ofUser().kept();
        if (kept != null && !SystemTrust.in(kept.credential().certificate()).isTrusted()) {
            err.println("  browsers warn of the development certificate until they are told to trust it:"
                    + " lanner cert trust shows how");
        }
        if (options.isForOthersToo()) {
            err.println("  it is for localhost alone: others are warned always, unless --cert brings one for them");
        }
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
