package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path folder;

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
        new DevelopmentFolder(folder).renew(Instant.now());

        assertThat(openssl.run("verify -x509_strict -purpose sslserver -verify_hostname localhost -CAfile dev-cert.pem"
                        + " dev-cert.pem"))
                .contains("OK");
        assertThat(openssl.run("pkey -in dev-key.pem -noout -check")).contains("valid");
    }
}
