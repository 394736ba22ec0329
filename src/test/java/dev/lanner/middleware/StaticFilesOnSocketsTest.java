package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import dev.lanner.Lanner;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.server.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files on the edge server, with the JDK's client and by hand. */
class StaticFilesOnSocketsTest {
    private static final int LARGE = 5_000_000;

    @TempDir
    Path folder;

    private final byte[] large = new byte[LARGE];
    private Path root;
    private Server server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        new Random(1).nextBytes(large);
        Files.write(root.resolve("large"), large);
        Files.writeString(root.resolve("a b&\u00fc%.txt"), "found");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        StaticFiles files = StaticFiles.builder(root).listing(true).build();
        server = Lanner.start(0, context -> files.handle(cutting(context)));
        url = URI.create(server.features()
                .require(ServerAddressesFeature.class)
                .addresses()
                .get(0));
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO);
    }

    /** For {@code ?cut} the file gets shorter when a part of it has been sent. */
    private HttpContext cutting(HttpContext context) {
        if ("cut".equals(context.request().queryString())) {
            ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
            context.features().set(ResponseBodyFeature.class, new ResponseBodyFeature() {
                @Override
                public OutputStream stream() {
                    return body.stream();
                }

                @Override
                public void sendFile(FileChannel file, long position, long count) throws IOException {
                    body.sendFile(file, position, 100_000);
                    try (FileChannel other = FileChannel.open(root.resolve("large"), StandardOpenOption.WRITE)) {
                        other.truncate(200_000);
                    }
                    body.sendFile(file, position + 100_000, count - 100_000);
                }
            });
        }
        return context;
    }

    private HttpResponse<byte[]> get(String path, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void largeFileArrivesWhole() throws Exception {
        var response = get("/large");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Arrays.equals(response.body(), large)).isTrue();
        assertThat(response.headers().firstValue("Content-Length")).contains("" + LARGE);
    }

    @Test
    void rangesArriveWhole() throws Exception {
        var one = get("/large", "Range", "bytes=4000000-");
        var two = get("/large", "Range", "bytes=0-1999999,3000000-3999999");

        assertThat(one.statusCode()).isEqualTo(206);
        assertThat(Arrays.equals(one.body(), Arrays.copyOfRange(large, 4_000_000, LARGE)))
                .isTrue();
        assertThat(two.statusCode()).isEqualTo(206);
        String parts = new String(two.body(), StandardCharsets.ISO_8859_1);
        assertThat(parts.contains(new String(large, 0, 2_000_000, StandardCharsets.ISO_8859_1)))
                .isTrue();
        assertThat(parts.contains(new String(large, 3_000_000, 1_000_000, StandardCharsets.ISO_8859_1)))
                .isTrue();
    }

    @Test
    void copyIsNotSentAgain() throws Exception {
        String tag = get("/large").headers().firstValue("ETag").orElseThrow();
        var response = get("/large", "If-None-Match", tag);

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void listedNamesLeadToTheirFiles() throws Exception {
        String page = new String(get("/").body(), StandardCharsets.UTF_8);
        int start = page.indexOf("href=\"./a") + "href=\"".length();
        String link = page.substring(start, page.indexOf('"', start));

        assertThat(get(link).body()).asString(StandardCharsets.UTF_8).isEqualTo("found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/.%2e/secret.txt",
                "/x/../../secret.txt",
                "/..%2fsecret.txt",
                "/..%2Fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/%252e%252e%252fsecret.txt",
                "/..%5csecret.txt",
                "/..%5Csecret.txt",
                "/..%00/secret.txt",
                "/large%00",
                "/..%c0%afsecret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "//../secret.txt",
                "/..;/secret.txt",
                "/%2fetc%2fpasswd",
                "//etc/passwd",
                "http://localhost/../secret.txt",
                "http://localhost/%2e%2e%2fsecret.txt"
            })
    void nothingLeadsOut(String target) throws IOException {
        try (Socket socket = new Socket("localhost", url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answer)
                    .matches("(?s)HTTP/1\\.1 40[04] .*")
                    .doesNotContain("root:")
                    .doesNotEndWith("secret");
        }
    }

    /** The client must not take what it has for the whole file. */
    @Test
    void fileThatGetsShorterEndsTheConnection() {
        assertThatThrownBy(() -> get("/large?cut")).isInstanceOf(IOException.class);
    }

    @Test
    void headersOfHeadAreThoseOfGet() throws Exception {
        var request = HttpRequest.newBuilder(url.resolve("/large"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("" + LARGE);
        assertThat(response.body()).isEmpty();
    }
}
