package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code serve --trace} from the packaged jar. */
class TraceIT {
    @TempDir
    Path folder;

    private PackagedLanner lanner;
    private PackagedLanner.Serving serving;

    @BeforeEach
    void plant() throws IOException {
        lanner = new PackagedLanner(folder);
        Files.writeString(Files.createDirectory(folder.resolve("site")).resolve("a.txt"), "hello");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (serving != null) {
            serving.end();
        }
    }

    private void start(String... options) throws IOException {
        serving = lanner.serve(folder.resolve("site"), options);
    }

    /** What is told of the connection, without name and time, up to a line that ends so. */
    private List<String> trace(String last) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = "";
        while (!line.endsWith(last)) {
            line = serving.err().readLine();
            assertThat(line).as("behind %s", lines).matches("c1 {4}( *|.{7}) {2}[<>] .*");
            lines.add(line.substring("c1      0.000  ".length()));
        }
        return lines;
    }

    @Test
    void http1IsShownWithSecretsMaskedHoweverTheyAreCut() throws Exception {
        start("--trace");
        List<String> traced = new ArrayList<>();
        try (Socket socket = new Socket("localhost", serving.url().getPort())) {
            List<String> pieces = List.of(
                    "GET /a.txt HTTP/1.1\r\nHost: localhost\r\nAuthor",
                    "ization: Ba",
                    "sic c2Vj",
                    "cmV0\r\nCoo",
                    "kie: secret=",
                    "1\r\nX: y\r\n\r\n");
            List<String> seen = List.of("> Author", "> ization: ***", "> Coo", "> kie: ***", "> \\r\\n");
            int at = 0;
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                if (!piece.startsWith("sic")) { // Nothing is shown of that.
                    traced.addAll(trace(seen.get(at++)));
                }
            }
            traced.addAll(trace("< hello"));
        }

        assertThat(traced)
                .startsWith("> GET /a.txt HTTP/1.1\\r\\n", "> Host: localhost\\r\\n", "> Author", "> ization: ***")
                .contains("< HTTP/1.1 200 OK\\r\\n");
        assertThat(String.join("\n", traced)).doesNotContain("sic", "c2Vj", "cmV0", "secret");
    }

    @Test
    void http2IsShownFrameByFrame() throws Exception {
        String curl = Command.require("curl").toString();
        start("--https", "--trace");

        var got = Command.run(
                curl,
                "-sSk",
                "--noproxy",
                "*",
                "-H",
                "Authorization: Basic c2VjcmV0",
                "-b",
                "secret=1",
                serving.url() + "a.txt");

        assertThat(got).isEqualTo(new Command.Result(0, "hello"));
        assertThat(trace("< (close)"))
                .contains(
                        "> PREFACE",
                        "> HEADERS stream=1 END_STREAM END_HEADERS",
                        ">   :path: /a.txt",
                        ">   (never indexed) authorization: ***",
                        ">   (never indexed) cookie: ***",
                        "< HEADERS stream=1 END_HEADERS",
                        "<   :status: 200")
                .anyMatch(line -> line.startsWith("< DATA stream=1 ") && line.endsWith("\"hello\""))
                .noneMatch(line -> line.contains("secret") || line.contains("c2VjcmV0"));
        assertThat(Files.readString(folder.resolve("out")))
                .as("the log stays apart")
                .doesNotContain("PREFACE");
    }

    @Test
    void withoutTheModuleForLoggingThereIsNoTrace() throws Exception {
        var result = Command.run(lanner.command(List.of("--limit-modules", "java.base"), "--trace", "-p0"));

        assertThat(result)
                .isEqualTo(new Command.Result(
                        1, "lanner: --trace needs the module java.logging, which this Java machine lacks.\n"));
    }
}
