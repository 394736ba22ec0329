package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.middleware.StaticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a folder of files that it should not give. */
class FileAttackTest {
    private static final int SIZE = 1_000_000;

    @TempDir
    static Path folder;

    private static Siege siege;

    @BeforeAll
    static void begin() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("large"), new byte[SIZE]);
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(root.resolve(".hidden"), "secret");
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
        siege = Siege.of(StaticFiles.of(root));
    }

    @AfterAll
    static void end() throws IOException {
        try (Siege ending = siege) {
            ending.over();
        }
    }

    /** Apache killer (CVE-2011-3192): more ranges than make sense are a whole file, once. */
    @Test
    void rangeAbuse() throws IOException {
        String ranges = IntStream.range(0, 1_300).mapToObj(i -> i + "-").collect(Collectors.joining(","));
        for (int i = 0; i < 5; i++) {
            var attacker =
                    siege.attacker().send("GET /large HTTP/1.1\r\nHost: a\r\nRange: bytes=" + ranges + "\r\n\r\n");
            var answer = attacker.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).hasSize(SIZE);
        }
    }

    /** As many ranges as are served, all over each other, are one. */
    @Test
    void overlappingRanges() throws IOException {
        String ranges = IntStream.range(0, 16).mapToObj(i -> i + "-").collect(Collectors.joining(","));
        var answer = siege.attacker()
                .send("GET /large HTTP/1.1\r\nHost: a\r\nRange: bytes=" + ranges + "\r\n\r\n")
                .read();
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).hasSize(SIZE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/%2e%2e/secret",
                "/..%2fsecret",
                "/%2e%2e%2fsecret",
                "/%252e%252e/secret",
                "/..%5csecret",
                "/..;/secret",
                "/.%2e/secret",
                "/a/../../secret",
                "//../secret",
                "/%c0%ae%c0%ae/secret",
                "/%c0%af../secret",
                "/secret%00.txt",
                "/link",
                "/.hidden",
                "/%2ehidden",
                "/large/../../secret",
                "/file:///etc/passwd",
                "http://a/../secret"
            })
    void traversal(String target) throws IOException {
        var answer = siege.attacker()
                .send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .read();
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.text()).doesNotContain("secret");
    }
}
