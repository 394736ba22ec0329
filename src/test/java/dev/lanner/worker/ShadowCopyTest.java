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

    /** As a deployment has it, whose current release is a link. */
    @Test
    void whatALinkLeadsToIsCopied() throws Exception {
        Path release = Files.createDirectories(folder.resolve("releases/5"));
        Files.writeString(release.resolve("c"), "linked");
        Path current = Files.createSymbolicLink(folder.resolve("current"), release);
        ShadowCopy copy = new ShadowCopy(List.of(current));

        assertThat(copy.files().getFirst().resolve("c")).hasContent("linked");
        copy.close();
        assertThat(release.resolve("c")).hasContent("linked");
    }

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
