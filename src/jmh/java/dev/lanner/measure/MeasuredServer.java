package dev.lanner.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command {@code lanner serve} in a process of its own, from the jar, whose CPU time and memory can be asked for. */
final class MeasuredServer implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("https?://localhost:\\d+/");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private final Process process;
    private final Path folder;
    private final int port;

    private MeasuredServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one that serves {@link Client#CONTENT}, with the development certificate (EC P-256) if there is to be TLS. */
    static MeasuredServer start(boolean tls, String... javaOptions) throws IOException {
        Path folder = Files.createTempDirectory("lanner-measure");
        Files.writeString(folder.resolve("index.html"), Client.CONTENT);
        List<String> command = new ArrayList<>(List.of(program("java")));
        command.addAll(List.of(javaOptions));
        command.addAll(List.of("-jar", System.getProperty("lanner.jar"), "serve", folder.toString(), "--log", "off"));
        command.addAll(tls ? List.of("--https", "--port", "0") : List.of("--port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LANNER_HOME", folder.resolve(".lanner").toString());
        Process process = builder.start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher url = URL.matcher(line);
            if (url.find()) {
                return new MeasuredServer(
                        process, folder, URI.create(url.group()).getPort());
            }
        }
        throw new IOException("the server has not started: " + command);
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    int port() {
        return port;
    }

    /** User and system time of the process, in nanoseconds; it grows by hundredths of a second. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** What of the heap is in use after a full collection, in bytes. */
    long liveHeap() throws IOException {
        Process jcmd = new ProcessBuilder(program("jcmd"), Long.toString(process.pid()), "GC.class_histogram").start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return number(TOTAL, histogram);
    }

    /** How much memory the process has from the system, in bytes. */
    long resident() throws IOException {
        return number(RESIDENT, Files.readString(Path.of("/proc/" + process.pid() + "/status"))) * 1_024;
    }

    /** How many files and sockets it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        }
    }

    private static long number(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(MeasuredServer::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
