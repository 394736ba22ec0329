package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.server.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lanner run} from the packaged jar, with the sample project whose application shows how it was started. */
class RunIT {
    @TempDir
    Path folder;

    private PackagedLanner lanner;
    private Path project;

    @BeforeEach
    void copyTheSample() throws Exception {
        lanner = new PackagedLanner(folder);
        project = Files.createDirectory(folder.resolve("project"));
        Files.createDirectory(project.resolve("Properties"));
        for (String name : List.of("Show.java", "Properties/launchSettings.json")) {
            Files.copy(Running.SAMPLE.resolve(name), project.resolve(name));
        }
    }

    private ProcessBuilder command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments));
        ProcessBuilder builder = lanner.command(all.toArray(String[]::new)).directory(project.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(LANNER|ASPNETCORE|DOTNET)_.*"));
        builder.environment().put("SOMEBODY", "you");
        return builder;
    }

    private String run(String... arguments) throws Exception {
        Command.Result result = Command.run(command(arguments));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    @Test
    void sourceFileByItsFirstProfile() throws Exception {
        assertThat(run("Show.java"))
                .contains("Using launch settings from " + project.toRealPath()
                        + "/Properties/launchSettings.json (http) ...")
                .contains("to be looked at: http://localhost:5099/hello\n")
                .contains("arguments [one, two three]\n")
                .contains("assertions true\n")
                .contains("LANNER_URLS http://localhost:5099\n")
                .contains("LANNER_ENVIRONMENT null\nASPNETCORE_ENVIRONMENT Staging\n")
                .contains("LANNER_LAUNCH_PROFILE http\n")
                .contains("GREETING Hello you, %NOBODY%\n");
    }

    @Test
    void withoutAProfile() throws Exception {
        assertThat(run("Show.java", "--no-launch-profile"))
                .doesNotContain("launch settings")
                .contains("arguments []\n")
                .contains("LANNER_URLS null\nLANNER_ENVIRONMENT Development\n")
                .contains("LANNER_LAUNCH_PROFILE null\n");
    }

    @Test
    void missingProfileIsToldAndTheApplicationRuns() throws Exception {
        assertThat(run("Show.java", "--launch-profile", "nothing"))
                .contains("lanner: there is no launch profile \"nothing\"", "arguments []\n", "LANNER_URLS null\n");
    }

    @Test
    void argumentsOfTheCommandReplaceThoseOfTheProfile() throws Exception {
        assertThat(run("Show.java", "-q", "--", "a", "--b"))
                .contains("arguments [a, --b]\n")
                .doesNotContain("Using");
        assertThat(run("Show.java", "--no-launch-profile-arguments")).contains("arguments []\n");
    }

    @Test
    void releaseHasNoAssertions() throws Exception {
        assertThat(run("Show.java", "-c", "Release", "--no-launch-profile"))
                .contains("assertions false\n", "LANNER_ENVIRONMENT null\n");
    }

    @Test
    void otherProgramOfAProfile() throws Exception {
        Command.Result result = Command.run(command("Show.java", "--launch-profile", "Tool"));

        assertThat(result.output()).contains("tool Hi\n");
        assertThat(result.exit()).isEqualTo(9);
    }

    @Test
    void exitCodeIsThatOfTheApplication() throws Exception {
        assertThat(Command.run(command("Show.java", "--", "fail")).exit()).isEqualTo(7);
    }

    @Test
    void whatDoesNotCompileIsOneAndTheCompilersWords() throws Exception {
        Files.writeString(project.resolve("Show.java"), "class Show { int }");
        Command.Result result = Command.run(command("Show.java", "-q"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains("<identifier> expected")
                .endsWith("lanner: Show.java does not compile; why stands above.\n");
    }

    @Test
    void malformedSettingsAreTwoAndTheirPlace() throws Exception {
        Files.copy(
                Running.MALFORMED.resolve("Properties/launchSettings.json"),
                project.resolve("Properties/launchSettings.json"),
                StandardCopyOption.REPLACE_EXISTING);
        Command.Result result = Command.run(command("Show.java"));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.output()).contains("launchSettings.json:5:7: a comma or } is missing before");
    }

    @Test
    void classesAndAJar() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, "-d", classes.toString(), project.resolve("Show.java") + ""))
                .isZero();
        Path jar = folder.resolve("show.jar");
        assertThat(ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file=" + jar,
                                "--main-class=Show",
                                "-C",
                                classes + "",
                                "."))
                .isZero();

        assertThat(run(classes.toString(), "--", "a")).contains("arguments [a]\n", "assertions true\n");
        assertThat(run(jar.toString(), "-c", "Release", "--", "b")).contains("arguments [b]\n", "assertions false\n");
    }

    @Test
    void mavenProjectInThisFolder() throws Exception {
        Command.require("mvn");
        Files.createDirectories(project.resolve("src/main/java"));
        Files.move(project.resolve("Show.java"), project.resolve("src/main/java/Show.java"));
        Files.writeString(project.resolve("pom.xml"), pom());

        assertThat(run()).contains("building ", "arguments [one, two three]\n", "assertions true\n");
        assertThat(run("--no-build", "--", "a")).doesNotContain("building").contains("arguments [a]\n");
    }

    /** With the versions of this build, which its repository has. */
    private static String pom() throws Exception {
        String own = Files.readString(Path.of("pom.xml"));
        StringBuilder plugins = new StringBuilder();
        for (String name : List.of("compiler", "resources", "dependency")) {
            plugins.append("<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-%s-plugin</artifactId>"
                            .formatted(name))
                    .append("<version>%s</version></plugin>"
                            .formatted(own.split("<version.plugin." + name + ">", -1)[1]
                                    .split("<", -1)[0]));
        }
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>sample</groupId><artifactId>sample</artifactId><version>1</version>
                  <properties>
                    <maven.compiler.release>21</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <build><plugins>%s</plugins></build>
                </project>
                """.formatted(plugins);
    }

    @Test
    void fromTheSourcesOfLanner() throws Exception {
        ProcessBuilder builder = command("Show.java", "--", "a");
        builder.command().subList(0, builder.command().indexOf("run")).clear();
        builder.command().addFirst(Path.of("tools/lanner").toAbsolutePath().toString());

        Command.Result result = Command.run(builder);
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("arguments [a]\n", "assertions true\n");
    }

    @Test
    void endsWithTheApplicationThatItTellsToEnd() throws Exception {
        Files.copy(Running.SAMPLE.resolve("Serving.java"), project.resolve("Serving.java"));
        Path log = folder.resolve("log");
        Process process = command("Serving.java", "--urls", "http://localhost:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Await.until("the application listens", () -> text(log).contains("listening on http://localhost:"));
            assertThat(process.children()).hasSize(1);
            ProcessHandle child = process.children().findFirst().orElseThrow();

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.isAlive()).isFalse();
            assertThat(process.exitValue()).as(text(log)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }
}
