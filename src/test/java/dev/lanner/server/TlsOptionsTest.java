package dev.lanner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsOptionsTest {
    private static final CertificateSource ANY = CertificateSource.pem(Path.of("a.pem"));

    @Test
    void aCertificateIsNeeded() {
        assertThatThrownBy(() -> TlsOptions.builder().build()).hasMessageContaining("TLS needs a certificate");
        assertThatThrownBy(() -> TlsOptions.builder().certificate("a.test", ANY).build())
                .hasMessageContaining("there is no default certificate");
    }

    @Test
    void namesAreCanonical() {
        TlsOptions options = TlsOptions.builder()
                .certificate(ANY)
                .certificate("*.EXAMPLE.org", ANY)
                .certificate("bücher.test", ANY)
                .build();

        assertThat(options.certificatesByName()).containsOnlyKeys("*.example.org", "xn--bcher-kva.test");
        for (String name : List.of("", "*", "*.", "a b", ".a", "a.", "*.*.a", "a/b")) {
            assertThatThrownBy(() -> TlsOptions.builder().certificate(name, ANY))
                    .as(name)
                    .hasMessageContaining("is not a host name");
        }
    }

    @Test
    void whoAsksForCertificatesMustBelieveSomebody() {
        assertThatThrownBy(() -> ClientCertificates.required(List.of())).hasMessageContaining("no authority is given");
    }

    @Test
    void endpointsSayHttps() {
        assertThat(Endpoint.https(8443).url()).isEqualTo("https://localhost:8443");
        assertThat(Endpoint.https("::1", 1, TlsOptions.of(ANY)).url()).isEqualTo("https://[::1]:1");
        assertThat(Endpoint.of("https://a.test", TlsOptions.of(ANY)).url()).isEqualTo("https://a.test:443");
        assertThatThrownBy(() -> Endpoint.of("https://a.test"))
                .hasMessageContaining("needs a certificate: use Endpoint.of(url, tlsOptions)");
        assertThatThrownBy(() -> Endpoint.of("http://a.test", TlsOptions.of(ANY)))
                .hasMessageContaining("it must be https://HOST");
        assertThatThrownBy(() -> Endpoint.https(1).withTls(TlsOptions.of(ANY))).hasMessageContaining("TLS already");
    }
}
