package dev.lanner.hosting;

import dev.lanner.Host;
import dev.lanner.Pipeline;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.middleware.AccessLog;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.StopReport;
import dev.lanner.worker.Worker;
import dev.lanner.worker.WorkerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command {@code worker}: an application in this very process, and a server that hands it requests. */
final class WorkerHost implements Host.Events {
    static final String HELP = """
            usage: lanner worker [OPTIONS] APP [-- ARGUMENT ...]   host the application APP in this process

            Loads APP, a jar or a folder of classes, runs its main with the ARGUMENTS when the first request comes, and
            gives it requests with no socket between: where it would listen by itself, it does not. Jars in the folder
            lib beside APP belong to it. When its files change it is loaded anew, without a failed request. While there
            is a file app_offline.htm beside APP, that is the answer, and nothing runs.

                  --main CLASS      start this class; default: the one that the jar names, or the only one there is
                  --class-path PATH jars and folders of classes that it needs too
                  --at-once         start now, not with the first request
                  --start-limit N   wait N seconds until it has started; default 120
                  --recycle-on FILE when FILE changes, load it anew without a failed request
                  --no-recycle      leave it alone when its own files change

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
              lanner worker app.jar
              lanner worker --https --at-once target/classes -- --environment Production

            exit codes:
              0  stopped by Ctrl-C or SIGTERM, requests finished    1  could not start, or failed
              2  not understood                                     130  forced by a second Ctrl-C
            """;

    private final ServeOptions options;
    private final WorkerOptions application;
    private final Path path;
    private final PrintStream err;
    private Worker worker;

    private WorkerHost(ServeOptions options, WorkerOptions application, Path path, PrintStream err) {
        this.options = options;
        this.application = application;
        this.path = path;
        this.err = err;
    }

    /** The application that the arguments name. */
    static Path application(Arguments arguments) throws UsageException {
        List<String> named = arguments.rest();
        if (named.isEmpty()) {
            throw new UsageException("there is no application to host. As in: lanner worker app.jar");
        }
        if (named.size() > 1) {
            throw new UsageException("a worker has one application, and there are " + named.size() + ": "
                    + String.join(", ", named) + ". lanner host hosts several, in processes of their own.");
        }
        Path application = Arguments.path(named.getFirst());
        if (!Files.exists(application)) {
            throw new UsageException("there is no " + application + ", neither a jar nor a folder of classes.");
        }
        return application;
    }

    /** What else the arguments tell of the application. */
    static WorkerOptions read(Arguments arguments, Path application) throws UsageException, IOException {
        WorkerOptions.Builder worker = WorkerOptions.builder(application)
                .arguments(arguments.passed())
                .startAtOnce(arguments.has(Option.AT_ONCE))
                .recycleOnChange(!arguments.has(Option.NO_RECYCLE));
        String main = arguments.value(Option.MAIN);
        if (main == null && Files.isDirectory(application)) {
            main = MainClass.find(application, application, null);
        }
        if (main != null) {
            worker.mainClass(main);
        }
        if (arguments.has(Option.CLASS_PATH)) {
            List<Path> classPath = new ArrayList<>();
            for (String name : arguments.value(Option.CLASS_PATH).split(System.getProperty("path.separator"))) {
                classPath.add(Arguments.path(name));
            }
            worker.classPath(classPath);
        }
        if (arguments.has(Option.RECYCLE_ON)) {
            worker.recycleOn(Arguments.path(arguments.value(Option.RECYCLE_ON)));
        }
        String limit = arguments.value(Option.START_LIMIT);
        if (limit != null) {
            try {
                worker.startLimit(Duration.ofSeconds(Integer.parseInt(limit)));
            } catch (IllegalArgumentException outOfRange) {
                throw new UsageException(
                        "--start-limit is \"" + limit + "\"; it must be " + Option.START_LIMIT.value() + ".");
            }
        }
        return worker.build();
    }

    /**
     * Hosts until the process is told to stop.
     *
     * @param path of the application, as it was named
     * @param out gets the access log
     * @param err gets everything else
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(
            ServeOptions options,
            WorkerOptions application,
            Path path,
            boolean colours,
            PrintStream out,
            PrintStream err)
            throws IOException {
        WorkerHost host = new WorkerHost(options, application, path, err);
        if (options.log() == null) {
            host.host(Pipeline.builder());
            return;
        }
        try (AccessLog lines =
                AccessLog.builder(out).format(options.log()).colours(colours).build()) {
            host.host(Pipeline.builder().use(lines));
        }
    }

    private void host(Pipeline.Builder before) throws IOException {
        ServerOptions.Builder where = ServerOptions.builder();
        options.endpoints().forEach(where::listen);
        try (Worker hosted = Worker.of(application, where.build())) {
            worker = hosted;
            new Host(hosted.server(), ServerOptions.DEFAULT.stopGrace(), this).run(before.handle(hosted));
        }
    }

    @Override
    public void started() {
        if (options.quiet()) {
            return;
        }
        err.println("Lanner " + Main.version() + " hosts " + path + " in this process");
        for (String address : Addresses.clickable(
                worker.server().features().require(ServerAddressesFeature.class).addresses())) {
            err.println("  " + address);
        }
        err.println("  Ctrl-C to stop");
        err.flush();
    }

    /** Ends the application here: where the JVM's shutdown has told the host to stop, nothing runs behind it. */
    @Override
    public void stopped(StopReport report) {
        worker.close();
        if (!options.quiet()) {
            err.println("stopped: " + report.finished() + " finished, " + report.aborted() + " aborted");
            err.flush();
        }
    }
}
