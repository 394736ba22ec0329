package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** nghttp, the client of the library that curl and Node have beneath: it tells of each frame, and what it is asked to do. */
class NghttpTest {
    private static final String HTTP2 = "dev.lanner.clients.Way#http2";

    @TempDir
    Path folder;

    private String program;
    private ClientServer server;

    @BeforeEach
    void start() throws Exception {
        program = Command.require("nghttp").toString();
        server = ClientServer.start(folder);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** What it printed. It ends well whatever comes, so a test asks for what must be there. */
    private String nghttp(Way way, String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(program, "--no-verify-peer", "--timeout=60"));
        command.addAll(List.of(options));
        command.add(server.url(way, path));
        Command.Result result = Command.run(command.toArray(String[]::new));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private Path content(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve("content"), bytes);
    }

    private static String hashOf(Path content) throws Exception {
        return ClientApplication.hashOf(Files.readAllBytes(content));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void showsFrames(Way way) throws Exception {
        assertThat(nghttp(way, "/hello", "-nv"))
                .containsSubsequence(
                        "recv SETTINGS frame",
                        "[SETTINGS_MAX_CONCURRENT_STREAMS(0x03):100]",
                        "[SETTINGS_ENABLE_CONNECT_PROTOCOL(0x08):1]",
                        "[SETTINGS_NO_RFC7540_PRIORITIES(0x09):1]",
                        "recv (stream_id=13) :status: 200",
                        "recv (stream_id=13) content-length: 5",
                        "; END_HEADERS",
                        "recv DATA frame <length=5, flags=0x01, stream_id=13>",
                        "; END_STREAM",
                        "send GOAWAY frame",
                        "error_code=NO_ERROR(0x00)")
                .contains("recv SETTINGS frame <length=0, flags=0x01, stream_id=0>")
                .doesNotContain("recv GOAWAY")
                .doesNotContain("recv RST_STREAM");
        assertThat(nghttp(way, "/version", "--no-dep")).isEqualTo("HTTP/2");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void uploads(Way way) throws Exception {
        Path content = content(1_000_000);

        assertThat(nghttp(way, "/hash", "-d", content.toString())).isEqualTo(hashOf(content));
        assertThat(nghttp(way, "/hash", "-d", content.toString(), "--no-content-length"))
                .isEqualTo(hashOf(content));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void padsItsFrames(Way way) throws Exception {
        Path content = content(300_000);

        assertThat(nghttp(way, "/hash", "-d", content.toString(), "--padding=255"))
                .isEqualTo(hashOf(content));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void sendsAndGetsTrailers(Way way) throws Exception {
        Path content = Files.writeString(folder.resolve("content"), "text");

        assertThat(nghttp(way, "/trailers", "-d", content.toString(), "--trailer", "x-checksum: abc"))
                .isEqualTo("text|abc");
        assertThat(nghttp(way, "/chunks", "-v"))
                .containsSubsequence(
                        "recv DATA frame <length=",
                        "recv (stream_id=13) x-sum: 24",
                        "recv HEADERS frame",
                        "; END_STREAM | END_HEADERS");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void waitsToBeToldToContinue(Way way) throws Exception {
        Path content = content(10_000);

        assertThat(nghttp(way, "/hash", "-v", "-d", content.toString(), "--expect-continue"))
                .containsSubsequence(
                        "recv (stream_id=13) :status: 100",
                        "send DATA frame <length=10000",
                        "recv (stream_id=13) :status: 200",
                        hashOf(content));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void getsInformationFirst(Way way) throws Exception {
        assertThat(nghttp(way, "/hints", "-nv"))
                .containsSubsequence(
                        ":status: 103", "link: </style.css>; rel=preload", ":status: 200", "content-length: 6");
    }

    /** What is little is read to its end, which makes a reset needless; what is much is not. */
    @ParameterizedTest
    @MethodSource(HTTP2)
    void isAnsweredBeforeItHasSentAll(Way way) throws Exception {
        assertThat(nghttp(way, "/refuse", "-nv", "-d", content(100_000).toString()))
                .contains("recv (stream_id=13) :status: 403")
                .doesNotContain("RST_STREAM");
        assertThat(nghttp(
                        way,
                        "/limited",
                        "-nv",
                        "-d",
                        content(5 * ClientApplication.LIMIT).toString()))
                .containsSubsequence(
                        "recv (stream_id=13) :status: 413",
                        "; END_STREAM",
                        "recv RST_STREAM frame <length=4, flags=0x00, stream_id=13>",
                        "(error_code=NO_ERROR(0x00))");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void hasTinyWindows(Way way) throws Exception {
        assertThat(nghttp(way, "/hello", "-w", "1", "-W", "1")).isEqualTo("hello");
        assertThat(nghttp(way, "/large/700", "-w", "1")).hasSize(700);
        assertThat(nghttp(way, "/large/500000", "-w", "10", "-W", "16", "-m", "3"))
                .hasSize(1_500_000);
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void asksForAThousandAtOnce(Way way) throws Exception {
        assertThat(nghttp(way, "/hello", "-ns", "-m", "1000").lines())
                .filteredOn(line -> line.endsWith(" 200    5 /hello"))
                .hasSize(1_000);
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void sendsAHeadInSeveralFrames(Way way) throws Exception {
        assertThat(nghttp(way, "/hello", "-v", "--continuation"))
                .containsPattern("send HEADERS frame <length=1[6-9][0-9]{3}")
                .contains("recv (stream_id=13) :status: 200");
    }

    /** None, one that is changed twice in a frame, and none for the requests. */
    @ParameterizedTest
    @MethodSource(HTTP2)
    void changesTheTablesOfFields(Way way) throws Exception {
        for (String option : List.of("-c0", "-c100", "-c65536", "--encoder-header-table-size=0")) {
            assertThat(nghttp(way, "/version", "-m20", option)).isEqualTo("HTTP/2".repeat(20));
        }
        assertThat(nghttp(way, "/version", "-m20", "-c0", "-c65536")).isEqualTo("HTTP/2".repeat(20));
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void weighsItsRequests(Way way) throws Exception {
        String other = server.url(way, "/large/300001");

        assertThat(nghttp(way, "/large/300000", "-nv", "-p256", "-p1", "-H", "priority: u=1", other))
                .contains("weight=256")
                .contains("weight=1,")
                .contains("content-length: 300000")
                .contains("content-length: 300001")
                .doesNotContain("RST_STREAM");
    }

    @ParameterizedTest
    @MethodSource(HTTP2)
    void getsAPageWithWhatItNeeds(Way way) throws Exception {
        StringBuilder page = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            page.append("<img src=\"").append(i).append(".png\">");
            server.file(i + ".png", new byte[1_000 + i]);
        }
        server.file("index.html", page.toString().getBytes(StandardCharsets.US_ASCII));

        assertThat(nghttp(way, "/files/", "-nsa").lines())
                .filteredOn(line -> line.contains(" 200 "))
                .hasSize(1 + 50);
    }

    @Test
    void upgradeToHttp2IsIgnored() throws Exception {
        assertThat(nghttp(Way.HTTP2, "/hello", "-u")).contains("HTTP Upgrade failed");
    }
}
