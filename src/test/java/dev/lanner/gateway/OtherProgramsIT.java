package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others, which know nothing of a gateway. */
class OtherProgramsIT {
    @TempDir
    Path folder;

    private Hosted hosted;

    @AfterEach
    void end() {
        if (hosted != null) {
            hosted.close();
        }
    }

    private void host(boolean unixSocket, String... command) throws IOException {
        hosted = Hosted.start(
                List.of(command),
                options -> options.folder(folder).unixSocket(unixSocket).logFile(folder.resolve("log")));
    }

    private void survivesAKill(String target) throws IOException {
        long first = hosted.gateway().pids().getFirst();
        ProcessHandle process = ProcessHandle.of(first).orElseThrow();
        process.destroyForcibly();
        Await.until("it has gone", () -> !process.isAlive());
        assertThat(hosted.get(target).status()).isEqualTo(200);
        assertThat(hosted.gateway().pids()).hasSize(1).doesNotContain(first);
    }

    /** HTTP/1.0 inside. */
    @Test
    void pythonsOwnServer() throws Exception {
        Command.require("python3");
        Files.writeString(folder.resolve("a.txt"), "from a file");
        host(false, "python3", "-m", "http.server", "--bind", "127.0.0.1", "{port}");
        RawClient.Answer answer = hosted.get("/a.txt");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("from a file");
        assertThat(answer.field("server")).startsWith("SimpleHTTP");
        assertThat(hosted.get("/nothing").status()).isEqualTo(404);
        survivesAKill("/a.txt");
    }

    @Test
    void pythonReadsContent() throws Exception {
        Command.require("python3");
        Files.writeString(folder.resolve("app.py"), """
                import os
                from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

                class Echo(BaseHTTPRequestHandler):
                    protocol_version = "HTTP/1.1"

                    def do_POST(self):
                        content = self.rfile.read(int(self.headers["Content-Length"]))
                        answer = content.upper() + b" " + self.headers["X-Forwarded-Proto"].encode()
                        self.send_response(200)
                        self.send_header("Content-Length", str(len(answer)))
                        self.end_headers()
                        self.wfile.write(answer)

                ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Echo).serve_forever()
                """);
        host(false, "python3", "app.py");
        try (RawClient client = hosted.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.post("/", "hello").read().text()).isEqualTo("HELLO http");
            }
        }
    }

    private static final String NODE = """
            const http = require('http');
            http.createServer((request, response) => {
                if (request.url === '/stream') {
                    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
                    response.setHeader('Trailer', 'X-Sum');
                    response.write('one ');
                    response.addTrailers({ 'X-Sum': '7' });
                    response.end('two');
                    return;
                }
                let content = '';
                request.on('data', piece => content += piece);
                request.on('end', () => response.end(request.method + ' ' + content));
            }).listen(process.env.LANNER_UNIX_SOCKET || process.env.PORT, '127.0.0.1');
            """;

    @Test
    void node() throws Exception {
        Command.require("node");
        Files.writeString(folder.resolve("app.js"), NODE);
        host(false, "node", "app.js");
        assertThat(hosted.get("/").text()).isEqualTo("GET ");
        try (RawClient client = hosted.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("POST hello");
            assertThat(client.get("/stream").read().status()).isEqualTo(103);
            RawClient.Answer answer = client.read();
            assertThat(answer.text()).isEqualTo("one two");
            assertThat(answer.field("x-sum")).isEqualTo("7");
        }
        survivesAKill("/");
    }

    @Test
    void nodeByAUnixSocket() throws Exception {
        Command.require("node");
        Files.writeString(folder.resolve("app.js"), NODE.replace(", '127.0.0.1'", ""));
        host(true, "node", "app.js");
        assertThat(hosted.get("/").text()).isEqualTo("GET ");
    }
}
