package dev.lanner.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificatesTest {
    private static final String VARIABLE = "LANNER_KEY_PASSWORD";

    @TempDir
    Path folder;

    private OpenSsl openssl;

    @BeforeEach
    void make() throws Exception {
        openssl = OpenSsl.in(folder).certificate("a", "a.test").certificate("b", "b.test");
        openssl.write("both.pem", openssl.text("a.key"), openssl.text("a.pem"));
        openssl.run("pkcs12 -export -in a.pem -inkey a.key -out a.p12 -passout pass:secret");
        openssl.run("pkcs12 -export -in a.pem -inkey a.key -out open.p12 -passout pass:");
        openssl.run("pkcs8 -topk8 -v2 aes256 -in a.key -out safe.key -passout pass:secret");
        openssl.write("password", "secret\n");
    }

    private Path file(String name) {
        return openssl.file(name);
    }

    /** Reads a line of options, in which names with a dot are files. */
    private TlsOptions read(Map<String, String> environment, Instant now, String line) throws UsageException {
        List<String> arguments = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            arguments.add(word.startsWith("-") ? word : file(word).toString());
        }
        return ServerCertificates.read(Arguments.parse(arguments.toArray(String[]::new)), environment, now);
    }

    private TlsOptions read(String line) throws UsageException {
        return read(Map.of(), Instant.now(), line);
    }

    private void assertMistake(String line, String message) {
        assertMistake(Map.of(), line, message);
    }

    private void assertMistake(Map<String, String> environment, String line, String message) {
        assertThatThrownBy(() -> read(environment, Instant.now(), line))
                .isInstanceOf(UsageException.class)
                .hasMessage(message.replace("@", folder + "/"));
    }

    @Test
    void noneIsNoTlsUnlessItIsAskedFor() throws Exception {
        assertThat(read("--hidden")).isNull();
        assertThat(read("--https").certificates()).containsExactly(CertificateSource.development());
    }

    @Test
    void formIsToldByTheContent() throws Exception {
        Map<String, String> password = Map.of(VARIABLE, "secret");
        Instant now = Instant.now();

        assertThat(read("--cert both.pem").certificates()).containsExactly(CertificateSource.pem(file("both.pem")));
        assertThat(read("--https --cert a.pem --key a.key").certificates())
                .containsExactly(CertificateSource.pem(file("a.pem"), file("a.key")));
        assertThat(read(password, now, "--cert a.pem --key safe.key").certificates())
                .containsExactly(CertificateSource.pem(file("a.pem"), file("safe.key"), "secret"));
        assertThat(read("--cert a.p12 --key-password-file password").certificates())
                .containsExactly(CertificateSource.pkcs12(file("a.p12"), "secret"));
        assertThat(read("--cert open.p12 --key open.p12").certificates())
                .containsExactly(CertificateSource.pkcs12(file("open.p12"), ""));
    }

    @Test
    void severalServeTheirOwnNamesAndTheFirstAllOthers() throws Exception {
        CertificateSource a = CertificateSource.pem(file("a.pem"), file("a.key"));
        CertificateSource b = CertificateSource.pem(file("b.pem"), file("b.key"));

        TlsOptions options = read("--cert a.pem --key a.key --cert b.pem --key b.key");

        assertThat(options.certificates()).containsExactly(a);
        assertThat(options.certificatesByName()).isEqualTo(Map.of("a.test", List.of(a), "b.test", List.of(b)));
        assertThat(read("--cert a.pem --key a.key").certificatesByName()).isEmpty();
    }

    @Test
    void keysThatDoNotCorrespondAreSaid() throws Exception {
        openssl.run("req -x509 -newkey rsa:2048 -nodes -days 30 -keyout n.key -out n.pem -subj /CN=n.test");

        String advice = ": give each certificate its own, or none if the keys are in the same files.";
        assertMistake("--key a.key", "there are 0 --cert and 1 --key" + advice);
        assertMistake("--cert a.pem --cert b.pem --key a.key", "there are 2 --cert and 1 --key" + advice);
        assertMistake(
                "--cert a.pem --key b.key",
                "the private key in @b.key does not belong to the certificate CN=a.test in @a.pem.");
        assertMistake(
                "--cert a.p12 --key a.key", "@a.p12 is PKCS#12, which has its key inside: leave out --key @a.key.");
        assertMistake(
                "--cert both.pem --cert n.pem --key both.pem --key n.key",
                "the certificate in @n.pem and @n.key names no host, so that nobody could ask for it among several.");
    }

    @Test
    void filesThatAreSomethingElseAreSaid() throws Exception {
        assertMistake("--cert none.pem", "@none.pem does not exist.");
        assertMistake("--cert a.pem --key none.key", "@none.key does not exist.");
        assertMistake("--cert a.pem", "@a.pem has a certificate, but no private key: name the file that has it.");
        assertMistake(
                "--cert a.key --key a.pem",
                "the certificate file @a.key holds a private key, and the key file @a.pem a certificate:"
                        + " they look swapped.");
        assertMistake("--cert password", "@password has no PEM block (-----BEGIN ...).");
        Files.createFile(file("empty.pem"));
        assertMistake("--cert empty.pem", "@empty.pem has no PEM block (-----BEGIN ...).");
    }

    @Test
    void certificatesThatHaveExpiredAreSaid() {
        assertThatThrownBy(() -> read(Map.of(), Instant.now().plus(Duration.ofDays(31)), "--cert both.pem"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("the certificate CN=a.test in " + file("both.pem") + " has expired, on ");
    }

    @Test
    void passwordsThatLackOrDoNotOpenAreSaid() throws Exception {
        openssl.write("wrong", "wrong");
        String advice = ": give it in a file by --key-password-file, or in the variable LANNER_KEY_PASSWORD.";

        assertMistake(
                "--cert a.pem --key safe.key",
                "@safe.key is an encrypted private key, and no password was given" + advice);
        assertMistake("--cert a.p12", "@a.p12 is encrypted, and no password was given" + advice);
        assertMistake(
                Map.of(VARIABLE, "wrong"),
                "--cert a.pem --key safe.key",
                "the password does not open the private key in @safe.key; it came from LANNER_KEY_PASSWORD.");
        assertMistake(
                Map.of(VARIABLE, "secret"),
                "--cert a.p12 --key-password-file wrong",
                "the password does not open @a.p12; it came from @wrong.");
    }
}
