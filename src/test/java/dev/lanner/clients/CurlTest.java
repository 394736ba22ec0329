package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl as a client. */
class CurlTest {
    @TempDir
    Path folder;

    private ClientServer server;
    private String curl;

    @BeforeEach
    void start() throws Exception {
        curl = Command.require("curl").toString();
        server = ClientServer.start(folder.resolve("s"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private String curl(String... arguments) throws Exception {
        Command.Result result = run(arguments);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private Command.Result run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(curl, "-sS", "--noproxy", "*", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    private Path file(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve("content"), bytes);
    }

    @Test
    void gets() throws Exception {
        assertThat(curl(server.url("/hello"))).isEqualTo("hello");
        assertThat(curl("-4", server.url("/hello"))).isEqualTo("hello");
        assertThat(curl("-i", server.url("/hello")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 5\r\n")
                .contains("\r\nServer: Lanner\r\n")
                .containsPattern("\r\nDate: [A-Z][a-z]{2}, [0-9]{2} ");
    }

    @Test
    void headHasNoContentAndKeepsTheConnection() throws Exception {
        assertThat(curl("-I", "-w", "%{num_connects}", server.url("/hello"), server.url("/large/100")))
                .contains("Content-Length: 5\r\n")
                .contains("Content-Length: 100\r\n")
                .containsPattern("\r\n\r\n1HTTP/1.1 200 OK")
                .endsWith("\r\n\r\n0");
    }

    @Test
    void severalUrlsShareAConnection() throws Exception {
        assertThat(curl(
                        "-w",
                        " %{num_connects}\n",
                        server.url("/hello"),
                        server.url("/version"),
                        server.url("/missing"),
                        server.url("/hello")))
                .isEqualTo("hello 1\nHTTP/1.1 0\n 0\nhello 0\n");
    }

    @Test
    void postsFiveMegabytes() throws Exception {
        Path content = file(5_000_000);
        String hash = ClientServer.hashOf(Files.readAllBytes(content));

        assertThat(curl("--data-binary", "@" + content, server.url("/hash"))).isEqualTo(hash);
        curl("--data-binary", "@" + content, "-o", folder.resolve("back").toString(), server.url("/echo"));
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(content);
    }

    @Test
    void postsChunks() throws Exception {
        Path content = file(3_000_000);

        assertThat(curl("-H", "Transfer-Encoding: chunked", "--data-binary", "@" + content, server.url("/hash")))
                .isEqualTo(ClientServer.hashOf(Files.readAllBytes(content)));
    }

    @Test
    void uploadsWhenItIsToldToContinue() throws Exception {
        Path content = file(2_000_000);

        String output = curl(
                "-v",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "50",
                "-T",
                content.toString(),
                server.url("/hash"));
        assertThat(output)
                .contains("> Expect: 100-continue")
                .contains("< HTTP/1.1 100 Continue")
                .contains("< HTTP/1.1 200 OK")
                .contains(ClientServer.hashOf(Files.readAllBytes(content)));
    }

    @Test
    void sendsNothingWhenItIsRefusedInstead() throws Exception {
        Path content = file(2_000_000);

        String output = curl(
                "-v",
                "-X",
                "POST",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "50",
                "-T",
                content.toString(),
                "-w",
                "sent %{size_upload}",
                server.url("/refuse"));
        assertThat(output)
                .contains("< HTTP/1.1 403 Forbidden")
                .doesNotContain("100 Continue")
                .endsWith("sent 0");
    }

    @Test
    void speaksTheOldVersion() throws Exception {
        assertThat(curl("--http1.0", server.url("/version"))).isEqualTo("HTTP/1.0");
        assertThat(curl("--http1.0", "-i", server.url("/chunks")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nConnection: close\r\n")
                .doesNotContain("Transfer-Encoding")
                .endsWith("\r\n\r\nchunk 0\nchunk 1\nchunk 2\n");
        assertThat(curl(
                        "--http1.0",
                        "-H",
                        "Connection: keep-alive",
                        "-w",
                        " %{num_connects} ",
                        server.url("/hello"),
                        server.url("/hello")))
                .isEqualTo("hello 1 hello 0 ");
    }

    @Test
    void showsChunksAndTrailers() throws Exception {
        assertThat(curl("--raw", server.url("/chunks")))
                .isEqualTo("8\r\nchunk 0\n\r\n8\r\nchunk 1\n\r\n8\r\nchunk 2\n\r\n0\r\nX-Sum: 24\r\n\r\n");
        assertThat(curl(server.url("/chunks"))).isEqualTo("chunk 0\nchunk 1\nchunk 2\n");
    }

    @Test
    void showsEarlyHints() throws Exception {
        assertThat(curl("-i", server.url("/hints")))
                .startsWith("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("hinted");
    }

    @Test
    void noticesAResponseThatIsCut() throws Exception {
        Command.Result result = run("-o", folder.resolve("cut").toString(), server.url("/fail"));

        assertThat(result.exit()).as(result.output()).isIn(18, 56);
    }

    @Test
    void talksToASocket() throws Exception {
        assertThat(curl("--unix-socket", folder.resolve("s").toString(), "http://any/hello"))
                .isEqualTo("hello");
        Path content = file(1_000_000);
        assertThat(curl(
                        "--unix-socket",
                        folder.resolve("s").toString(),
                        "--data-binary",
                        "@" + content,
                        "http://any/hash"))
                .isEqualTo(ClientServer.hashOf(Files.readAllBytes(content)));
    }

    @Test
    void fetchesManyAtOnce() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--parallel", "--parallel-max", "32", "-w", "%{http_code}\n"));
        for (int i = 0; i < 100; i++) {
            arguments.add("-o");
            arguments.add("/dev/null");
            arguments.add(server.url("/large/" + (100_000 + i)));
        }
        assertThat(curl(arguments.toArray(String[]::new)).lines())
                .filteredOn("200"::equals)
                .hasSize(100);
    }
}
