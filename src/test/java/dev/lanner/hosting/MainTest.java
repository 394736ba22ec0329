package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpNamesEveryOptionAndExitCode() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out()).contains(Command.SERVE.optionWords()).contains(" 0  ", " 1  ", " 2  ", " 130  ");
        assertThat(out()).doesNotContain(Option.WITH_KEY.word());
        assertThat(out().lines()).allMatch(line -> line.length() <= 110);
        assertThat(err()).isEmpty();
    }

    @Test
    void eachCommandHasItsHelp() {
        assertThat(run("cert", "--help")).isZero();
        assertThat(out()).contains(Command.CERT.optionWords()).contains("show", "export", "trust", "renew", "remove");
        assertThat(out()).doesNotContain(Option.PORT.word());
        assertThat(out().lines()).allMatch(line -> line.length() <= 110);
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out()).matches("Lanner .*\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void helpGoesBeforeWhatElseIsWrong() {
        assertThat(run("no-such-folder", "-h")).isZero();
    }

    @Test
    void usageIsTwo() {
        assertThat(run("--prot")).isEqualTo(2);
        assertThat(err()).isEqualTo("lanner: unknown option --prot. Did you mean --port?\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void portInUseIsOneSentenceAndOne(@TempDir Path folder) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(run(folder.toString(), "-p", "" + port)).isEqualTo(1);
            assertThat(err())
                    .matches("lanner: port " + port + " on localhost is in use( by .* \\(pid \\d+\\))?\\."
                            + " Stop it, or choose another port: lanner serve --port " + (port + 1) % 65_536 + "\n");
            assertThat(out()).isEmpty();
        }
    }

    @Test
    void certificateThatCanNotBeUsedIsOneSentenceAndTwo(@TempDir Path folder) {
        Path missing = folder.resolve("site.pem");

        assertThat(run(folder.toString(), "-p0", "--cert", missing.toString())).isEqualTo(2);
        assertThat(err()).isEqualTo("lanner: " + missing + " does not exist.\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void whatCertCanNotDoIsUsage() {
        assertThat(run("cert", "exprot")).isEqualTo(2);
        assertThat(err()).isEqualTo("lanner: lanner cert has no exprot. Did you mean export?\n");
    }

    @Test
    void socketThatCanNotBeMadeIsOneSentenceAndOne(@TempDir Path folder) {
        assertThat(run(
                        folder.toString(),
                        "--unix",
                        folder.resolve("missing/socket").toString()))
                .isEqualTo(1);
        assertThat(err())
                .isEqualTo("lanner: the socket " + folder.resolve("missing/socket")
                        + " can't be listened on: there is no folder " + folder.resolve("missing") + ".\n");
    }
}
