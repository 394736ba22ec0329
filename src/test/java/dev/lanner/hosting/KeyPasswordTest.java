package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPasswordTest {
    private static final Map<String, String> VARIABLE = Map.of("LANNER_KEY_PASSWORD", "from there");

    @TempDir
    Path folder;

    private KeyPassword read(Map<String, String> environment, String... arguments) throws UsageException {
        return KeyPassword.read(Arguments.parse(arguments), environment);
    }

    @Test
    void isTheFirstLineOfTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "p\u00e4ss word \r\nmore");

        assertThat(read(VARIABLE, "--key-password-file", file.toString()))
                .isEqualTo(new KeyPassword("p\u00e4ss word ", file.toString()));
        assertThat(read(
                                Map.of(),
                                "--key-password-file",
                                Files.createFile(folder.resolve("empty")).toString())
                        .text())
                .isEmpty();
    }

    @Test
    void isElseInTheEnvironment() throws Exception {
        assertThat(read(VARIABLE)).isEqualTo(new KeyPassword("from there", "LANNER_KEY_PASSWORD"));
        assertThat(read(Map.of()).text()).isNull();
    }

    @Test
    void fileThatCanNotBeReadIsSaid() {
        Path none = folder.resolve("none");

        assertThatThrownBy(() -> read(VARIABLE, "--key-password-file", none.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessage(none + " does not exist.");
    }

    @Test
    void isNotShown() {
        assertThat(new KeyPassword("secret", "origin").toString()).doesNotContain("secret");
    }
}
