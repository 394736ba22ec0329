package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.internal.net.Clock;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsEndpointTest {
    @TempDir
    Path folder;

    private static CertificateSource made() {
        Credential own = DevelopmentCertificate.make(Instant.now()).credential();
        return CertificateSource.of(own.key(), own.chain());
    }

    private static TlsEndpoint endpoint(TlsOptions.Builder options) throws IOException {
        return new TlsEndpoint(options.build(), List.of("http/1.1"), Clock.SYSTEM);
    }

    @Test
    void theExactNameComesBeforeTheLongestWildcardAndThatBeforeTheDefault() {
        NameTable<String> table =
                new NameTable<>(Map.of("a.example.org", "exact", "*.example.org", "long", "*.org", "short"), "default");

        assertThat(table.find("a.example.org")).isEqualTo("exact");
        assertThat(table.find("b.example.org")).isEqualTo("long");
        assertThat(table.find("c.b.example.org")).isEqualTo("long");
        assertThat(table.find("example.org")).isEqualTo("short");
        assertThat(table.find("org")).isEqualTo("default");
        assertThat(table.find(".example.org")).as("no name").isEqualTo("short");
        assertThat(table.find("")).isEqualTo("default");
    }

    @Test
    void everyNameHasAHostAndUnknownOnesTheDefault() throws Exception {
        TlsEndpoint endpoint = endpoint(TlsOptions.builder().certificate(made()).certificate("*.example.org", made()));

        assertThat(endpoint.host("a.example.org"))
                .isNotNull()
                .isSameAs(endpoint.host("b.example.org"))
                .isNotSameAs(endpoint.host("other.test"));
        assertThat(endpoint.host("other.test")).isNotNull().isSameAs(endpoint.host(""));
    }

    @Test
    void unknownNamesCanBeRefused() throws Exception {
        TlsEndpoint endpoint =
                endpoint(TlsOptions.builder().certificate("a.test", made()).refuseUnknownNames());

        assertThat(endpoint.host("a.test")).isNotNull();
        assertThat(endpoint.host("b.test")).isNull();
        assertThat(endpoint.host("")).isNull();
    }

    @Test
    void aPolicyForANameGetsAHostOfItsOwn() throws Exception {
        var authorities =
                List.of(DevelopmentCertificate.make(Instant.now()).credential().certificate());
        TlsEndpoint endpoint = endpoint(TlsOptions.builder()
                .certificate(made())
                .clientCertificates("admin.test", ClientCertificates.required(authorities))
                .clientCertificates("*.admin.test", ClientCertificates.required(authorities)));

        assertThat(endpoint.host("admin.test").engine().getNeedClientAuth()).isTrue();
        assertThat(endpoint.host("other.test").engine().getNeedClientAuth()).isFalse();
        assertThat(endpoint.hasOnePolicy()).isFalse();
        assertThat(endpoint.mayServe("", "other.test")).isTrue();
        assertThat(endpoint.mayServe("other.test", "admin.test")).isFalse();
        assertThat(endpoint.mayServe("admin.test", "a.admin.test"))
                .as("the same is asked")
                .isTrue();
        assertThat(endpoint.mayServe("admin.test", "other.test")).isFalse();
    }

    @Test
    void twoCertificatesOfOneKindForANameAreAMistake() {
        assertThatThrownBy(
                        () -> endpoint(TlsOptions.builder().certificate(made()).certificate(made())))
                .hasMessageContaining("another certificate with the same kind of key (EC)");
    }

    @Test
    void filesThatChangeAreReadAgainAndMistakesKeepWhatThereIs() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder).certificate("a", "a.test").certificate("b", "b.test");
        Path certificate = openssl.file("live.pem");
        Path key = openssl.file("live.key");
        copy(openssl.file("a.pem"), certificate, 1);
        copy(openssl.file("a.key"), key, 1);
        TlsEndpoint endpoint = endpoint(TlsOptions.builder().certificate(CertificateSource.pem(certificate, key)));
        TlsHost first = endpoint.host("");

        endpoint.reload();
        assertThat(endpoint.host("")).as("nothing has changed").isSameAs(first);

        copy(openssl.file("b.pem"), certificate, 2);
        endpoint.reload();
        assertThat(endpoint.host("")).as("the key does not belong").isSameAs(first);
        assertThat(endpoint.defaultCertificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=a.test");

        copy(openssl.file("b.key"), key, 3);
        endpoint.reload();
        assertThat(endpoint.host("")).isNotSameAs(first);
        assertThat(endpoint.defaultCertificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=b.test");
    }

    private static void copy(Path from, Path to, int second) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(second)));
    }

    @Test
    void http2RefusesWhatItsListForbids() {
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_AES_128_GCM_SHA256")).isFalse();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                .isFalse();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"))
                .isFalse();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_DHE_RSA_WITH_AES_128_CCM"))
                .isFalse();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_RSA_WITH_AES_128_GCM_SHA256"))
                .isTrue();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_DH_anon_WITH_AES_128_GCM_SHA256"))
                .isTrue();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"))
                .isTrue();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_PSK_WITH_AES_128_GCM_SHA256"))
                .isTrue();
        assertThat(CipherSuites.isForbiddenInHttp2("TLS_RSA_WITH_NULL_SHA")).isTrue();
    }
}
