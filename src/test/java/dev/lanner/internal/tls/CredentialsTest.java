package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.server.CertificateSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @TempDir
    Path folder;

    private OpenSsl openssl;

    @BeforeEach
    void openssl() {
        openssl = OpenSsl.in(folder);
    }

    private static Credential load(CertificateSource source) throws IOException {
        return Credentials.load(source, Instant.now());
    }

    private CertificateSource pem(String certificate, String key) {
        return CertificateSource.pem(openssl.file(certificate), openssl.file(key));
    }

    private void assertMistake(CertificateSource source, String... words) {
        assertThatThrownBy(() -> load(source))
                .isInstanceOf(IOException.class)
                .message()
                .contains(words)
                .doesNotContain("Exception", "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048, RSA",
        "ec -pkeyopt ec_paramgen_curve:P-256, EC",
        "ec -pkeyopt ec_paramgen_curve:P-384, EC",
        "ed25519, EdDSA"
    })
    void readsKeysOfEveryKind(String kind, String type) throws Exception {
        openssl.run("req -x509 -nodes -days 30 -subj /CN=a.test -keyout a.key -out a.pem -newkey " + kind);

        assertThat(load(pem("a.pem", "a.key")).keyType()).isEqualTo(type);
    }

    @Test
    void readsPkcs1() throws Exception {
        openssl.run("req -x509 -nodes -days 30 -subj /CN=a.test -keyout a.key -out a.pem -newkey rsa:2048");
        openssl.run("rsa -in a.key -traditional -out old.key");
        assertThat(openssl.text("old.key")).contains("BEGIN RSA PRIVATE KEY");

        assertThat(load(pem("a.pem", "old.key")).keyType()).isEqualTo("RSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " -no_public"})
    void readsSec1(String form) throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("ec -in a.key -out old.key" + form);
        assertThat(openssl.text("old.key")).contains("BEGIN EC PRIVATE KEY");

        assertThat(load(pem("a.pem", "old.key")).keyType()).isEqualTo("EC");
    }

    @Test
    void readsSec1BehindItsParameters() throws Exception {
        openssl.run("ecparam -name prime256v1 -genkey -out a.key");
        assertThat(openssl.text("a.key")).contains("BEGIN EC PARAMETERS");
        openssl.run("req -x509 -key a.key -days 30 -subj /CN=a.test -out a.pem");

        assertThat(load(pem("a.pem", "a.key")).keyType()).isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v2 aes256", "-v2 aes128 -v2prf hmacWithSHA512"})
    void readsEncryptedKeys(String encryption) throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("pkcs8 -topk8 -in a.key -out safe.key -passout pass:secret " + encryption);
        Path certificate = openssl.file("a.pem");
        Path key = openssl.file("safe.key");

        assertThat(load(CertificateSource.pem(certificate, key, "secret")).keyType())
                .isEqualTo("EC");
        assertMistake(CertificateSource.pem(certificate, key), "safe.key is an encrypted private key", "no password");
        assertMistake(CertificateSource.pem(certificate, key, "wrong"), "the password does not open", "safe.key");
    }

    @Test
    void readsOneFileInAnyOrder() throws Exception {
        openssl.certificate("root", "root.test", "-addext", "basicConstraints=critical,CA:TRUE");
        openssl.issued("middle", "middle.test", "root", "basicConstraints=critical,CA:TRUE\n");
        openssl.issued("leaf", "leaf.test", "middle", "subjectAltName=DNS:leaf.test\n");
        Path all = openssl.write(
                "all.pem",
                "Some words\n",
                openssl.text("root.pem"),
                openssl.text("leaf.key"),
                openssl.text("middle.pem"),
                openssl.text("leaf.pem").replace("\n", "\r\n"));

        List<X509Certificate> chain = load(CertificateSource.pem(all)).chain();

        assertThat(chain)
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=leaf.test", "CN=middle.test", "CN=root.test");
    }

    @Test
    void readsPkcs12AndKeyStores() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("pkcs12 -export -in a.pem -inkey a.key -out a.p12 -name mine -passout pass:secret");
        Path file = openssl.file("a.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "secret".toCharArray());
        }

        assertThat(load(CertificateSource.pkcs12(file, "secret")).keyType()).isEqualTo("EC");
        assertThat(load(new CertificateSource.Pkcs12(file, "secret", "mine")).keyType())
                .isEqualTo("EC");
        assertThat(load(CertificateSource.of(store, "secret".toCharArray())).keyType())
                .isEqualTo("EC");
        assertMistake(CertificateSource.pkcs12(file, "wrong"), "the password does not open", "a.p12");
        assertMistake(CertificateSource.pkcs12(file, ""), "a.p12 is encrypted, and no password was given");
        assertMistake(new CertificateSource.Pkcs12(file, "secret", "other"), "no private key named other");
        assertMistake(CertificateSource.pkcs12(openssl.file("a.pem"), ""), "a.pem can't be read as PKCS#12");
    }

    @Test
    void tellsWhatIsSwapped() throws Exception {
        openssl.certificate("a", "a.test");

        assertMistake(pem("a.key", "a.pem"), "a.key holds a private key", "they look swapped");
    }

    @Test
    void tellsAKeyOfAnotherCertificate() throws Exception {
        openssl.certificate("a", "a.test").certificate("b", "b.test");

        assertMistake(pem("a.pem", "b.key"), "b.key does not belong to the certificate CN=a.test in", "a.pem");
    }

    @Test
    void findsTheCertificateOfAKeyThatDoesNotNameIt() throws Exception {
        openssl.certificate("a", "a.test").certificate("b", "b.test");
        openssl.run("ec -in a.key -no_public -out bare.key");

        assertThat(load(pem("a.pem", "bare.key")).keyType()).isEqualTo("EC");
        assertMistake(pem("b.pem", "bare.key"), "bare.key does not belong to the certificate CN=b.test in", "b.pem");
    }

    @Test
    void tellsWhatIsMissing() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.write("empty.pem", "nothing here");

        assertMistake(pem("a.pem", "a.pem"), "a.pem has a certificate, but no private key: name the file that has it");
        assertMistake(pem("a.key", "a.key"), "a.key has no certificate, but a block PRIVATE KEY");
        assertMistake(pem("no.pem", "a.key"), "no.pem does not exist");
        assertMistake(pem("empty.pem", "a.key"), "empty.pem has no PEM block");
    }

    @Test
    void tellsBinaryFiles() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("x509 -in a.pem -outform DER -out a.der");

        assertMistake(pem("a.der", "a.key"), "a.der is binary, not PEM");
    }

    @Test
    void tellsTimes() throws Exception {
        openssl.certificate("a", "a.test");

        assertThatThrownBy(() ->
                        Credentials.load(pem("a.pem", "a.key"), Instant.now().plus(Duration.ofDays(31))))
                .hasMessageContaining("CN=a.test")
                .hasMessageContaining("has expired, on ");
        assertThatThrownBy(() ->
                        Credentials.load(pem("a.pem", "a.key"), Instant.now().minus(Duration.ofDays(1))))
                .hasMessageContaining("is not valid yet, but from ");
    }

    @Test
    void tellsACertificateThatIsNotForServers() throws Exception {
        openssl.certificate("a", "a.test", "-addext", "extendedKeyUsage=clientAuth");

        assertMistake(pem("a.pem", "a.key"), "is not for servers", "serverAuth");
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm X25519, X25519",
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048, RSASSA-PSS",
        "ecparam -name secp256k1 -genkey -noout, EC"
    })
    void tellsKeysThatAreNotSupported(String how, String name) throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run(how + " -out other.key");

        assertMistake(pem("a.pem", "other.key"), "other.key has a key of the kind " + name, "use RSA, EC");
    }

    @Test
    void tellsOldEncryption() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("ec -in a.key -aes128 -passout pass:secret -out old.key");

        assertMistake(pem("a.pem", "old.key"), "old way of OpenSSL", "openssl pkcs8 -topk8 -v2 aes256");
    }

    @Test
    void tellsOtherEncryption() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.run("pkcs8 -topk8 -in a.key -out scrypt.key -passout pass:secret -scrypt");

        assertMistake(
                CertificateSource.pem(openssl.file("a.pem"), openssl.file("scrypt.key"), "secret"),
                "scrypt.key is encrypted",
                "openssl pkcs8 -topk8 -v2 aes256");
    }

    @Test
    void tellsOpenSshKeysAndGarbage() throws Exception {
        openssl.certificate("a", "a.test");
        openssl.write("ssh.key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
        openssl.write("junk.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        openssl.write("bad.key", "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n");
        openssl.write("two.key", openssl.text("a.key"), openssl.text("a.key"));

        assertMistake(pem("a.pem", "ssh.key"), "ssh-keygen -p -m PKCS8");
        assertMistake(pem("a.pem", "junk.key"), "the block PRIVATE KEY is not a key");
        assertMistake(pem("a.pem", "bad.key"), "the block PRIVATE KEY is not base64");
        assertMistake(pem("a.pem", "two.key"), "has 2 private keys");
    }

    @Test
    void passwordsAreNotShown() {
        assertThat(new CertificateSource.Pem(Path.of("a"), Path.of("b"), "secret").toString())
                .isEqualTo("a and b");
        assertThat(CertificateSource.pkcs12(Path.of("a"), "secret").toString()).isEqualTo("a");
    }
}
