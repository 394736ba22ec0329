package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchSettingsTest {
    @TempDir
    Path folder;

    private final Running running = new Running();

    private LaunchSettings sample() throws Exception {
        return LaunchSettings.of(new Project.SourceFile(Running.SAMPLE.resolve("Show.java")), running.options());
    }

    private String chosen(String... arguments) throws Exception {
        LaunchProfile profile = sample().choose(running.options(arguments));
        return profile == null ? null : profile.name();
    }

    @Test
    void firstThatCanBeRunIsTheDefault() throws Exception {
        assertThat(sample().profiles())
                .extracting(LaunchProfile::name)
                .containsExactly("IIS Express", "http", "https", "Tool");
        assertThat(chosen()).isEqualTo("http");
        assertThat(running.told()).isEmpty();
    }

    @Test
    void namesInWhateverCase() throws Exception {
        assertThat(chosen("--launch-profile", "HTTPS")).isEqualTo("https");
        assertThat(chosen("--launch-profile", "tool")).isEqualTo("Tool");
    }

    @Test
    void namesThatDifferInCaseAlone() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "{\"profiles\": {\"a\": {\"commandName\": \"Project\"}, \"A\": {\"commandName\": \"Project\"}}}");

        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LaunchSettings.read(file).choose(running.options("--launch-profile", "a")))
                .withMessage("the launch profile \"a\" could be any of a, A, which differ in case alone: rename one.");
    }

    @Test
    void missingOneIsToldAndNoReasonNotToRun() throws Exception {
        assertThat(chosen("--launch-profile", "htpp")).isNull();
        assertThat(running.told())
                .isEqualTo("lanner: there is no launch profile \"htpp\" in " + sample().file()
                        + " (did you mean \"http\"?); running without one.\n");
    }

    @Test
    void oneForAnotherServerIsToldAndNoReasonNotToRun() throws Exception {
        assertThat(chosen("--launch-profile", "IIS Express")).isNull();
        assertThat(running.told())
                .isEqualTo("lanner: the launch profile \"IIS Express\" is for IISExpress, which can't be run here;"
                        + " running without one.\n");
    }

    @Test
    void fields() throws Exception {
        assertThat(sample().profiles().get(1))
                .isEqualTo(new LaunchProfile(
                        "http",
                        "Project",
                        "one \"two three\"",
                        "http://localhost:5099",
                        Map.of("ASPNETCORE_ENVIRONMENT", "Staging", "GREETING", "Hello %SOMEBODY%, %NOBODY%"),
                        null,
                        null,
                        true,
                        "hello"));
        assertThat(sample().profiles().get(3).isExecutable()).isTrue();
    }

    @Test
    void mistakeInTheFileIsToldWithItsPlace() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LaunchSettings.of(new Project.Classes(Running.MALFORMED), running.options()))
                .withMessage("the launch settings have a mistake: "
                        + Running.MALFORMED.resolve("Properties/launchSettings.json")
                        + ":5:7: a comma or } is missing before \".");
    }

    @Test
    void valueOfAnotherKindIsToldWithItsPlace() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.json"), "{\"profiles\": {\"a\": {\"commandName\": \"Project\",\n\"launchUrl\": 1}}}");

        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LaunchSettings.read(file))
                .withMessage("the launch settings have a mistake: " + file
                        + ":2:14: \"launchUrl\" is a number; it must be a text.");
    }

    @Test
    void besideASourceFile() throws Exception {
        Path source = Files.writeString(folder.resolve("Hello.java"), "class Hello {}");
        Project project = new Project.SourceFile(source);
        assertThat(LaunchSettings.of(project, running.options())).isNull();

        Path beside = Files.writeString(
                folder.resolve("Hello.run.json"), "{\"profiles\": {\"b\": {\"commandName\": \"Project\"}}}");
        assertThat(LaunchSettings.of(project, running.options()).file()).isEqualTo(beside);

        Path first = folder.resolve("Properties").resolve("launchSettings.json");
        Files.createDirectory(first.getParent());
        Files.writeString(first, "{}");
        assertThat(LaunchSettings.of(project, running.options()).profiles()).isEmpty();
        assertThat(running.told())
                .isEqualTo("lanner: there are " + first + " and " + beside + "; the first one counts.\n");
    }

    @Test
    void argumentsAreCutLikeThoseOfAShell() {
        assertThat(Words.of(" one  \"two three\" fo\"u r\" \\\"five\\\" \"\" "))
                .isEqualTo(List.of("one", "two three", "fou r", "\"five\"", ""));
        assertThat(Words.of("")).isEmpty();
    }
}
