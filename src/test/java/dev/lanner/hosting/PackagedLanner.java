package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged jar, as a person runs it whose home is elsewhere.
 *
 * @param folder where commands run; its folder {@code home} is that person's home
 */
record PackagedLanner(Path folder) {
    private static final String JAR = System.getProperty("lanner.jar");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /**
     * A server that runs.
     *
     * @param told what it has printed when it was ready
     * @param err what it prints from then on
     */
    record Serving(Process process, List<String> told, BufferedReader err) {
        URI url() {
            assertThat(told.get(1)).matches(" {2}https?://localhost:[1-9]\\d*/");
            return URI.create(told.get(1).strip());
        }

        int port() {
            return told.stream()
                    .filter(line -> line.startsWith("  http"))
                    .map(line -> URI.create(line.strip()).getPort())
                    .findFirst()
                    .orElseThrow();
        }

        void end() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    Path home() {
        return folder.resolve("home");
    }

    /** A command to be run, with options for the Java machine. */
    ProcessBuilder command(List<String> java, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Duser.home=" + home()));
        command.addAll(java);
        command.addAll(List.of("-jar", JAR));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("LANNER_HOME", "LANNER_KEY_PASSWORD"));
        return builder;
    }

    ProcessBuilder command(String... arguments) {
        return command(List.of(), arguments);
    }

    /** What a command tells that does well. */
    String run(String... arguments) throws IOException, InterruptedException {
        var result = Command.run(command(arguments));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    /** Serves a folder on some port; its access log goes to the file {@code out}. */
    Serving serve(Path site, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", site.toString(), "-p", "0"));
        arguments.addAll(List.of(options));
        return start(command(arguments.toArray(String[]::new)));
    }

    /** Runs a command until it serves; its access log goes to the file {@code out}. */
    Serving start(ProcessBuilder command) throws IOException {
        Process process = command.redirectOutput(folder.resolve("out").toFile()).start();
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        List<String> told = new ArrayList<>();
        String line = err.readLine();
        while (line != null && !line.equals("  Ctrl-C to stop")) {
            told.add(line);
            line = err.readLine();
        }
        assertThat(line).as("%s", told).isNotNull();
        return new Serving(process, told, err);
    }
}
