package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code serve} from the packaged jar as a person would, with signals. */
class ServeIT {
    private static final String JAR = System.getProperty("lanner.jar");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** More than what socket buffers hold, so that a client that does not read keeps its request running. */
    private static final int LARGE = 64 * 1_024 * 1_024;

    @TempDir
    Path folder;

    private Path site;
    private Path out;
    private Process process;
    private BufferedReader err;

    @BeforeAll
    static void needsSignals() {
        Command.require("kill");
    }

    @BeforeEach
    void plant() throws IOException {
        site = Files.createDirectory(folder.resolve("site"));
        out = folder.resolve("out");
        Files.writeString(site.resolve("a.txt"), "hello");
        try (FileChannel large =
                FileChannel.open(site.resolve("large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            large.write(ByteBuffer.wrap(new byte[] {1}), LARGE - 1);
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts the command, and returns the URL that it prints. */
    private URI start(List<String> java, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(java);
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
        err = process.errorReader(StandardCharsets.UTF_8);
        assertThat(err.readLine()).matches("Lanner \\S+ . Java \\S+ . ready in \\d+ ms");
        String url = err.readLine();
        assertThat(url).matches(" {2}http://localhost:[1-9]\\d*/");
        assertThat(err.readLine())
                .isEqualTo("  serving " + site + " to this machine alone; --bind 0.0.0.0 lets others in");
        assertThat(err.readLine()).isEqualTo("  Ctrl-C to stop");
        return URI.create(url.strip());
    }

    private URI start(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("serve", site.toString(), "-p", "0"));
        all.addAll(List.of(options));
        return start(List.of("-Dstderr.encoding=UTF-8", "-jar", JAR), all.toArray(String[]::new));
    }

    private void interrupt() throws Exception {
        Interrupt.send(process.pid());
    }

    private void signal(String name) throws Exception {
        assertThat(Command.run("kill", "-" + name, "" + process.pid()).exit()).isZero();
    }

    private int exit() throws InterruptedException {
        return process.waitFor();
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request whose answer has begun and is not read any further. */
    private static Socket download(URI url) throws IOException {
        Socket socket = new Socket("localhost", url.getPort());
        socket.getOutputStream()
                .write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new DataInputStream(socket.getInputStream()).readNBytes(12))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static long readToItsEnd(Socket socket) {
        try {
            return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException cut) {
            return 0;
        }
    }

    @Test
    void servesAndStopsCleanlyOnCtrlC() throws Exception {
        URI url = start();

        assertThat(get(url.resolve("a.txt")).body()).isEqualTo("hello");
        assertThat(get(url).body()).contains("<a href=\"./a.txt\">");
        interrupt();

        assertThat(exit()).isZero();
        assertThat(err.readLine()).matches("stopped: 0 finished, 0 aborted, in \\d+\\.\\d s");
        assertThat(err.readLine()).isNull();
        assertThat(Files.readAllLines(out))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("\"GET /a.txt HTTP/1.1\" 200 5"),
                        line -> assertThat(line).contains("\"GET / HTTP/1.1\" 200 "));
    }

    @Test
    void ctrlCLetsADownloadFinish() throws Exception {
        URI url = start();
        try (Socket download = download(url)) {
            interrupt();
            assertThat(err.readLine()).isEqualTo("stopping: 1 request in flight. Ctrl-C again to force.");

            byte[] rest = download.getInputStream().readAllBytes();

            assertThat(new String(rest, 0, 400, StandardCharsets.ISO_8859_1))
                    .contains("Content-Length: " + LARGE + "\r\n");
            int head = new String(rest, 0, 1_000, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
            assertThat(rest.length - head).isEqualTo(LARGE);
            assertThat(rest[rest.length - 1]).isEqualTo((byte) 1);
        }

        assertThat(exit()).isZero();
        assertThat(err.readLine()).matches("stopped: [01] finished, 0 aborted, in .*");
    }

    @Test
    void secondCtrlCForces() throws Exception {
        URI url = start();
        try (Socket download = download(url)) {
            signal("TERM");
            assertThat(err.readLine()).startsWith("stopping: 1 request in flight.");
            interrupt();

            assertThat(exit()).isEqualTo(130);
            assertThat(readToItsEnd(download)).isLessThan(LARGE);
        }
    }

    /** On the module path the JVM has no module for signals; its own shutdown does what can be done. */
    @Test
    void withoutTheModuleForSignalsRequestsFinishToo() throws Exception {
        URI url = start(List.of("-Dstderr.encoding=UTF-8", "-p", JAR, "-m", "dev.lanner"), site.toString(), "-p0");
        try (Socket download = download(url)) {
            signal("TERM");
            assertThat(err.readLine()).isEqualTo("stopping: 1 request in flight.");
            download.getInputStream().readAllBytes();
        }

        assertThat(exit()).isEqualTo(143);
        assertThat(err.readLine()).matches("stopped: [01] finished, 0 aborted, in .*");
    }

    @Test
    void verboseShowsWhatHappensInside() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var result = Command.run(JAVA, "-jar", JAR, site.toString(), "-v", "-p", "" + taken.getLocalPort());

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output())
                    .contains("lanner: port ")
                    .contains("\tat dev.lanner.")
                    .contains("Caused by: ");
        }
    }

    @Test
    void portInUseIsOneSentenceThatNamesTheHolder() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            var result = Command.run(JAVA, "-jar", JAR, site.toString(), "-p", "" + port);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output())
                    .startsWith("lanner: port " + port + " on localhost is in use")
                    .hasLineCount(1);
            if (Files.isReadable(Path.of("/proc/net/tcp"))) {
                assertThat(result.output())
                        .contains("(pid " + ProcessHandle.current().pid() + ")");
            }
        }
    }

    @Test
    void quietSaysNothing() throws Exception {
        process = new ProcessBuilder(
                        JAVA,
                        "-jar",
                        JAR,
                        site.toString(),
                        "-q",
                        "--unix",
                        folder.resolve("s").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        while (!Files.exists(folder.resolve("s"))) {
            Thread.onSpinWait();
        }
        signal("TERM");

        assertThat(exit()).isZero();
        assertThat(out).isEmptyFile();
    }

    /** A container without a locale takes file names to be ASCII. */
    @Test
    void namesBeyondAsciiAreServedWithoutALocale() throws Exception {
        Files.writeString(site.resolve("\u00fc.txt"), "umlaut");
        var builder = new ProcessBuilder(JAVA, "-jar", JAR, site.toString(), "-p0").redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C");
        process = builder.start();
        err = process.errorReader(StandardCharsets.UTF_8);
        assertThat(err.readLine()).startsWith("Lanner ");
        URI url = URI.create(err.readLine().strip());

        assertThat(get(url).body()).contains("<a href=\"./%C3%BC.txt\"><bdi>\u00fc.txt</bdi>");
        assertThat(get(url.resolve("%C3%BC.txt")).body()).isEqualTo("umlaut");
    }
}
