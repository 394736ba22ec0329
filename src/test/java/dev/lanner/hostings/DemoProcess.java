package dev.lanner.hostings;

import dev.lanner.internal.server.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@link DemoApplication} in a process of its own. What it complains about is in the file {@code demo.log} of its folder.
 *
 * @param address where it listens
 */
record DemoProcess(Process process, String address) implements AutoCloseable {
    /** Returns when it listens. */
    static DemoProcess start(DemoFolder folder, String url) throws IOException {
        return start(folder, url, Duration.ZERO);
    }

    /** One that goes on serving for a while when it is told to end. */
    static DemoProcess start(DemoFolder folder, String url, Duration delay) throws IOException {
        return start(folder, url, delay, Map.of());
    }

    /** One whose environment tells it more. */
    static DemoProcess start(DemoFolder folder, String url, Duration delay, Map<String, String> variables)
            throws IOException {
        Path log = folder.path().resolve("demo.log");
        ProcessBuilder builder = new ProcessBuilder(
                        ChildJvm.command(DemoApplication.class, folder.path().toString(), url, "" + delay.toMillis()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(variables);
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith(DemoApplication.LISTENING)) {
            process.destroyForcibly();
            throw new IOException("it said " + line + " and " + Files.readString(log));
        }
        return new DemoProcess(process, line.substring(DemoApplication.LISTENING.length()));
    }

    URI url() {
        return URI.create(address);
    }

    /** Asks it to end, as systemd and Kubernetes do, and waits for that. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
