package dev.lanner.hosting;

import dev.lanner.worker.Worker;
import dev.lanner.worker.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command {@code worker}: an application in this very process, and a server that hands it requests. */
final class WorkerHost {
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

                  --unix PATH       listen on a Unix domain socket, not on a port unless -p or -b is given too
            """ + Service.OPTIONS + """

            examples:
              lanner worker app.jar
              lanner worker --https --at-once target/classes -- --environment Production
            """ + Service.EXIT_CODES;

    private WorkerHost() {}

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
     * @throws IOException if it can't start, with a sentence that says why
     */
    static void run(ServeOptions options, WorkerOptions application, Path path, Service service) throws IOException {
        Worker worker = Worker.of(application, options.server());
        Service.Greeting greeting = new Service.Greeting(" hosts " + path + " in this process", List.of());
        service.run(worker.server(), worker, () -> greeting, worker::close);
    }
}
