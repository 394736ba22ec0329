package dev.lanner.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The {@link SoakServer}, seen from the process of the clients. Its log goes to a file. Used by one thread. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer questions;
    private final Line.Ports ports;

    private ServerProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.questions = process.outputWriter(StandardCharsets.US_ASCII);
        String[] bound = line().split(" ", -1);
        this.ports = new Line.Ports(Integer.parseInt(bound[0]), Integer.parseInt(bound[1]));
    }

    /** On the class path of this process, whose folder of files it serves. */
    static ServerProcess start(Path files, Path log) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Duser.language=en",
                "-Xmx512m",
                // What is only softly reachable (TLS sessions, for resumption) is no leak: every collection takes it.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SoakServer.class.getName(),
                files.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(Redirect.to(log.toFile()))
                .start();
        try {
            return new ServerProcess(process, log);
        } catch (IOException | RuntimeException | Error failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server's process has ended; its log says why");
        }
        return line;
    }

    private String ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return line();
    }

    Line.Ports ports() {
        return ports;
    }

    long pid() {
        return process.pid();
    }

    Measure measure() throws IOException {
        return Measure.parse(ask("measure"));
    }

    /** How often a hidden request was run. */
    long hidden() throws IOException {
        return Long.parseLong(ask("hidden"));
    }

    String ended() throws IOException {
        return ask("ended");
    }

    /** What it has logged of itself, of the application and of its surroundings: warnings and errors, each in one line. */
    List<String> log() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"))
                    .toList();
        }
    }

    /** Stops the server, gracefully: how many requests were finished and aborted. */
    String stop() throws IOException {
        return ask("stop");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
