package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.build.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was found stays found for a while, and what has changed meanwhile is noticed all the same. */
class RecentFilesTest {
    private static final Instant CHANGED = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // it may run over
    private Path root;
    private StaticFiles files;

    @BeforeEach
    void plant() throws IOException {
        root = Files.createDirectory(folder.resolve("root")).toRealPath();
        Files.createDirectory(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/a.txt"), "secret");
        write("docs/a.txt", "plain");
        write("docs/index.html", "index");
        files = StaticFiles.builder(root).nanos(nanos::get).build();
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
    }

    private Request.Response get(String path) throws Exception {
        return Request.get(path).with("Accept-Encoding", "gzip").run(files);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void siblingIsSeenWhenTheTimeIsOver() throws Exception {
        get("/docs/a.txt");
        write("docs/a.txt.gz", "gzipped");

        pass(Duration.ofMillis(999));
        assertThat(get("/docs/a.txt").text()).isEqualTo("plain");
        pass(Duration.ofMillis(1));
        assertThat(get("/docs/a.txt").text()).isEqualTo("gzipped");
    }

    @Test
    void indexFileIsSeenWhenTheTimeIsOver() throws Exception {
        files = StaticFiles.builder(root)
                .nanos(nanos::get)
                .trustedFor(Duration.ofMinutes(1))
                .indexFiles("home.html", "index.html")
                .build();
        get("/docs/");
        write("docs/home.html", "home");

        pass(Duration.ofSeconds(59));
        assertThat(get("/docs/").text()).isEqualTo("index");
        pass(Duration.ofSeconds(1));
        assertThat(get("/docs/").text()).isEqualTo("home");
    }

    @Test
    void nothingIsTrustedIfTold() throws Exception {
        files = StaticFiles.builder(root)
                .nanos(nanos::get)
                .trustedFor(Duration.ZERO)
                .build();
        get("/docs/a.txt");
        write("docs/a.txt.gz", "gzipped");

        assertThat(get("/docs/a.txt").text()).isEqualTo("gzipped");
    }

    @Test
    void timeHasARange() {
        StaticFiles.Builder builder = StaticFiles.builder(root).trustedFor(Duration.ofHours(1));
        for (Duration time : List.of(Duration.ofNanos(-1), Duration.ofHours(1).plusNanos(1))) {
            assertThatThrownBy(() -> builder.trustedFor(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT1H");
        }
    }

    @Test
    void removedFileIsGoneAtOnce() throws Exception {
        get("/docs/a.txt");
        Files.delete(root.resolve("docs/a.txt"));

        assertThat(get("/docs/a.txt").status()).isEqualTo(404);
    }

    @Test
    void fileOfARemovedFolderIsGoneAtOnce() throws Exception {
        get("/docs/a.txt");
        Files.move(root.resolve("docs"), root.resolve("other"));
        Files.writeString(root.resolve("docs"), "a file");

        assertThat(get("/docs/a.txt").status()).isEqualTo(404);
    }

    @Test
    void removedSiblingFallsBackAtOnce() throws Exception {
        write("docs/a.txt.gz", "gzipped");
        assertThat(get("/docs/a.txt").text()).isEqualTo("gzipped");
        Files.delete(root.resolve("docs/a.txt.gz"));

        var response = get("/docs/a.txt");

        assertThat(response.text()).isEqualTo("plain");
        assertThat(response.header("Content-Encoding")).isNull();
        assertThat(response.header("Vary")).isNull();
    }

    @Test
    void changedFileIsDeclaredAnewAtOnce() throws Exception {
        var before = get("/docs/a.txt");
        Files.writeString(root.resolve("docs/a.txt"), "longer than before");
        var longer = get("/docs/a.txt");
        Files.setLastModifiedTime(root.resolve("docs/a.txt"), FileTime.from(CHANGED.minusSeconds(60)));
        var earlier = get("/docs/a.txt");

        assertThat(longer.text()).isEqualTo("longer than before");
        assertThat(longer.header("Content-Length")).isEqualTo("18");
        assertThat(longer.header("ETag")).isNotEqualTo(before.header("ETag"));
        assertThat(earlier.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 09:59:00 GMT");
        assertThat(earlier.header("ETag")).isNotEqualTo(longer.header("ETag"));
    }

    @Test
    void replacedFileIsDeclaredAnewAtOnce() throws Exception {
        var before = get("/docs/a.txt");
        write("new", "other");
        Files.move(root.resolve("new"), root.resolve("docs/a.txt"), StandardCopyOption.REPLACE_EXISTING);
        var replaced = get("/docs/a.txt");

        assertThat(replaced.text()).isEqualTo("other");
        assertThat(replaced.header("ETag")).isNotEqualTo(before.header("ETag"));
    }

    /** A file is served by its name, but only as long as it is the one that was found there. */
    @Test
    void linkInTheFilesPlaceIsNotFollowed() throws Exception {
        get("/docs/a.txt");
        Files.delete(root.resolve("docs/a.txt"));
        Files.createSymbolicLink(root.resolve("docs/a.txt"), folder.resolve("outside/a.txt"));

        assertThat(get("/docs/a.txt").status()).isEqualTo(404);
    }

    @Test
    void linkInAFoldersPlaceIsNotFollowed() throws Exception {
        get("/docs/a.txt");
        Files.move(root.resolve("docs"), root.resolve("other"));
        Files.createSymbolicLink(root.resolve("docs"), folder.resolve("outside"));

        assertThat(get("/docs/a.txt").status()).isEqualTo(404);
    }

    @Test
    void linkThatLeadsElsewhereInsideIsFollowed() throws Exception {
        write("other/a.txt", "other");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("docs"));
        assertThat(get("/link/a.txt").text()).isEqualTo("plain");
        Files.delete(root.resolve("link"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("other"));

        pass(Duration.ofSeconds(1));
        assertThat(get("/link/a.txt").text()).isEqualTo("other");
    }

    /** To open a pipe blocks until somebody writes. */
    @Test
    void pipeInTheFilesPlaceIsNotOpened() throws Exception {
        Command.require("mkfifo");
        get("/docs/a.txt");
        Files.delete(root.resolve("docs/a.txt"));
        Command.run("mkfifo", root.resolve("docs/a.txt").toString());

        assertThat(get("/docs/a.txt").status()).isEqualTo(404);
    }

    /** RFC 9110 §8.8.2.1: the date is that of the answer, of each answer. */
    @Test
    void dateInTheFutureIsNotRemembered() throws Exception {
        Instant[] now = {CHANGED.minusSeconds(10)};
        files = StaticFiles.builder(root).nanos(nanos::get).clock(() -> now[0]).build();

        assertThat(get("/docs/a.txt").header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 09:59:50 GMT");
        now[0] = CHANGED.minusSeconds(1);
        assertThat(get("/docs/a.txt").header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 09:59:59 GMT");
        now[0] = CHANGED.plusSeconds(10);
        assertThat(get("/docs/a.txt").header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 10:00:00 GMT");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_024, 5_000})
    void remembersOnlySoMany(int count) throws Exception {
        RecentFiles recent = new RecentFiles(Duration.ofSeconds(1), nanos::get);
        FoundFile file = foundFile();

        IntStream.range(0, count).forEach(i -> recent.add("/docs/" + i, file));

        assertThat(IntStream.range(0, count).filter(i -> recent.get("/docs/" + i) != null))
                .hasSizeBetween(50, 1_024);
        assertThat(recent.get("/docs/" + (count - 1))).isSameAs(file);
    }

    @Test
    void remembersNoLongPaths() throws Exception {
        RecentFiles recent = new RecentFiles(Duration.ofSeconds(1), nanos::get);
        String longest = "/".repeat(256);
        recent.add(longest, foundFile());
        recent.add(longest + "/", foundFile());

        assertThat(recent.get(longest)).isNotNull();
        assertThat(recent.get(longest + "/")).isNull();
    }

    private FoundFile foundFile() throws IOException {
        FileTree.Found found = new FileTree(root, false).find("/docs/a.txt");
        return new FoundFile("text/plain", new Representation(found, null), List.of());
    }
}
