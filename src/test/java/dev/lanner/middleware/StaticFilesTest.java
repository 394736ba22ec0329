package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.HttpContext;
import dev.lanner.build.Command;
import dev.lanner.feature.ResponseBodyFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of it, over features made by hand. */
class StaticFilesTest {
    private static final Instant CHANGED = Instant.parse("2026-11-20T10:00:00.5Z");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String CHANGED_FIELD = "Fri, 20 Nov 2026 10:00:00 GMT";

    @TempDir
    Path root;

    @BeforeEach
    void plant() throws IOException {
        write("a.txt", "0123456789");
        write("docs/page.html", "<p>page");
        write("site/index.html", "<p>index");
        write(".secret", "secret");
    }

    private Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(CHANGED));
    }

    private StaticFiles.Builder builder() {
        return StaticFiles.builder(root).clock(InstantSource.fixed(NOW));
    }

    private Request.Response run(Request request) throws Exception {
        return request.run(builder().build());
    }

    private Request.Response get(String path) throws Exception {
        return run(Request.get(path));
    }

    @Test
    void sendsAFile() throws Exception {
        var response = get("/a.txt");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("0123456789");
        assertThat(response.header("Content-Length")).isEqualTo("10");
        assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Last-Modified")).isEqualTo(CHANGED_FIELD);
        assertThat(response.header("ETag")).matches("\"a-[0-9a-f]+\"");
        assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.header("Vary")).isNull();
        assertThat(response.header("Content-Encoding")).isNull();
    }

    @Test
    void sendsTheSameFieldsToHead() throws Exception {
        var get = get("/a.txt");
        var head = run(Request.of("HEAD", "/a.txt").with("Range", "bytes=0-0"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.headers().toString()).isEqualTo(get.headers().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"})
    void refusesOtherMethodsForWhatIsThere(String method) throws Exception {
        for (String path : new String[] {"/a.txt", "/site/", "/site"}) {
            var response = run(Request.of(method, path).with("If-None-Match", "*"));

            assertThat(response.status()).isEqualTo(405);
            assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        }
        assertThat(run(Request.of(method, "/missing")).status()).isEqualTo(404);
    }

    @Test
    void answersOptions() throws Exception {
        var response = run(Request.of("OPTIONS", "/a.txt"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void passesOnWhatIsNotThereAsMiddleware() throws Exception {
        StaticFiles files = builder().build();

        var passed = Request.of("POST", "/missing").run(context -> files.handle(context, this::answer));
        var taken = Request.get("/a.txt").run(context -> files.handle(context, this::answer));

        assertThat(passed.text()).isEqualTo("next");
        assertThat(taken.text()).isEqualTo("0123456789");
    }

    @Test
    void optionsForAllFilesNamesTheMethods() throws Exception {
        var response = run(Request.of("OPTIONS", "*"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    private void answer(HttpContext context) throws IOException {
        context.response().text("next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/missing", "/.secret", "/../a.txt", "/a.txt/", "/docs/", "/docs", "*", "", "/a.txt\0"})
    void findsNothing(String path) throws Exception {
        var response = get(path);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).isEqualTo("404 Not Found\n");
    }

    @Test
    void redirectsAFolderToItsSlash() throws Exception {
        var response = get("/site?a=1&b=//x");

        assertThat(response.status()).isEqualTo(301);
        assertThat(response.header("Location")).isEqualTo("./site/?a=1&b=//x");
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
    }

    /** A location that begins with two slashes, or a name that looks like a scheme, would lead to another server. */
    @Test
    void redirectNeverLeavesTheServer() throws Exception {
        write("site/evil.example:80/index.html", "");
        write("evil.example/index.html", "");

        assertThat(get("/site/evil.example:80").header("Location")).isEqualTo("./evil.example%3A80/");
        assertThat(get("//evil.example").status()).isEqualTo(404);
        assertThat(get("/\\evil.example").status()).isEqualTo(404);
    }

    @Test
    void redirectsTheBarePathBase() throws Exception {
        write("index.html", "<p>root");

        var bare = run(Request.get("/app").under("/app"));
        var page = run(Request.get("/app/").under("/app"));

        assertThat(bare.header("Location")).isEqualTo("./app/");
        assertThat(page.text()).isEqualTo("<p>root");
    }

    @Test
    void sendsTheIndexFile() throws Exception {
        var response = get("/site/");

        assertThat(response.text()).isEqualTo("<p>index");
        assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    }

    @Test
    void takesTheFirstIndexFileThatIsThere() throws Exception {
        write("site/default.htm", "default");
        StaticFiles files =
                builder().indexFiles("home.html", "default.htm", "index.html").build();
        StaticFiles none = builder().indexFiles().build();

        assertThat(Request.get("/site/").run(files).text()).isEqualTo("default");
        assertThat(Request.get("/site/").run(none).status()).isEqualTo(404);
        assertThatThrownBy(() -> builder().indexFiles("a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a/b\"");
    }

    @Test
    void listsAFolder() throws Exception {
        StaticFiles files = builder().listing(true).build();

        var response = Request.get("/docs/").run(files);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).contains("page.html").contains("href=\"../\"");
        assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.header("Content-Security-Policy")).startsWith("default-src 'none';");
        assertThat(Request.get("/").run(files).text()).contains("a.txt").doesNotContain(".secret");
        assertThat(Request.get("/docs").run(files).header("Location")).isEqualTo("./docs/");
        assertThat(Request.of("DELETE", "/docs/").run(files).status()).isEqualTo(405);
    }

    @Test
    void servesHiddenFilesIfTold() throws Exception {
        StaticFiles files = builder().hidden(true).listing(true).build();

        assertThat(Request.get("/.secret").run(files).text()).isEqualTo("secret");
        assertThat(Request.get("/").run(files).text()).contains(".secret");
    }

    @Test
    void contentTypesCanBeChosen() throws Exception {
        write("a.HTML", "");
        write("noending", "");
        StaticFiles files = builder()
                .contentType("Html", "text/html; charset=iso-8859-1")
                .contentType("noending", "text/wrong")
                .build();

        assertThat(Request.get("/a.HTML").run(files).header("Content-Type")).isEqualTo("text/html; charset=iso-8859-1");
        assertThat(Request.get("/noending").run(files).header("Content-Type")).isEqualTo("application/octet-stream");
        assertThatThrownBy(() -> builder().contentType("x", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void conditionsAreLookedAt() throws Exception {
        String tag = get("/a.txt").header("ETag");

        var notModified = run(Request.get("/a.txt").with("If-None-Match", tag));
        var failed = run(Request.get("/a.txt").with("If-Match", "\"old\"").with("Range", "bytes=0-0"));

        assertThat(notModified.status()).isEqualTo(304);
        assertThat(notModified.text()).isEmpty();
        assertThat(notModified.header("ETag")).isEqualTo(tag);
        assertThat(notModified.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(notModified.header("Content-Type")).isNull();
        assertThat(failed.status()).isEqualTo(412);
        assertThat(failed.text()).isEmpty();
        assertThat(run(Request.get("/a.txt").with("If-Modified-Since", CHANGED_FIELD))
                        .status())
                .isEqualTo(304);
        assertThat(run(Request.of("HEAD", "/a.txt").with("If-None-Match", tag)).status())
                .isEqualTo(304);
        assertThat(run(Request.get("/missing").with("If-Match", "\"old\"")).status())
                .isEqualTo(404);
    }

    @Test
    void tagChangesWithTheFile() throws Exception {
        String tag = get("/a.txt").header("ETag");
        write("a.txt", "01234567890");
        String longer = get("/a.txt").header("ETag");
        write("a.txt", "0123456789");
        Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(CHANGED.plusNanos(1_000)));
        String later = get("/a.txt").header("ETag");
        write("new", "9876543210");
        Files.move(root.resolve("new"), root.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
        String replaced = get("/a.txt").header("ETag");

        assertThat(tag).isNotEqualTo(longer).isNotEqualTo(later).isNotEqualTo(replaced);
        assertThat(later).isNotEqualTo(replaced);
    }

    /** RFC 9110 §8.8.2.1: a date in the future would be one at which the file may yet change. */
    @Test
    void lastModifiedIsNeverInTheFuture() throws Exception {
        Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(NOW.plusSeconds(3_600)));

        assertThat(get("/a.txt").header("Last-Modified")).isEqualTo("Sat, 21 Nov 2026 10:00:00 GMT");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 0123, bytes 0-3/10",
        "bytes=7-, 789, bytes 7-9/10",
        "bytes=-2, 89, bytes 8-9/10",
        "'bytes=0-4,3-6', 0123456, bytes 0-6/10"
    })
    void sendsOneRange(String field, String content, String contentRange) throws Exception {
        var response = run(Request.get("/a.txt").with("Range", field));

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.text()).isEqualTo(content);
        assertThat(response.header("Content-Range")).isEqualTo(contentRange);
        assertThat(response.header("Content-Length")).isEqualTo("" + content.length());
        assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.header("ETag")).isNotNull();
    }

    @Test
    void sendsSeveralRangesAsParts() throws Exception {
        var response = run(Request.get("/a.txt").with("Range", "bytes=8-9,0-1,4-4"));

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.header("Content-Range")).isNull();
        assertThat(response.header("Content-Length"))
                .isEqualTo("" + response.text().length());
        String type = response.header("Content-Type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(response.text()).isEqualTo("""
                        --B
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 8-9/10

                        89
                        --B
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 0-1/10

                        01
                        --B
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 4-4/10

                        4
                        --B--
                        """.replace("\n", "\r\n").replace("--B", "--" + boundary));
    }

    @Test
    void refusesRangesBehindTheEnd() throws Exception {
        var response = run(Request.get("/a.txt").with("Range", "bytes=10-"));

        assertThat(response.status()).isEqualTo(416);
        assertThat(response.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(response.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines=0-1", "bytes=1-0", "bytes=x"})
    void ignoresRangesItDoesNotUnderstand(String field) throws Exception {
        var response = run(Request.get("/a.txt").with("Range", field));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).hasSize(10);
    }

    @Test
    void ignoresASecondRangeField() throws Exception {
        assertThat(run(Request.get("/a.txt").with("Range", "bytes=0-0").with("Range", "bytes=5-5"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void sendsARangeOnlyOfWhatTheClientHas() throws Exception {
        String tag = get("/a.txt").header("ETag");

        assertThat(ifRange(tag)).isEqualTo(206);
        assertThat(ifRange(CHANGED_FIELD)).isEqualTo(206);
        assertThat(ifRange("\"old\"")).isEqualTo(200);
        assertThat(ifRange("Fri, 20 Nov 2026 09:59:59 GMT")).isEqualTo(200);
    }

    private int ifRange(String validator) throws Exception {
        return run(Request.get("/a.txt").with("Range", "bytes=0-0").with("If-Range", validator))
                .status();
    }

    @Test
    void sendsCompressedSiblings() throws Exception {
        write("app.js", "plain");
        write("app.js.br", "brotli");
        write("app.js.gz", "gzipped");
        String plainTag = get("/app.js").header("ETag");

        var brotli = run(Request.get("/app.js").with("Accept-Encoding", "gzip, br"));
        var gzip = run(Request.get("/app.js").with("Accept-Encoding", "gzip").with("Range", "bytes=0-3"));
        var plain = run(Request.get("/app.js").with("Accept-Encoding", "identity"));

        assertThat(brotli.text()).isEqualTo("brotli");
        assertThat(brotli.header("Content-Encoding")).isEqualTo("br");
        assertThat(brotli.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(brotli.header("Content-Length")).isEqualTo("6");
        assertThat(brotli.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(brotli.header("ETag")).endsWith("-br\"").isNotEqualTo(plainTag);
        assertThat(gzip.text()).isEqualTo("gzip");
        assertThat(gzip.header("Content-Range")).isEqualTo("bytes 0-3/7");
        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(plain.text()).isEqualTo("plain");
        assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(run(Request.get("/app.js")
                                .with("Accept-Encoding", "br")
                                .with("If-None-Match", brotli.header("ETag")))
                        .status())
                .isEqualTo(304);
        assertThat(get("/app.js.gz").header("Content-Encoding")).isNull();
        assertThat(get("/app.js.gz").header("Content-Type")).isEqualTo("application/gzip");
    }

    @Test
    void sendsNoSiblingOfAnEarlierVersionAndNoneIfTold() throws Exception {
        write("app.js", "plain");
        Path old = write("app.js.gz", "gzipped");
        Request request = Request.get("/app.js").with("Accept-Encoding", "gzip");
        assertThat(request.run(builder().precompressed(false).build()).text()).isEqualTo("plain");
        Files.setLastModifiedTime(old, FileTime.from(CHANGED.minusSeconds(1)));

        var response = run(request);

        assertThat(response.text()).isEqualTo("plain");
        assertThat(response.header("Vary")).isNull();
    }

    @Test
    void sendsACompressedIndexFile() throws Exception {
        write("site/index.html.gz", "gzipped");

        assertThat(run(Request.get("/site/").with("Accept-Encoding", "gzip")).text())
                .isEqualTo("gzipped");
    }

    @Test
    void sendsAnEmptyFile() throws Exception {
        write("empty", "");

        var response = run(Request.get("/empty").with("Range", "bytes=0-"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo("0");
    }

    @Test
    void keepsSilentAboutPipesAndSockets() throws Exception {
        Command.require("mkfifo");
        Command.run("mkfifo", root.resolve("pipe").toString());
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(root.resolve("socket")));

            assertThat(get("/pipe").status()).isEqualTo(404);
            assertThat(get("/socket").status()).isEqualTo(404);
        }
    }

    @Test
    void refusesWhatItMayNotRead() throws Exception {
        Path file = write("locked.txt", "locked");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");

        assertThat(get("/locked.txt").status()).isEqualTo(403);
    }

    /** The content that was declared must not be filled up with something else. */
    @Test
    void failsIfTheFileGetsShorterBeforeItIsSent() {
        Request request = Request.get("/a.txt");

        assertThatThrownBy(() -> request.run(context -> {
                    ResponseBodyFeature body = context.features().require(ResponseBodyFeature.class);
                    context.features().set(ResponseBodyFeature.class, new Cutting(body, root.resolve("a.txt")));
                    builder().build().handle(context);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4 of 10");
    }

    /** Cuts the file after its length has been declared. */
    private record Cutting(ResponseBodyFeature body, Path path) implements ResponseBodyFeature {
        @Override
        public OutputStream stream() {
            return body.stream();
        }

        @Override
        public void sendFile(FileChannel file, long position, long count) throws IOException {
            try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                other.truncate(4);
            }
            body.sendFile(file, position, count);
        }
    }

    @Test
    void rootMustBeThere() {
        assertThatThrownBy(() -> StaticFiles.of(root.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }
}
