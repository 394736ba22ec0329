package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.tls.OpenSsl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code serve --https} and {@code cert} from the packaged jar, and asks as a person would, with curl. */
class HttpsIT {
    private static final String ADVICE =
            "  browsers warn of the development certificate until they are told to trust it: lanner cert trust shows how";

    @TempDir
    Path folder;

    private Path site;
    private Path home;
    private PackagedLanner lanner;
    private PackagedLanner.Serving serving;

    @BeforeEach
    void plant() throws IOException {
        Command.require("curl");
        site = Files.createDirectory(folder.resolve("site"));
        lanner = new PackagedLanner(folder);
        home = Files.createDirectory(lanner.home());
        Files.writeString(site.resolve("a.txt"), "hello");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (serving != null) {
            serving.end();
        }
    }

    /** Starts to serve, and returns the URL that is printed. */
    private URI start(String... options) throws IOException {
        serving = lanner.serve(site, options);
        return serving.url();
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60"));
        command.addAll(List.of(arguments));
        var result = Command.run(new ProcessBuilder(command).directory(folder.toFile()));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void httpsWorksWithNothingPrepared() throws Exception {
        String url = start("--https").toString();

        assertThat(serving.told()).hasSize(4).endsWith(ADVICE);
        assertThat(lanner.run("cert", "export", "exported.pem")).isEqualTo("Wrote the certificate to exported.pem.\n");
        assertThat(curl("--cacert", "exported.pem", "-w", " %{http_version}", url + "a.txt"))
                .isEqualTo("hello 2");
        assertThat(curl("--cacert", "exported.pem", "--http1.1", "-w", " %{http_version}", url + "a.txt"))
                .isEqualTo("hello 1.1");
        assertThat(curl("--cacert", "exported.pem", "--tls-max", "1.2", "-w", " %{http_version}", url + "a.txt"))
                .isEqualTo("hello 2");
        assertThat(curl("--cacert", "exported.pem", url.replace("localhost", "127.0.0.1") + "a.txt"))
                .isEqualTo("hello");
        assertThat(mode(home.resolve(".lanner"))).isEqualTo("rwx------");
        assertThat(mode(home.resolve(".lanner/dev-key.pem"))).isEqualTo("rw-------");
        assertThat(mode(home.resolve(".lanner/dev-cert.pem"))).isEqualTo("rw-------");
    }

    @Test
    void thousandFilesComeByHttp2() throws Exception {
        StringBuilder config = new StringBuilder();
        URI url = start("--https", "--log", "off");
        Path got = Files.createDirectory(folder.resolve("got"));
        for (int i = 0; i < 1_000; i++) {
            Files.writeString(site.resolve(i + ".txt"), ("file " + i + "\n").repeat(i));
            config.append("url = \"" + url.resolve(i + ".txt") + "\"\noutput = \"" + got.resolve(i + ".txt") + "\"\n");
        }
        Files.writeString(folder.resolve("config"), config);

        String output = curl(
                "--cacert",
                home + "/.lanner/dev-cert.pem",
                "--no-progress-meter",
                "--parallel",
                "-w",
                "\nby %{http_version}\n",
                "-K",
                "config");

        assertThat(output.lines())
                .filteredOn(line -> !line.isEmpty())
                .hasSize(1_000)
                .containsOnly("by 2");
        for (int i = 0; i < 1_000; i++) {
            assertThat(got.resolve(i + ".txt")).hasSameBinaryContentAs(site.resolve(i + ".txt"));
        }
    }

    @Test
    void inTheClearThereIsHttp2ByPriorKnowledge() throws Exception {
        String url = start().toString();

        assertThat(curl("--http2-prior-knowledge", "-w", " %{http_version}", url + "a.txt"))
                .isEqualTo("hello 2");
        assertThat(curl("-w", " %{http_version}", url + "a.txt")).isEqualTo("hello 1.1");
    }

    @Test
    void exportedKeyServes() throws Exception {
        Files.writeString(folder.resolve("password"), "secret\n");
        lanner.run("cert", "export", "--with-key", "--key-password-file", "password", "own.p12");
        lanner.run("cert", "export", "--with-key", "own.pem");
        assertThat(mode(folder.resolve("own.pem"))).isEqualTo("rw-------");

        URI url = start("--cert", "own.p12", "--key-password-file", "password");

        assertThat(serving.told()).hasSize(3);
        assertThat(curl("--cacert", "own.pem", url + "a.txt")).isEqualTo("hello");
    }

    @Test
    void certificateIsChosenByNameAndReloadedWhenItChanges() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder)
                .certificate("a", "a.test")
                .certificate("b", "b.test")
                .certificate("new", "a.test");
        URI url = start("--cert", "a.pem", "--key", "a.key", "--cert", "b.pem", "--key", "b.key");
        String port = String.valueOf(url.getPort());

