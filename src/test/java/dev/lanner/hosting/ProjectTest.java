package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
    private static final String MAIN = "public static void main(String[] args) {}";

    @TempDir
    Path folder;

    private final Running running = new Running();

    private void compile(String name, String text) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        StringWriter out = new StringWriter();
        int exit = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-d",
                        folder.resolve("classes").toString(),
                        source.toString());
        assertThat(exit).as(out.toString()).isZero();
    }

    private void assertMistake(String path, String message, String... arguments) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Project.of(folder.resolve(path)).build(running.options(arguments), folder))
                .withMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void whatAPathIs() throws Exception {
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("A.java"));
        Files.createFile(folder.resolve("a.jar"));
        Files.createDirectories(folder.resolve("classes/b"));
        Files.createFile(folder.resolve("classes/b/B.class"));

        assertThat(Project.of(folder)).isEqualTo(new Project.Maven(folder));
        assertThat(Project.of(folder.resolve("pom.xml"))).isEqualTo(new Project.Maven(folder));
        assertThat(Project.of(folder.resolve("A.java"))).isEqualTo(new Project.SourceFile(folder.resolve("A.java")));
        assertThat(Project.of(folder.resolve("a.jar"))).isEqualTo(new Project.Jar(folder.resolve("a.jar")));
        assertThat(Project.of(folder.resolve("classes"))).isEqualTo(new Project.Classes(folder.resolve("classes")));
    }

    @Test
    void whatCanNotBeRun() throws Exception {
        Files.createFile(folder.resolve("a.txt"));
        Files.createDirectory(folder.resolve("empty"));

        assertMistake("b", "there is no FOLDER/b to run.");
        assertMistake(
                "a.txt",
                "FOLDER/a.txt can't be run; a .jar, a .java file, a folder of classes and a Maven project can.");
        assertMistake(
                "empty",
                "there is nothing to run in FOLDER/empty: neither a pom.xml nor classes. A source file or a jar is named"
                        + " itself.");
    }

    @Test
    void jarThatDoesNotSayWhatToStart() throws Exception {
        new JarOutputStream(Files.newOutputStream(folder.resolve("a.jar"))).close();
        Files.writeString(folder.resolve("b.jar"), "no zip");

        assertMistake("a.jar", "FOLDER/a.jar does not say which class is to be started: name it by --main.");
        assertMistake("b.jar", "FOLDER/b.jar can't be read as a jar: zip END header not found.");
        assertMistake(
                "a.jar", "with --class-path the class to be started must be named by --main.", "--class-path", "x");
        assertThat(Project.of(folder.resolve("a.jar")).build(running.options("--main", "a.A"), folder))
                .startsWith("-cp")
                .endsWith("a.A");
    }

    @Test
    void classThatCanBeStarted() throws Exception {
        compile("Other", "package a; class Other { int main; long main(int x) { return 1L << 40; } }");
        assertMistake("classes", "no class in FOLDER/classes has a main method.");

        Files.writeString(folder.resolve("None.java"), "class None {}");
        assertMistake("None.java", "no class in FOLDER/None.java has a main method.");

        compile("One", "package a; public class One { " + MAIN + " }");
        Project project = Project.of(folder.resolve("classes"));
        assertThat(project.build(running.options(), folder))
                .containsExactly("-cp", running.options().classPathBehind(folder + "/classes"), "a.One");

        compile("Two", "public class Two { static class Inner { " + MAIN + " } }");
        assertMistake(
                "classes",
                "several classes in FOLDER/classes have a main method: Two$Inner, a.One. Say which by --main.");
        assertThat(MainClass.find(folder.resolve("classes"), folder, "One")).isEqualTo("a.One");
        assertThat(project.build(running.options("--main", "b.B"), folder)).endsWith("b.B");
    }
}
