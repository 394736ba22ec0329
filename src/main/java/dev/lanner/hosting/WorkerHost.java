package dev.lanner.hosting;

import dev.lanner.worker.Worker;
import dev.lanner.worker.WorkerOptions;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

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
                  --drain-limit N   cut its requests N seconds after it was replaced or stopped; default 30
                  --stop-limit N    interrupt its main N seconds after that; default 10
                  --rapid-fails N   leave it alone for a minute if it fails more than N times in one; default 10
                  --recycle-on FILE when FILE changes, load it anew without a failed request
                  --no-recycle      leave it alone when its own files change

                  --unix PATH       listen on a Unix domain socket, not on a port unless -p or -b is given too
            """ + Service.OPTIONS + Service.SETTINGS + """

            examples:
              lanner worker app.jar
              lanner worker app.jar --limits.bodyBytes=200000000
              lanner worker --https --at-once target/classes -- --environment Production
            """ + Service.EXIT_CODES;

    private WorkerHost() {}

    /** The application that is named. */
    static Path application(List<String> named) throws UsageException {
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
        List<Path> classPath = new ArrayList<>();
        if (arguments.has(Option.CLASS_PATH)) {
            for (String value : arguments.values(Option.CLASS_PATH)) {
                for (String name : value.split(File.pathSeparator)) {
                    classPath.add(Arguments.path(name));
                }
            }
            worker.classPath(classPath);
        }
        requireFiles(application, classPath);
        if (main != null) {
            requireClass(main, application, classPath);
            worker.mainClass(main);
        }
        if (arguments.has(Option.RECYCLE_ON)) {
            worker.recycleOn(Arguments.path(arguments.value(Option.RECYCLE_ON)));
        }
        arguments.number(Option.START_LIMIT, seconds -> worker.startLimit(Duration.ofSeconds(seconds)));
        arguments.number(Option.DRAIN_LIMIT, seconds -> worker.drainLimit(Duration.ofSeconds(seconds)));
        arguments.number(Option.STOP_LIMIT, seconds -> worker.stopLimit(Duration.ofSeconds(seconds)));
        arguments.number(Option.RAPID_FAILS, worker::rapidFailsPerMinute);
        return worker.build();
    }

    /** What is not there, or is no jar, would else be seen with the first request. */
    private static void requireFiles(Path application, List<Path> classPath) throws UsageException {
        List<Path> files = new ArrayList<>(List.of(application));
        files.addAll(classPath);
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new UsageException("there is no " + file + ", which --class-path names.");
            }
            if (!Files.isDirectory(file)) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    jar.getManifest();
                } catch (IOException broken) {
                    throw new UsageException(file + " can't be read as a jar: " + broken.getMessage() + ".");
                }
            }
        }
    }

    private static void requireClass(String main, Path application, List<Path> classPath)
            throws UsageException, IOException {
        List<URL> files = new ArrayList<>();
        files.add(application.toUri().toURL());
        for (Path file : classPath) {
            files.add(file.toUri().toURL());
        }
        Path lib = application.toAbsolutePath().resolveSibling("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> jars = Files.list(lib)) {
                for (Path jar : jars.toList()) {
                    files.add(jar.toUri().toURL());
                }
            }
        }
        try (URLClassLoader all = new URLClassLoader(files.toArray(URL[]::new), null)) {
            if (all.findResource(main.replace('.', '/') + ".class") == null) {
                throw new UsageException("there is no class " + main + " in " + application + ".");
            }
        }
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
