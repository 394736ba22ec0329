package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** curl, with what it does alike in each protocol. */
class CurlTest {
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

    /** All but HTTP/2 by prior knowledge, where curl 7.88 spoils a connection that it uses again (its issue 10634). */
    static Stream<Way> reusing() {
        return Arrays.stream(Way.values()).filter(way -> way != Way.HTTP2);
    }

    private static String statusLine(Way way, String status) {
        return way.isHttp2() ? "HTTP/2 " + status.substring(0, 3) + " \r\n" : "HTTP/1.1 " + status + "\r\n";
    }

    private Path file(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve("content"), bytes);
    }

    private static String hashOf(Path content) throws Exception {
        return ClientApplication.hashOf(Files.readAllBytes(content));
    }

    private static long bytesSent(String output) {
        return Long.parseLong(output.substring(output.lastIndexOf("sent ") + "sent ".length()));
    }

    @ParameterizedTest
    @EnumSource
    void gets(Way way) throws Exception {
        assertThat(curl.run(way, server.url(way, "/hello"))).isEqualTo("hello");
        assertThat(curl.run(way, "-4", server.url(way, "/version")))
                .isEqualTo(way.version().toString());
        assertThat(curl.run(way, "-i", server.url(way, "/hello")))
                .startsWith(statusLine(way, "200 OK"))
                .containsIgnoringCase("\r\nContent-Length: 5\r\n")
                .containsIgnoringCase("\r\nServer: Lanner\r\n")
                .containsPattern("\r\n[Dd]ate: [A-Z][a-z]{2}, [0-9]{2} ");
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void headHasNoContentAndKeepsTheConnection(Way way) throws Exception {
        assertThat(curl.run(way, "-I", "-w", "%{num_connects}", server.url(way, "/hello"), server.url(way, "/large/7")))
                .containsIgnoringCase("Content-Length: 5\r\n")
                .containsIgnoringCase("Content-Length: 7\r\n")
                .contains("\r\n\r\n1" + statusLine(way, "200 OK"))
                .endsWith("\r\n\r\n0");
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void severalUrlsShareAConnection(Way way) throws Exception {
        assertThat(curl.run(
                        way,
                        "-w",
                        " %{num_connects}\n",
                        server.url(way, "/hello"),
                        server.url(way, "/version"),
                        server.url(way, "/missing"),
                        server.url(way, "/hello")))
                .isEqualTo("hello 1\n" + way.version() + " 0\n 0\nhello 0\n");
    }

    @ParameterizedTest
    @EnumSource
    void postsFiveMegabytes(Way way) throws Exception {
        Path content = file(5_000_000);
        String back = folder.resolve("back").toString();

        assertThat(curl.run(way, "--data-binary", "@" + content, server.url(way, "/hash")))
                .isEqualTo(hashOf(content));
        curl.run(way, "--data-binary", "@" + content, "-o", back, server.url(way, "/echo"));
        assertThat(Path.of(back)).hasSameBinaryContentAs(content);
    }

    /** Over HTTP/2, curl leaves out the field and the length with it. */
    @ParameterizedTest
    @EnumSource
    void postsWithoutALength(Way way) throws Exception {
        Path content = file(3_000_000);

        assertThat(curl.run(
                        way,
                        "-H",
                        "Transfer-Encoding: chunked",
                        "--data-binary",
                        "@" + content,
                        server.url(way, "/hash")))
                .isEqualTo(hashOf(content));
    }

    @ParameterizedTest
    @EnumSource
    void isToldToContinue(Way way) throws Exception {
        Path content = file(2_000_000);

        assertThat(curl.run(
                        way,
                        "-v",
                        "-H",
                        "Expect: 100-continue",
                        "--expect100-timeout",
                        "50",
                        "-T",
                        content.toString(),
                        server.url(way, "/hash")))
                .containsIgnoringCase("> Expect: 100-continue")
                .contains("< " + statusLine(way, "100 Continue").strip())
                .contains("< " + statusLine(way, "200 OK").strip())
                .contains(hashOf(content));
    }

    /** Over HTTP/2, curl 7.88 sends the field and does not wait: it can't send more than there are windows for. */
    @ParameterizedTest
    @EnumSource
    void isNotToldToContinueWhenItIsRefused(Way way) throws Exception {
        String output = curl.run(
                way,
                "-v",
                "-X",
                "POST",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "50",
                "-T",
                file(2_000_000).toString(),
                "-w",
                "sent %{size_upload}",
                server.url(way, "/refuse"));

        assertThat(output)
                .contains("< " + statusLine(way, "403 Forbidden").strip())
                .doesNotContain("< " + statusLine(way, "100 Continue").strip());
        assertThat(bytesSent(output)).isLessThan(way.isHttp2() ? 2_000_000 : 1);
    }

    /** With HTTP/1.1 it waits to be told to continue; with HTTP/2 it is answered while it sends. */
    @ParameterizedTest
    @EnumSource
    void getsTheAnswerToAnUploadThatIsTooLong(Way way) throws Exception {
        String output = curl.run(
                way,
                "-i",
                "-X",
                "POST",
                "--expect100-timeout",
                "50",
                "-T",
                file(5 * ClientApplication.LIMIT).toString(),
                "-w",
                "sent %{size_upload}",
                server.url(way, "/limited"));

        assertThat(output)
                .startsWith(statusLine(way, "413 Content Too Large"))
                .contains("413 Content Too Large: BODY_TOO_LARGE");
        assertThat(bytesSent(output)).isLessThan(5 * ClientApplication.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void showsTrailers(Way way) throws Exception {
        assertThat(curl.run(way, "-D", "-", "-o", "/dev/null", server.url(way, "/chunks")))
                .startsWith(statusLine(way, "200 OK"))
                .containsPattern("(?i)\r\n\r\nx-sum: 24\r\n");
        assertThat(curl.run(way, "-o", folder + "/chunks", server.url(way, "/chunks")))
                .isEmpty();
        assertThat(folder.resolve("chunks")).hasContent("chunk 0\nchunk 1\nchunk 2\n");
    }

    @ParameterizedTest
    @EnumSource
    void showsEarlyHints(Way way) throws Exception {
        assertThat(curl.run(way, "-i", server.url(way, "/hints")))
                .startsWith(statusLine(way, "103 Early Hints"))
                .containsIgnoringCase("\r\nLink: </style.css>; rel=preload\r\n\r\n" + statusLine(way, "200 OK"))
                .endsWith("hinted");
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void followsRedirects(Way way) throws Exception {
        String then = " %{http_code} %{num_redirects} %{num_connects}";

        assertThat(curl.run(way, "-L", "-w", then, server.url(way, "/moved"))).isEqualTo("hello 200 1 1");
        assertThat(curl.run(way, "-L", "-w", then, "-d", "abc", server.url(way, "/moved")))
                .isEqualTo(ClientApplication.hashOf("abc".getBytes(StandardCharsets.US_ASCII)) + " 200 1 1");
    }

    @ParameterizedTest
    @EnumSource
    void asksForRanges(Way way) throws Exception {
        server.file("digits.txt", "0123456789".getBytes(StandardCharsets.US_ASCII));
        String url = server.url(way, "/files/digits.txt");
        Path begun = Files.writeString(folder.resolve("begun"), "0123");

        assertThat(curl.run(way, "-r", "3-5", "-w", " %{http_code}", url)).isEqualTo("345 206");
        assertThat(curl.run(way, "-r", "0-1,8-", url))
                .contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n--")
                .contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n--");
        assertThat(curl.run(way, "-r", "10-", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("416");
        curl.run(way, "-C", "-", "-o", begun.toString(), url);
        assertThat(begun).hasContent("0123456789");
    }

    @ParameterizedTest
    @EnumSource
    void takesCompressedFiles(Way way) throws Exception {
        String text = "text ".repeat(1_000);
        server.file("text.txt", text.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        server.file("text.txt.gz", compressed.toByteArray());

        assertThat(curl.run(way, "--compressed", "-w", "%{size_download}", server.url(way, "/files/text.txt")))
                .isEqualTo(text + compressed.size());
    }

    @ParameterizedTest
    @EnumSource
    void noticesAResponseThatIsCut(Way way) throws Exception {
        Command.Result result = curl.attempt(way, "-o", folder.resolve("cut").toString(), server.url(way, "/fail"));

        if (way.isHttp2()) {
            assertThat(result.exit()).isEqualTo(92);
            assertThat(result.output()).contains("INTERNAL_ERROR");
        } else {
            assertThat(result.exit()).as(result.output()).isIn(18, 56);
        }
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void fetchesManyAtOnce(Way way) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--parallel", "--parallel-max", "100", "-w", "%{http_code} %{size_download} %{num_connects}\n"));
        for (int i = 0; i < 100; i++) {
            arguments.add("-o");
            arguments.add("/dev/null");
            arguments.add(server.url(way, "/large/" + (100_000 + i)));
        }
        List<String[]> fetched = curl.run(way, arguments.toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith("200 "))
                .map(line -> line.split(" ", -1))
                .toList();

        assertThat(fetched).hasSize(100);
        assertThat(fetched.stream().mapToInt(each -> Integer.parseInt(each[1])).sum())
                .isEqualTo(100 * 100_000 + 99 * 100 / 2);
        int connections =
                fetched.stream().mapToInt(each -> Integer.parseInt(each[2])).sum();
        assertThat(connections).isBetween(1, way.isHttp2() ? 1 : 100);
    }
}
