package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is kept is sent without being read again, and nothing that has changed is. A file that is written over with as many
 * bytes, and gets its old time of change back, is one whose content can be told from what is kept.
 */
class SmallFilesTest {
    private static final Instant CHANGED = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path root;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // it may run over
    private Instant now = CHANGED.plusSeconds(3_600);
    private StaticFiles files;
    private Path file;

    @BeforeEach
    void plant() throws IOException {
        files = StaticFiles.builder(root).nanos(nanos::get).clock(() -> now).build();
        file = root.resolve("a.txt");
        write("0123456789");
    }

    private void write(String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
    }

    private String text() throws Exception {
        return Request.get("/a.txt").run(files).text();
    }

    /** As often as it takes until the content is kept. */
    private void askTwice() throws Exception {
        assertThat(text()).isEqualTo("0123456789");
        assertThat(text()).isEqualTo("0123456789");
    }

    @Test
    void keptContentIsSentUntilTheTimeIsOver() throws Exception {
        askTwice();
        write("abcdefghij");

        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(text()).isEqualTo("0123456789");
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(text()).isEqualTo("abcdefghij");
    }

    @Test
    void contentIsNotKeptBeforeItIsAskedForAgain() throws Exception {
        assertThat(text()).isEqualTo("0123456789");
        write("abcdefghij");

        assertThat(text()).isEqualTo("abcdefghij");
    }

    @Test
    void nothingIsKeptIfTold() throws Exception {
        files = StaticFiles.builder(root).trustedFor(Duration.ZERO).build();
        askTwice();
        write("abcdefghij");

        assertThat(text()).isEqualTo("abcdefghij");
    }

    @Test
    void otherSizeIsSeenAtOnce() throws Exception {
        askTwice();
        write("abc");

        assertThat(text()).isEqualTo("abc");
    }

    @Test
    void otherTimeOfChangeIsSeenAtOnce() throws Exception {
        askTwice();
        write("abcdefghij");
        Files.setLastModifiedTime(file, FileTime.from(CHANGED.minusNanos(1_000_000)));

        assertThat(text()).isEqualTo("abcdefghij");
        assertThat(text()).isEqualTo("abcdefghij");
    }

    @Test
    void otherFileIsSeenAtOnce() throws Exception {
        askTwice();
        Path first = file;
        file = root.resolve("b.txt");
        write("abcdefghij");
        Files.move(file, first, StandardCopyOption.REPLACE_EXISTING);

        assertThat(text()).isEqualTo("abcdefghij");
    }

    @Test
    void removedFileIsGoneAtOnce() throws Exception {
        askTwice();
        Files.delete(file);

        assertThat(Request.get("/a.txt").run(files).status()).isEqualTo(404);
    }

    /** Within one tick of a coarse clock it could be changed once more, and have the same time. */
    @ParameterizedTest
    @CsvSource({"2000, abcdefghij", "2001, 0123456789"})
    void fileThatWasJustChangedIsNotKept(long millis, String sent) throws Exception {
        now = CHANGED.plusMillis(millis);
        askTwice();
        write("abcdefghij");

        assertThat(text()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"32768, x", "32769, y"})
    void largeFileIsNotKept(int size, String sent) throws Exception {
        write("x".repeat(size));
        text();
        text();
        write("y".repeat(size));

        assertThat(text()).isEqualTo(sent.repeat(size));
    }

    @Test
    void eachFileHasItsOwnContentHoweverManyThereAre() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                file = root.resolve(i + ".txt");
                if (round == 0) {
                    write("content of " + i);
                }
                assertThat(Request.get("/" + i + ".txt").run(files).text()).isEqualTo("content of " + i);
            }
        }
    }

    @Test
    void answersAreTheSameAsThoseFromTheFile() throws Exception {
        for (String[] asked : new String[][] {
            {"Range", "bytes=2-4"}, {"Range", "bytes=-1"}, {"Range", "bytes=20-"}, {"If-None-Match", "*"}, {"X", "x"}
        }) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            var read = Request.get("/a.txt").with(asked[0], asked[1]).run(files);
            text();
            var kept = Request.get("/a.txt").with(asked[0], asked[1]).run(files);

            assertThat(kept.status()).isEqualTo(read.status());
            assertThat(kept.text()).isEqualTo(read.text());
            assertThat(kept.headers()).hasToString(read.headers().toString());
        }
    }

    @Test
    void partsOfKeptContent() throws Exception {
        askTwice();
        var response = Request.get("/a.txt").with("Range", "bytes=0-1,5-6").run(files);

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.text())
                .contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n", "Content-Range: bytes 5-6/10\r\n\r\n56\r\n");
    }

    @Test
    void fileThatGetsShorterWhileItIsReadIsNotKept() throws Exception {
        FileTree.Found found = new FileTree(root, false).find("/a.txt");
        try (OpenFile open = OpenFile.open(found)) {
            write("0123");
            assertThat(open.read()).isNull();
        }
    }
}
