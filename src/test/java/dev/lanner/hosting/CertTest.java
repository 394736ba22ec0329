package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.tls.Credentials;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.DevelopmentFolder;
import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.server.CertificateSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Map<String, String> PASSWORD = Map.of("LANNER_KEY_PASSWORD", "secret");

    @TempDir
    Path folder;

    private DevelopmentFolder home;

    @BeforeEach
    void home() {
        home = new DevelopmentFolder(folder.resolve("home"));
    }

    private String run(Instant now, Map<String, String> environment, String... arguments)
            throws UsageException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Cert(home, now, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(Arguments.parse(arguments), environment);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String run(String... arguments) throws UsageException, IOException {
        return run(NOW, Map.of(), arguments);
    }

    @Test
    void showsWhatThereIs() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        home.load(NOW);
        String fingerprint = openssl.run("x509 -in home/dev-cert.pem -noout -fingerprint -sha256")
                .strip()
                .replaceFirst(".*=", "");

        assertThat(run("cert").lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("certificate  " + home.certificateFile()),
                        line -> assertThat(line).isEqualTo("private key  " + home.keyFile() + " (rw-------)"),
                        line -> assertThat(line)
                                .isEqualTo("names        localhost, *.localhost, *.dev.localhost, 127.0.0.1, ::1"),
                        line -> assertThat(line)
                                .isEqualTo("valid        2026-11-21 to 2027-12-23, 397 days left;"
                                        + " renewed from 2027-11-23 on"),
                        line -> assertThat(line).isEqualTo("SHA-256      " + fingerprint),
                        line -> assertThat(line).startsWith("trusted      ").contains("lanner cert trust"));
        assertThat(run("cert", "show")).isEqualTo(run("cert"));
    }

    @Test
    void showsWithoutMakingOrRenewing() throws Exception {
        assertThatThrownBy(() -> run("cert"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("there is no development certificate in " + home.path() + " yet");
        assertThat(home.path()).doesNotExist();

        DevelopmentCertificate made = home.load(NOW);
        assertThat(run(NOW.plus(Duration.ofDays(370)), Map.of(), "cert"))
                .contains(", 27 days left; renewed when it is next used");
        assertThat(run(NOW.plus(Duration.ofDays(400)), Map.of(), "cert"))
                .contains(", expired; renewed when it is next used");
        assertThat(home.kept()).isEqualTo(made);
    }

    @Test
    void exportsTheCertificateAlone() throws Exception {
        Path file = folder.resolve("out.pem");

        String pem = run("cert", "export");

        assertThat(pem).isEqualTo(home.kept().pem()).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(run("cert", "export", file.toString())).isEqualTo("Wrote the certificate to " + file + ".\n");
        assertThat(file).hasContent(pem);
    }

    @Test
    void exportsTheKeyIfToldSoForThisUserAlone() throws Exception {
        Path file = Files.createFile(folder.resolve("out.pem"));

        assertThat(run("cert", "export", "--with-key", file.toString()))
                .isEqualTo("Wrote the certificate and its private key to " + file
                        + ", without a password, for you alone.\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Credentials.load(CertificateSource.pem(file), NOW).certificate())
                .isEqualTo(home.kept().credential().certificate());
        assertThat(run("cert", "export", "--with-key")).isEqualTo(Files.readString(file));
    }

    @Test
    void exportsThroughALink() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path link = Files.createSymbolicLink(folder.resolve("link.pem"), file);

        assertThat(run("cert", "export", "--with-key", link.toString())).endsWith(", without a password.\n");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent(home.kept().pem() + home.kept().keyPem());
    }

    @Test
    void exportsPkcs12() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        Path open = folder.resolve("open.p12");
        Path locked = folder.resolve("locked.PFX");

        assertThat(run("cert", "export", "--with-key", open.toString())).contains(", without a password,");
        assertThat(run(NOW, PASSWORD, "cert", "export", "--with-key", locked.toString()))
                .contains(", with the password from LANNER_KEY_PASSWORD, for you alone.");

        assertThat(Credentials.load(CertificateSource.pkcs12(open, ""), NOW).certificate())
                .isEqualTo(home.kept().credential().certificate());
        assertThat(Credentials.load(CertificateSource.pkcs12(locked, "secret"), NOW)
                        .certificate())
                .isEqualTo(home.kept().credential().certificate());
        assertThat(openssl.run("pkcs12 -in locked.PFX -passin pass:secret -nodes"))
                .contains("BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
        assertThat(openssl.run("pkcs12 -in open.p12 -passin pass: -nodes")).contains("BEGIN PRIVATE KEY");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(locked)))
                .isEqualTo("rw-------");
    }

    @Test
    void exportsPkcs12ToTrust() throws Exception {
        Path file = folder.resolve("trust.p12");

        run(NOW, PASSWORD, "cert", "export", file.toString());

        KeyStore store = KeyStore.getInstance(file.toFile(), "secret".toCharArray());
        assertThat(store.isCertificateEntry("lanner-dev")).isTrue();
        assertThat(store.getCertificate("lanner-dev"))
                .isEqualTo(home.kept().credential().certificate());
    }

    @Test
    void whatCanNotBeWrittenIsSaid() {
        Path file = folder.resolve("none/out.pem");

        assertThatThrownBy(() -> run("cert", "export", file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " can't be written: ");
    }

    @Test
    void tellsHowToTrust() throws Exception {
        assertThat(run("cert", "trust"))
                .contains("sudo cp " + home.certificateFile() + " /usr/local/share/ca-certificates/lanner-dev.crt\n")
                .contains("update-ca-certificates", "security add-trusted-cert", "certutil -user", "certutil -d sql:")
                .contains(
                        "curl --cacert " + home.certificateFile() + " ", "NODE_EXTRA_CA_CERTS=", "keytool -importcert")
                .doesNotContain("{");
        assertThat(home.certificateFile()).exists();
    }

    @Test
    void renews() throws Exception {
        DevelopmentCertificate before = home.load(NOW);

        assertThat(run("cert", "renew"))
                .startsWith("This is a new certificate;")
                .contains("\nSHA-256 ");
        assertThat(home.kept()).isNotEqualTo(before);
    }

    @Test
    void removes() throws Exception {
        home.load(NOW);

        assertThat(run("cert", "remove")).startsWith("Removed " + home.certificateFile() + " and dev-key.pem. ");
        assertThat(home.kept()).isNull();
        assertThat(run("cert", "remove")).isEqualTo("There was no development certificate in " + home.path() + ".\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    shwo              | lanner cert has no shwo. Did you mean show?
                    frobnicate        | lanner cert has no frobnicate. It has show, export, trust, renew and remove.
                    show x            | lanner cert show can't do anything with x.
                    export x y        | lanner cert export can't do anything with y.
                    trust --with-key  | --with-key is for lanner cert export alone.
                    --with-key        | --with-key is for lanner cert export alone.
                    """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> run(("cert " + line).split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
        assertThat(home.path()).doesNotExist();
    }
}
