package dev.lanner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts in {@code tools/} as a stranger would: from elsewhere, through a link, with an old JDK in the way. */
class ToolsIT {
    private static final Path TOOLS = Path.of("tools").toAbsolutePath();
    private static final String JDK = System.getProperty("java.home");

    @TempDir
    Path folder;

    @BeforeAll
    static void needsAShell() {
        Command.require("sh");
    }

    @Test
    void lannerStartsFromAnyFolderThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("lanner"), TOOLS.resolve("lanner"));

        var result = run(JDK, link.toString(), "--version");
        Files.delete(link);

        assertThat(result.output()).endsWith("Lanner " + System.getProperty("lanner.version") + "\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void lannerPassesExitCodeAndJavaOptionsOn() throws Exception {
        run(JDK, TOOLS.resolve("lanner").toString(), "--version"); // so that it is built
        var builder = builder(JDK, TOOLS.resolve("lanner").toString(), "--no-such-option");
        builder.environment().put("LANNER_JAVA_OPTS", "-showversion -Xmx32m");

        var result = Command.run(builder);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.output()).contains("Runtime Environment");
    }

    @Test
    void jdkTakesJavaHomeIfItIsNewEnough() throws Exception {
        Path home = plantJdk("21.0.2");

        assertThat(run(home.toString(), TOOLS.resolve("jdk").toString())).isEqualTo(new Command.Result(0, home + "\n"));
    }

    @Test
    void jdkTakesTheOneOnThePathIfJavaHomeIsTooOld() throws Exception {
        Path old = plantJdk("17.0.15");
        Path fitting = plantJdk("22");
        var builder = builder(old.toString(), TOOLS.resolve("jdk").toString());
        builder.environment().merge("PATH", fitting + "/bin", (path, bin) -> bin + ":" + path);

        assertThat(Command.run(builder)).isEqualTo(new Command.Result(0, fitting + "\n"));
    }

    @Test
    void jdkSearchesTheUsualFoldersOfTheUser() throws Exception {
        Path newest = plantJdk("9999-ea", folder.resolve(".sdkman/candidates/java/newest"));
        Path old = plantJdk("1.8.0_392");
        var builder = builder(old.toString(), TOOLS.resolve("jdk").toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().merge("PATH", old + "/bin", (path, bin) -> bin + ":" + path);

        assertThat(Command.run(builder)).isEqualTo(new Command.Result(0, newest + "\n"));
    }

    private Command.Result run(String javaHome, String... command) throws Exception {
        return Command.run(builder(javaHome, command));
    }

    private ProcessBuilder builder(String javaHome, String... command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        return builder;
    }

    private Path plantJdk(String version) throws Exception {
        return plantJdk(version, folder.resolve("jdk " + version));
    }

    /** As much of a JDK as the search looks at. */
    private static Path plantJdk(String version, Path home) throws Exception {
        Path javac = home.resolve("bin/javac");
        Files.createDirectories(javac.getParent());
        Files.createFile(javac);
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Planted\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home.toRealPath();
    }
}
