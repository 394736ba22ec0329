package dev.lanner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowCopyTest {
    @TempDir
    Path folder;

    @Test
    void copyIsRemoved() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes/a/b"));
        Files.writeString(classes.resolve("c"), "in a folder");
        Path one = Files.writeString(folder.resolve("one.jar"), "one");
        Path two = Files.writeString(
                Files.createDirectory(folder.resolve("lib")).resolve("one.jar"), "another of that name");
        ShadowCopy copy = new ShadowCopy(List.of(folder.resolve("classes"), one, two));
        Path root = copy.files().getFirst().getParent().getParent();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        assertThat(copy.files().get(0).resolve("a/b/c")).hasContent("in a folder");
        assertThat(copy.files().get(1)).hasContent("one").hasFileName("one.jar");
        assertThat(copy.files().get(2)).hasContent("another of that name").hasFileName("one.jar");
        copy.close();
        assertThat(root).doesNotExist();
    }
}
