package dev.lanner.hostings;

import dev.lanner.internal.server.Await;
import dev.lanner.server.TrustedPeers;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A reverse proxy in a process of its own, as a user without rights. Its file and its log are in a folder below that of the demo. */
record ProxyProcess(Process process, URI url) implements AutoCloseable {
    private static final int NOBODY = 65_534;
    private static final int PORT = 8_443;

    /** Returns when it listens: on a loopback address of its own, where nobody else takes the port in between. */
    static ProxyProcess start(ProxyRecipe recipe, DemoFolder folder, List<String> backEnds) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String address = "127." + random.nextInt(64, 250) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
        List<String> command = new ArrayList<>();
        Path run = Files.createTempDirectory(folder.path(), "proxy");
        List<String> own = recipe.prepare(run, folder, address + ":" + PORT, backEnds);
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            giveAway(folder.path());
        }
        command.addAll(own);
        Path log = run.resolve("proxy.log");
        Process process = new ProcessBuilder(command)
                .directory(run.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ProxyProcess started = new ProxyProcess(process, URI.create("https://" + address + ":" + PORT));
        Await.until(recipe + " listens", () -> !process.isAlive() || isListening(address));
        if (!process.isAlive()) {
            throw new IOException(recipe + " ended: " + Files.readString(log));
        }
        return started;
    }

    private static boolean isListening(String address) {
        try (Socket socket = new Socket(TrustedPeers.literal(address), PORT)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void giveAway(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
            }
        }
    }

    @Override
    public void close() {
        // Their parent first: nginx would start another worker for each that has gone.
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
