package dev.lanner.hosting;

import dev.lanner.internal.tls.DevelopmentFolder;
import dev.lanner.queue.BrokerOptions;
import dev.lanner.worker.WorkerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The command {@code lanner}. */
public final class Main {
    /** Stopped cleanly, or told what was asked for. */
    private static final int DONE = 0;

    /** Could not start, or failed. */
    private static final int FAILED = 1;

    /** Was not understood. */
    private static final int USAGE = 2;

    private static final int HTTPS_PORT = 443;

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
                out.print(arguments.command().help());
            } else if (arguments.has(Option.VERSION)) {
                out.println("Lanner " + version());
            } else {
                switch (arguments.command()) {
                    case SERVE -> serve(arguments, out, err, beganNanos);
                    case CERT ->
                        new Cert(DevelopmentFolder.ofUser(), Instant.now(), out).run(arguments, System.getenv());
                    case RUN -> {
                        return new Run(RunOptions.of(arguments, err), System.getenv()).run();
                    }
                    case CHECK -> new Check(out, err).run(arguments.rest(), Instant.now());
                    case HOST -> host(arguments, out, err);
                    case WORKER -> worker(arguments, out, err);
                    case BROKER -> broker(arguments, out, err);
                }
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

    private static void serve(Arguments arguments, PrintStream out, PrintStream err, long beganNanos)
            throws UsageException, IOException {
        Terminal terminal = terminal(arguments);
        ServeOptions options = options(arguments, terminal);
        new Serve(options, err.charset(), beganNanos).run(service(options, terminal, out, err));
    }

    private static void host(Arguments arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        HostApps.requireDashes(arguments);
        Terminal terminal = terminal(arguments);
        ServeOptions options = options(arguments, terminal);
        List<HostedApp> apps = HostApps.apps(arguments, options);
        HostApps.run(options, apps, service(options, terminal, out, err));
    }

    private static void worker(Arguments arguments, PrintStream out, PrintStream err)
            throws UsageException, IOException {
        Path path = WorkerHost.application(arguments);
        Terminal terminal = terminal(arguments);
        ServeOptions options = options(arguments.withoutRest(), terminal);
        WorkerOptions application = WorkerHost.read(arguments, path);
        WorkerHost.run(options, application, path, service(options, terminal, out, err));
    }

    private static void broker(Arguments arguments, PrintStream out, PrintStream err)
            throws UsageException, IOException {
        BrokerOptions broker = BrokerApps.broker(arguments);
        Terminal terminal = terminal(arguments);
        ServeOptions options = options(arguments, terminal);
        Path socket = Path.of(arguments.value(Option.SOCKET));
        BrokerApps.run(options, broker, socket, service(options, terminal, out, err));
    }

    private static Terminal terminal(Arguments arguments) {
        return Terminal.detect(System.getenv(), arguments.has(Option.NO_COLOR));
    }

    private static ServeOptions options(Arguments arguments, Terminal terminal) throws UsageException {
        return ServeOptions.of(arguments, System.getenv(), Instant.now(), terminal);
    }

    private static Service service(ServeOptions options, Terminal terminal, PrintStream out, PrintStream err)
            throws IOException {
        Logging.configure(options, terminal, err);
        return new Service(options, terminal, out, err);
    }

    /** A {@link BindException}, and an {@link IOException} of that very class, is a sentence of ours already. */
    private static String explained(Exception failed) {
        if (!(failed instanceof BindException) && failed.getClass() != IOException.class) {
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
        if (port < 1_024) {
            return port == HTTPS_PORT ? ServeOptions.DEFAULT_TLS_PORT : ServeOptions.DEFAULT_PORT;
        }
        return port < 65_535 ? port + 1 : 0;
    }

    /** What the jar says of itself: the module's descriptor on the module path, the manifest on the class path. */
    static String version() {
        Module module = Main.class.getModule();
        return module.isNamed()
                ? module.getDescriptor().rawVersion().orElseThrow()
                : Main.class.getPackage().getImplementationVersion();
    }
}
