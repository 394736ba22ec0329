package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int check(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String file(String text) throws Exception {
        return Files.writeString(folder.resolve("lanner.json"), text).toString();
    }

    @Test
    void tellsEachValueWithItsOrigin() throws Exception {
        String file = file("{\"limits\": {\"headerCount\": 7},\n \"app\": {\"greeting\": \"Hi\"}}");

        assertThat(check(file, "--backlog=9", "--urls", "http://localhost:1"))
                .as("%s", err)
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("environment Production\nlistens on http://localhost:1\n")
                .containsPattern("\nurls +http://localhost:1 +--urls\n")
                .containsPattern("\nbacklog +9 +--backlog\n")
                .containsPattern("\nlimits.headerCount +7 +\\Q" + file + "\\E:1:28\n")
                .containsPattern("\napp.greeting +Hi +\\Q" + file + "\\E:2:22\n")
                .containsPattern("\nlimits.headerBytes +32768 +default\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void warnsOfWhatIsOverridden() throws Exception {
        assertThat(check(file("{\"endpoints\": {\"a\": {\"url\": \"http://localhost:1\"}}}"), "--http_ports=80"))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lanner: http_ports (80, from --http_ports) is overridden by the endpoints of endpoints.a;"
                        + " preferUrls turns that round.\n");
    }

    @Test
    void mistakeIsOneSentenceAndTwo() throws Exception {
        String file = file("{\"limits\": {\"headerCuont\": 7}}");

        assertThat(check(file)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lanner: " + file + ":1:13: unknown key \"headerCuont\". Did you mean \"headerCount\"?\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void certificateThatCanNotBeUsedIsAMistake() throws Exception {
        String file =
                file("{\"certificates\": {\"default\": {\"file\": \"a.pem\"}}, \"urls\": \"https://localhost:1\"}");

        assertThat(check(file)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lanner: " + folder.resolve("a.pem") + " does not exist.\n");
    }

    @Test
    void oneFile() throws Exception {
        assertThat(check(file("{}"), "other")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lanner: lanner check can't do anything with other. The file stands first.\n");
    }

    @Test
    void help() {
        assertThat(check("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: lanner check");
    }
}
