package dev.lanner.hosting;

import dev.lanner.server.Endpoint;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs an application, and starts it again whenever its sources change. The next process is started beside the one that runs;
 * when it listens, a {@link LastingPort} takes new connections to it, and the old one finishes its requests. What does not build, or
 * does not start, changes nothing.
 *
 * <p>Used by one thread; told to stop by any.
 */
final class Watch {
    private static final long LOOK_MILLIS = 200;
    private static final String DEFAULT_URL = "http://localhost:8080";

    private final RunOptions options;
    private final Project project;
    private final LaunchProfile profile;
    private final LaunchVariables variables;
    private final List<String> arguments;
    private final Path work;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<LastingPort> ports = new ArrayList<>();
    private final List<String> schemes = new ArrayList<>();
    private final List<Generation> all = new CopyOnWriteArrayList<>();
    private volatile boolean interrupted;
    private Generation current;
    private int generations;

    /**
     * @param profile null for none
     * @param arguments the application's own
     * @param work a folder for what is made
     */
    Watch(
            RunOptions options,
            Project project,
            LaunchProfile profile,
            LaunchVariables variables,
            List<String> arguments,
            Path work) {
        this.options = options;
        this.project = project;
        this.profile = profile;
        this.variables = variables;
        this.arguments = arguments;
        this.work = work;
    }

    /**
     * Runs until it is told to stop.
     *
     * @return the exit code of the last process
     */
    int run() throws UsageException, IOException {
        listen();
        try {
            return Child.await(stopped::countDown, this::interrupt, this::follow);
        } finally {
            for (LastingPort port : ports) {
                port.close();
            }
        }
    }

    private void listen() throws UsageException, IOException {
        String urls = variables.value("URLS");
        for (String url : (urls == null || urls.isBlank() ? DEFAULT_URL : urls).split(";", -1)) {
            if (!url.isBlank()) {
                LastingPort port = LastingPort.at(tcp(url.strip()), ports.size());
                ports.add(port);
                schemes.add(url.strip().startsWith("https") ? "https" : "http");
                options.tell("watching on " + url(ports.size() - 1));
            }
        }
    }

    /** Where people come to. */
    private String url(int index) {
        return schemes.get(index) + ports.get(index).endpoint().url().substring("http".length());
    }

    private static Endpoint.Tcp tcp(String url) throws UsageException {
        try {
            String plain = url.replaceFirst("^(https?)://\\+", "$1://*");
            Endpoint endpoint =
                    plain.startsWith("https://") ? Endpoint.of(plain, TlsOptions.development()) : Endpoint.of(plain);
            if (endpoint.address() instanceof Endpoint.Tcp tcp) {
                return tcp;
            }
        } catch (IllegalArgumentException noUrl) {
            throw new UsageException(noUrl.getMessage() + ".");
        }
        throw new UsageException(Option.WATCH.word() + " can listen on TCP ports only, and not on " + url + ".");
    }

    private int follow() throws IOException, InterruptedException {
        Map<Path, String> built = stamps();
        renew();
        while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            tellOfAnEnd();
            Map<Path, String> now = stamps();
            if (!now.equals(built)) {
                built = settled(now);
                options.tell("sources have changed ...");
                renew();
            }
        }
        if (!interrupted) {
            all.forEach(Generation::stop);
        }
        for (Generation generation : all) {
            generation.awaitEnd();
        }
        return current == null ? 0 : current.exitCode();
    }

    /** By Ctrl-C: the processes have got it too, and a second signal would cut their requests. Only the second time. */
    private void interrupt() {
        if (interrupted) {
            all.forEach(Generation::stop);
        }
        interrupted = true;
        stopped.countDown();
    }

    private Map<Path, String> settled(Map<Path, String> seen) throws IOException, InterruptedException {
        Map<Path, String> before = seen;
        while (!stopped.await(LOOK_MILLIS / 2, TimeUnit.MILLISECONDS)) {
            Map<Path, String> now = stamps();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private Map<Path, String> stamps() throws IOException {
        Map<Path, String> stamps = new TreeMap<>();
        for (Path source : project.sources()) {
            if (Files.exists(source)) {
                try (Stream<Path> walk = Files.walk(source)) {
                    for (Path file : walk.filter(Files::isRegularFile).toList()) {
                        stamps.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
                    }
                } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException gone) {
                    // Somebody is at work; the next look will tell.
                }
            }
        }
        return stamps;
    }

    private void tellOfAnEnd() {
        if (current != null && !current.isAlive() && !current.isToEnd()) {
            options.warn("the application has ended, with exit code " + current.exitCode()
                    + "; connections wait until it is changed.");
            current.stop();
        }
        all.removeIf(generation -> generation != current && !generation.isAlive());
    }

    /** Builds, starts, and hands over. */
    private void renew() throws InterruptedException {
        try {
            List<String> command = Run.command(options, project.build(options, work), arguments);
            Path folder = Files.createDirectory(work.resolve("" + ++generations));
            Generation next = new Generation(Child.start(command, variables(folder), project.workingFolder()), folder);
            all.add(next);
            if (!listens(next)) {
                return;
            }
            Generation before = current;
            current = next;
            ports.forEach(port -> port.takeTo(next));
            options.tell("running" + (generations > 1 ? " what is new" : ""));
            if (before != null) {
                before.stop();
                return;
            }
            String page = Browser.page(profile, url(0));
            if (page != null) {
                Browser.open(page, variables.variables(), options);
            }
        } catch (UsageException | IOException failed) {
            String sentence = failed.getMessage();
            options.warn((sentence.endsWith(".") ? sentence : sentence + ".") + theOldOne());
        }
    }

    private String theOldOne() {
        return current != null && current.isAlive() ? " The old one runs on." : "";
    }

    private Map<String, String> variables(Path folder) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            urls.add(schemes.get(i) + "://unix:" + Generation.socket(folder, i));
        }
        Map<String, String> own = new TreeMap<>(variables.variables());
        own.keySet().removeIf(name -> name.matches("(ASPNETCORE|DOTNET)_URLS"));
        own.put("LANNER_URLS", String.join(";", urls));
        own.put("LANNER_PREFER_URLS", "true");
        return own;
    }

    /** Waits until the process listens; false if it has ended before. */
    private boolean listens(Generation next) throws InterruptedException {
        for (int looks = 1; !next.listens(ports.size()); looks++) {
            if (!next.isAlive()) {
                options.warn("the application ended while it started, with exit code " + next.exitCode() + "."
                        + theOldOne());
                return false;
            }
            if (looks == 100) {
                options.warn("the application does not listen at LANNER_URLS yet; its main must begin by"
                        + " Lanner.run(args, ...) or Configuration.load(args).");
            }
            if (stopped.await(LOOK_MILLIS / 2, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }
}