        for (String name : List.of("a", "b")) {
            assertThat(curl(
                            "--cacert",
                            name + ".pem",
                            "--connect-to",
                            "::localhost:" + port,
                            "https://" + name + ".test/a.txt"))
                    .isEqualTo("hello");
        }
        Files.move(openssl.file("new.key"), openssl.file("a.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(openssl.file("new.pem"), openssl.file("a.pem"), StandardCopyOption.REPLACE_EXISTING);

        String line = serving.err().readLine();
        while (line.contains(" WARNING lanner.tls: ")) { // It looked between the two.
            line = serving.err().readLine();
        }
        assertThat(line).contains(" INFO lanner.tls: new certificates are in use; the default one, CN=a.test");
        assertThat(curl("--cacert", "a.pem", "--connect-to", "::localhost:" + port, "https://a.test/a.txt"))
                .isEqualTo("hello");
    }

    @Test
    void mistakesAreOneSentence() throws Exception {
        OpenSsl.in(folder).certificate("a", "a.test").certificate("b", "b.test");
        Map<String, String> mistakes = Map.of(
                "--cert none.pem", "none.pem does not exist.",
                "--cert a.pem --key b.key",
                        "the private key in b.key does not belong to the certificate CN=a.test in a.pem.",
                "--cert a.key --key a.pem",
                        "the certificate file a.key holds a private key, and the key file a.pem a certificate:"
                                + " they look swapped.");

        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            var result = Command.run(lanner.command(mistake.getKey().split(" ", -1)));

            assertThat(result).isEqualTo(new Command.Result(2, "lanner: " + mistake.getValue() + "\n"));
        }
    }

    @Test
    void whatTheMachineLacksIsOneSentence() throws Exception {
        Path providers = Files.writeString(folder.resolve("providers"), "security.provider.3=SunJSSE\n");
        Path file = Files.createFile(folder.resolve("file"));

        var withoutCurves = Command.run(lanner.command(List.of("-Djava.security.properties=" + providers), "--https"));
        ProcessBuilder withoutHome = lanner.command("--https", "-p0");
        withoutHome.environment().put("LANNER_HOME", file.toString());
        var noHome = Command.run(withoutHome);

        assertThat(withoutCurves)
                .isEqualTo(new Command.Result(
                        1,
                        "lanner: this Java machine has no elliptic curves, which TLS needs:"
                                + " add the module jdk.crypto.ec to it.\n"));
        assertThat(noHome.exit()).isEqualTo(1);
        assertThat(noHome.output())
                .startsWith("lanner: the development certificate can't be kept in " + file + " (")
                .hasLineCount(1);
    }

    @Test
    void certTellsAndRenews() throws Exception {
        var none = Command.run(lanner.command("cert"));
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.output())
                .startsWith("lanner: there is no development certificate in ")
                .hasLineCount(1);

        URI url = start("--https");
        assertThat(lanner.run("cert", "show")).contains("certificate  " + home + "/.lanner/dev-cert.pem\n", "SHA-256 ");
        assertThat(lanner.run("cert", "trust")).contains("curl --cacert " + home + "/.lanner/dev-cert.pem ");
        assertThat(lanner.run("cert", "renew")).startsWith("This is a new certificate;");
        assertThat(serving.err().readLine()).contains(" INFO lanner.tls: new certificates are in use;");
        assertThat(curl("--cacert", home + "/.lanner/dev-cert.pem", url + "a.txt"))
                .isEqualTo("hello");
        assertThat(lanner.run("cert", "remove").toLowerCase(Locale.ROOT)).startsWith("removed ");
        assertThat(home.resolve(".lanner/dev-key.pem")).doesNotExist();
    }
}
