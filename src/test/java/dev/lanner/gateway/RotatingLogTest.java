package dev.lanner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    @TempDir
    Path folder;

    private Path file;

    private RotatingLog log(int bytes, int files) {
        file = folder.resolve("logs").resolve("app.log");
        return new RotatingLog(file, bytes, files);
    }

    private static void write(RotatingLog log, String text) throws IOException {
        log.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String read(int number) throws IOException {
        Path part = number == 0 ? file : file.resolveSibling("app.log." + number);
        return Files.exists(part) ? Files.readString(part) : null;
    }

    @Test
    void fileThatIsFullBecomesTheNextAndTheOldestGoes() throws Exception {
        try (RotatingLog log = log(10, 3)) {
            for (String line :
                    new String[] {"one one\n", "two two\n", "three\n", "four four\n", "five five\n", "six\n"}) {
                write(log, line);
            }
        }
        assertThat(read(0)).isEqualTo("six\n");
        assertThat(read(1)).isEqualTo("five five\n");
        assertThat(read(2)).isEqualTo("three\nfour four\n");
        assertThat(read(3)).isNull();
    }

    @Test
    void linesStayWhole() throws Exception {
        try (RotatingLog log = log(10, 9)) {
            write(log, "a line of many bytes, in pie");
            write(log, "ces\nsecond\nthird\n");
        }
        assertThat(read(2)).isEqualTo("a line of many bytes, in pieces\n");
        assertThat(read(1)).isEqualTo("second\nthird\n");
    }

    @Test
    void logGoesOnBehindWhatIsThere() throws Exception {
        try (RotatingLog log = log(1_000, 2)) {
            write(log, "before\n");
        }
        try (RotatingLog log = new RotatingLog(file, 1_000, 2)) {
            write(log, "after\n");
        }
        assertThat(read(0)).isEqualTo("before\nafter\n");
    }

    @Test
    void oneFileAloneBeginsAnew() throws Exception {
        try (RotatingLog log = log(5, 1)) {
            write(log, "first\nsecond\nx\n");
        }
        assertThat(read(0)).isEqualTo("x\n");
        assertThat(read(1)).isNull();
    }
}
