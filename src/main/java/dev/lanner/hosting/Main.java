package dev.lanner.hosting;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.BindException;

/** The command {@code lanner}. */
public final class Main {
    /** Stopped cleanly, or told what was asked for. */
    private static final int DONE = 0;

    /** Could not start, or failed. */
    private static final int FAILED = 1;

    /** Was not understood. */
    private static final int USAGE = 2;

    private static final String HELP = """
            usage: lanner [serve] [DIR] [OPTIONS]

            Serves the files in the folder DIR over HTTP; without DIR, those in this folder.

              -p, --port N      listen on this port; default 8080, 0 picks a free one
              -b, --bind ADDR   listen on this address; default localhost, which is this machine alone;
                                0.0.0.0 lets in everybody who can reach this machine
                  --unix PATH   listen on a Unix domain socket, not on a port unless -p or -b is given too
                  --log FORMAT  write a line for each request: dev, common, combined, json or off;
                                default dev on a terminal, else common
                  --no-listing  don't list folders that have no index.html
                  --hidden      serve names that begin with a dot, too
              -q, --quiet       tell nothing but errors, and no log unless --log asks for it
              -v, --verbose     tell more of what happens inside
                  --no-color    no colours; so does the variable NO_COLOR
              -h, --help        show this
              -V, --version     show the version

            examples:
              lanner                          share this folder on http://localhost:8080/
              lanner serve site -p 0          pick a free port
              lanner docs -b 0.0.0.0 -q       let others in, say nothing
              lanner --log json >access.log   keep a log

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

    private Main() {}

    /**
     * Runs the command, and ends the process with its exit code.
     *
     * @param args what follows the command's name
     */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /**
     * Runs the command.
     *
     * @param args what follows the command's name
     * @param out gets what was asked for
     * @param err gets what else is told
     * @return the exit code
     */
    static int run(String[] args, PrintStream out, PrintStream err) {
        long beganNanos = System.nanoTime();
        boolean verbose = false;
        try {
            Arguments arguments = Arguments.parse(args);
            verbose = arguments.has(Option.VERBOSE);
            if (arguments.has(Option.HELP)) {
                out.print(HELP);
            } else if (arguments.has(Option.VERSION)) {
                out.println("Lanner " + version());
            } else {
                Terminal terminal = Terminal.detect(System.getenv(), arguments.has(Option.NO_COLOR));
                ServeOptions options = ServeOptions.of(arguments, terminal);
                Logging.configure(verbose ? Level.DEBUG : Level.WARNING);
                Serve.run(options, terminal, out, err, beganNanos);
            }
            return DONE;
        } catch (UsageException notUnderstood) {
            err.println("lanner: " + notUnderstood.getMessage());
            return USAGE;
        } catch (IOException | RuntimeException failed) {
            err.println("lanner: " + explained(failed));
            if (verbose) {
                failed.printStackTrace(err);
            }
            return FAILED;
        }
    }

    /** A {@link BindException} of the server is a sentence already. */
    private static String explained(Exception failed) {
        if (!(failed instanceof BindException)) {
            return failed + ". lanner -v shows more.";
        }
        String sentence = failed.getMessage();
        if (!sentence.startsWith("port ")) {
            return sentence + ".";
        }
        int port = Integer.parseInt(sentence.split(" ", 3)[1]);
        return sentence + ". " + (sentence.contains(" is in use") ? "Stop it, or choose" : "Choose")
                + " another port: lanner serve --port " + otherThan(port);
    }

    private static int otherThan(int port) {
        return port < 1_024 ? ServeOptions.DEFAULT_PORT : port < 65_535 ? port + 1 : 0;
    }

    /** What the jar says of itself: the module's descriptor on the module path, the manifest on the class path. */
    static String version() {
        Module module = Main.class.getModule();
        return module.isNamed()
                ? module.getDescriptor().rawVersion().orElseThrow()
                : Main.class.getPackage().getImplementationVersion();
    }
}
