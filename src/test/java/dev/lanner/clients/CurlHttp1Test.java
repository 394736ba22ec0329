package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl, with what only HTTP/1 has. */
class CurlHttp1Test {
    @TempDir
    Path folder;

    private ClientServer server;
    private Curl curl;

    @BeforeEach
    void start() throws Exception {
        server = ClientServer.start(folder);
        curl = Curl.to(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String curl(String... arguments) throws Exception {
        return curl.run(Way.HTTP1, arguments);
    }

    private String url(String path) {
        return server.url(Way.HTTP1, path);
    }

    @Test
    void speaksTheOldVersion() throws Exception {
        assertThat(curl("--http1.0", url("/version"))).isEqualTo("HTTP/1.0");
        assertThat(curl("--http1.0", "-i", url("/chunks")))
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
                        url("/hello"),
                        url("/hello")))
                .isEqualTo("hello 1 hello 0 ");
    }

    @Test
    void showsChunksAsTheyAre() throws Exception {
        assertThat(curl("--raw", url("/chunks")))
                .isEqualTo("8\r\nchunk 0\n\r\n8\r\nchunk 1\n\r\n8\r\nchunk 2\n\r\n0\r\nX-Sum: 24\r\n\r\n");
    }

    /** In the clear, curl asks for HTTP/2 by an upgrade that RFC 9113 has given up. */
    @Test
    void upgradeToHttp2IsIgnored() throws Exception {
        assertThat(curl("--http2", "-v", url("/version")))
                .contains("> Upgrade: h2c")
                .contains("< HTTP/1.1 200 OK")
                .endsWith("HTTP/1.1");
    }

    @Test
    void talksToASocket() throws Exception {
        String socket = server.socket().toString();
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        Path content = Files.write(folder.resolve("content"), bytes);

        assertThat(curl("--unix-socket", socket, "http://any/hello")).isEqualTo("hello");
        assertThat(curl("--unix-socket", socket, "--data-binary", "@" + content, "http://any/hash"))
                .isEqualTo(ClientApplication.hashOf(bytes));
    }
}
