package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.build.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways into a folder, and the ways out of it that are closed. */
class FileTreeTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void plant() throws IOException {
        root = Files.createDirectories(folder.resolve("root")).toRealPath();
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createDirectories(folder.resolve("root-sibling"));
        Files.writeString(folder.resolve("root-sibling/secret.txt"), "secret");
        Files.createDirectories(root.resolve("docs/deep"));
        Files.writeString(root.resolve("index.html"), "hello");
        Files.writeString(root.resolve("docs/a b.txt"), "a b");
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".git/config"), "secret");
        Files.writeString(root.resolve(".env"), "secret");
        Files.writeString(root.resolve("docs/.htaccess"), "secret");
        Files.createDirectories(root.resolve(".well-known/acme"));
        Files.writeString(root.resolve(".well-known/acme/token"), "public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/docs", "/docs/", "/docs/a b.txt", "/docs/deep/", "/.well-known/acme/token"
            })
    void finds(String path) throws IOException {
        assertThat(find(path)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "index.html",
                "/missing",
                "/index.html/",
                "/index.html/x",
                "/docs//deep",
                "//index.html",
                "//",
                "/docs/./deep",
                "/."
            })
    void findsNothing(String path) throws IOException {
        assertThat(find(path)).isNull();
    }

    /** Each is a path as it may arrive after one decoding too few or too many, in front of a careless middleware. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/../secret.txt",
                "/docs/../../secret.txt",
                "/docs/..",
                "/../root/index.html",
                "/../root-sibling/secret.txt",
                "/.../secret.txt",
                "/..;/secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/..%2Fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/%252e%252e/secret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "\\..\\secret.txt",
                "/docs\\..\\..\\secret.txt",
                "/docs\\a b.txt",
                "/index.html\0",
                "/index.html\0.txt",
                "/..\0/secret.txt",
                "/%00",
                "/..%c0%afsecret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/\u2025/secret.txt",
                "/..\u2215secret.txt",
                "/\uff0e\uff0e/secret.txt",
                "/etc/passwd",
                "//etc/passwd",
                "/file:///etc/passwd",
                "/C:/Windows/win.ini",
                "/C:",
                "/index.html::$DATA",
                "/index.html?",
                "/index.html#",
                "/~root/secret.txt",
                "/proc/self/environ",
                "/\ud800"
            })
    void leadsNowhere(String path) throws IOException {
        assertThat(find(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.env",
                "/.git",
                "/.git/",
                "/.git/config",
                "/docs/.htaccess",
                "/docs/.well-known",
                "/.well-known/.secret"
            })
    void hidesWhatBeginsWithADot(String path) throws IOException {
        assertThat(find(path)).isNull();
    }

    @Test
    void showsWhatBeginsWithADotIfTold() throws IOException {
        var tree = new FileTree(root, true);

        assertThat(tree.find("/.env")).isNotNull();
        assertThat(tree.find("/.git/config")).isNotNull();
        assertThat(tree.find("/../secret.txt")).isNull();
        assertThat(tree.find("/.")).isNull();
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("docs"));
        Files.createSymbolicLink(root.resolve("relative"), Path.of("docs/deep/../a b.txt"));

        assertThat(find("/link/a b.txt").path()).isEqualTo(root.resolve("docs/a b.txt"));
        assertThat(find("/relative").path()).isEqualTo(root.resolve("docs/a b.txt"));
    }

    @Test
    void followsNoLinkThatLeavesOrLeadsToWhatIsHidden() throws IOException {
        Files.createSymbolicLink(root.resolve("file"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("folder"), folder);
        Files.createSymbolicLink(root.resolve("sibling"), folder.resolve("root-sibling"));
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../secret.txt"));
        Files.createSymbolicLink(root.resolve("twice"), root.resolve("folder"));
        Files.createSymbolicLink(
                root.resolve("out-and-in"), folder.resolve("../" + folder.getFileName() + "/secret.txt"));
        Files.createSymbolicLink(root.resolve("circle"), root.resolve("circle"));
        Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nothing"));
        Files.createSymbolicLink(root.resolve("history"), root.resolve(".git"));

        for (String path : List.of(
                "/file",
                "/folder",
                "/folder/",
                "/folder/secret.txt",
                "/sibling/secret.txt",
                "/relative",
                "/twice/secret.txt",
                "/out-and-in",
                "/circle",
                "/dangling",
                "/history",
                "/history/config")) {
            assertThat(find(path)).as(path).isNull();
        }
        assertThat(names("/")).containsExactly(".well-known", "docs", "index.html");
    }

    @Test
    void followsNoLinkThatLeavesThoughHiddenNamesAreShown() throws IOException {
        Files.createSymbolicLink(root.resolve("file"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("folder"), folder);
        Files.createSymbolicLink(root.resolve("sibling"), folder.resolve("root-sibling"));
        Files.createSymbolicLink(root.resolve("history"), root.resolve(".git"));
        var tree = new FileTree(root, true);

        for (String path : List.of("/file", "/folder/", "/folder/secret.txt", "/sibling/secret.txt")) {
            assertThat(tree.find(path)).as(path).isNull();
        }
        assertThat(tree.find("/history/config")).isNotNull();
    }

    /** On Windows it separates names; that it does not here must not make a difference. */
    @Test
    void nameWithABackslashIsNotThere() throws IOException {
        Assumptions.assumeTrue(
                root.resolve("a\\b").getNameCount() == root.getNameCount() + 1, "it separates names here");
        Files.writeString(root.resolve("docs/deep/a\\b"), "x");

        assertThat(find("/docs/deep/a\\b")).isNull();
        assertThat(names("/docs/deep/")).isEmpty();
    }

    @Test
    void rootMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);

        assertThat(new FileTree(link, false).find("/index.html").path()).isEqualTo(root.resolve("index.html"));
    }

    @Test
    void rootMustBeAFolder() {
        assertThatThrownBy(() -> new FileTree(folder.resolve("nothing"), false))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> new FileTree(folder.resolve("secret.txt"), false))
                .isInstanceOf(NotDirectoryException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "100%",
                "50%25",
                "%2e%2e",
                "a&b",
                "a?b",
                "a#b",
                "a;b=c",
                "a:b",
                "javascript:alert(1)",
                "<b>",
                "\"quoted\" 'too'",
                "line\nbreak",
                "tab\tand\u0001",
                "\u00fcml\u00e4ut",
                "\u65e5\u672c\u8a9e",
                "\ud83d\ude80",
                "~tilde",
                "-dash",
                "+plus+",
                "[brackets]",
                "{braces}",
                "`tick`",
                "|pipe",
                "trailing ",
                "trailing."
            })
    void namesGoToAndFroUnchanged(String name) throws IOException {
        Path file = root.resolve("docs/deep").resolve(name);
        Files.writeString(file, name);

        assertThat(names("/docs/deep/")).containsExactly(name);
        assertThat(Files.readString(find("/docs/deep/" + name).path())).isEqualTo(name);
    }

    /** A JVM that takes names to be ASCII, as in many containers, can't make this path of a string. */
    @Test
    void namesThatAreNotUtf8AreNotListed() throws Exception {
        Command.require("sh");
        Command.run("sh", "-c", "printf x > \"$(printf '" + root + "/docs/deep/\\377')\"");

        assertThat(names("/docs/deep/")).isEmpty();
    }

    @Test
    void listsFoldersFirstAndByName() throws IOException {
        for (String name : List.of("b.txt", "A.txt", "c.txt", "B")) {
            Files.writeString(root.resolve("docs/deep").resolve(name), name);
        }
        Files.createDirectories(root.resolve("docs/deep/z"));
        Files.createDirectories(root.resolve("docs/deep/Y"));

        assertThat(names("/docs/deep/")).containsExactly("Y", "z", "A.txt", "B", "b.txt", "c.txt");
    }

    @Test
    void listsAsManyAsToldAndCountsTheRest() throws IOException {
        for (int i = 0; i < 12; i++) {
            Files.writeString(root.resolve("docs/deep").resolve("file" + (char) ('a' + i)), "");
        }
        var tree = new FileTree(root, false);

        FileTree.Entries entries = tree.list("/docs/deep/", tree.find("/docs/deep/"), 10);

        assertThat(entries.entries()).hasSize(10);
        assertThat(entries.omitted()).isEqualTo(2);
        assertThat(entries.entries().get(9).name()).isEqualTo("filej");
    }

    @Test
    void pipesAreNotListed() throws Exception {
        Command.require("mkfifo");
        Command.run("mkfifo", root.resolve("docs/deep/pipe").toString());

        assertThat(names("/docs/deep/")).isEmpty();
    }

    private FileTree.Found find(String path) throws IOException {
        return new FileTree(root, false).find(path);
    }

    private List<String> names(String path) throws IOException {
        var tree = new FileTree(root, false);
        return tree.list(path, tree.find(path), 100).entries().stream()
                .map(FileTree.Entry::name)
                .toList();
    }
}
