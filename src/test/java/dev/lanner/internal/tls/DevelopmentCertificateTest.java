package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void isMadeOnceAndForThisUserAlone() throws Exception {
        Path home = folder.resolve("home");
        DevelopmentCertificate made = DevelopmentCertificate.load(home, NOW);
        DevelopmentCertificate again = DevelopmentCertificate.load(home, NOW.plus(Duration.ofDays(366)));

        assertThat(again.credential().certificate()).isEqualTo(made.credential().certificate());
        assertThat(again.certificateFile()).isEqualTo(home.resolve("dev-cert.pem"));
        for (String file : new String[] {"dev-cert.pem", "dev-key.pem"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        try (var files = Files.list(home)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void isRenewedThirtyDaysBeforeItsEnd() throws Exception {
        DevelopmentCertificate made = DevelopmentCertificate.load(folder, NOW);
        DevelopmentCertificate later = DevelopmentCertificate.load(folder, NOW.plus(Duration.ofDays(368)));

        assertThat(later.credential().certificate())
                .isNotEqualTo(made.credential().certificate());
        assertThat(DevelopmentCertificate.load(folder, NOW.plus(Duration.ofDays(369)))
                        .credential()
                        .certificate())
                .isEqualTo(later.credential().certificate());
    }

    @Test
    void isMadeAgainWhereItsFilesAreBroken() throws Exception {
        DevelopmentCertificate made = DevelopmentCertificate.load(folder, NOW);
        Files.writeString(folder.resolve("dev-key.pem"), "gone");

        assertThat(DevelopmentCertificate.load(folder, NOW).credential().certificate())
                .isNotEqualTo(made.credential().certificate());
    }

    @Test
    void lastsForThreeHundredAndNinetySevenDaysAndHasTheLoopbackNames() throws Exception {
        var certificate = DevelopmentCertificate.make(NOW).credential().certificate();

        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(397)));
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("localhost", "*.localhost", "*.dev.localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void opensslAcceptsIt() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        DevelopmentCertificate.load(folder, Instant.now());

        assertThat(openssl.run("verify -x509_strict -purpose sslserver -verify_hostname localhost -CAfile dev-cert.pem"
                        + " dev-cert.pem"))
                .contains("OK");
        assertThat(openssl.run("pkey -in dev-key.pem -noout -check")).contains("valid");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DevelopmentCertificate.load(file, NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the development certificate can't be kept in " + file)
                .hasMessageContaining("LANNER_HOME");
    }
}
