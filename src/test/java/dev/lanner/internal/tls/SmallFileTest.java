package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {
    private static final int MAX = 1_048_576;

    @TempDir
    Path folder;

    @Test
    void isReadWhole() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[MAX]);

        assertThat(SmallFile.read(file)).hasSize(MAX);
    }

    @Test
    void whatIsWrongIsOneSentence() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[MAX + 1]);

        assertMistake(large, large + " is too large for a certificate or a key: more than 1048576 bytes");
        assertMistake(folder, folder + " is a folder, not a file");
        assertMistake(folder.resolve("none"), folder.resolve("none") + " does not exist");
        assertMistake(large.resolve("below"), large.resolve("below") + " can't be read: ");
    }

    private static void assertMistake(Path file, String beginning) {
        assertThatThrownBy(() -> SmallFile.read(file))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith(beginning)
                .hasLineCount(1);
    }
}
