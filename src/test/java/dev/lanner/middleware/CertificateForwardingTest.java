package dev.lanner.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.Pipeline;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.middleware.ForwardedHeaders.Field;
import dev.lanner.server.TrustedPeers;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryServer;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's certificate, as proxies tell it. */
class CertificateForwardingTest {
    private static final DevelopmentCertificate CERTIFICATE =
            DevelopmentCertificate.make(Instant.parse("2026-01-02T03:04:05Z"));

    private static String base64() {
        try {
            return Base64.getEncoder()
                    .encodeToString(CERTIFICATE.credential().certificate().getEncoded());
        } catch (java.security.cert.CertificateEncodingException never) {
            throw new AssertionError(never);
        }
    }

    static List<String> forms() {
        String pem = CERTIFICATE.pem();
        return List.of(
                base64(),
                ":" + base64() + ":",
                pem.replace("\n", " ").strip(),
                URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20"),
                // As nginx does it: the plus and the slash of Base64 stay.
                pem.replace("\n", "%0A").replace(" ", "%20"));
    }

    private static String seen(Middleware middleware, String address, String field, String value) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(ForwardedHeaders.of(Field.FOR))
                .use(middleware)
                .handle(context -> context.response().text(describe(context, field))))) {
            return server.send(MemoryRequest.builder("GET", "/")
                            .remoteAddress(new InetSocketAddress(address, 1))
                            .header("X-Forwarded-For", "192.0.2.1")
                            .header(field, value)
                            .build())
                    .text();
        }
    }

    private static String describe(HttpContext context, String field) {
        assertThat(context.request().header(field)).isNull();
        TlsFeature tls = context.features().get(TlsFeature.class);
        return tls == null
                ? "nobody"
                : tls.protocol() + tls.cipherSuite() + tls.serverName() + tls.applicationProtocol() + tls.isResumed()
                        + " "
                        + tls.clientCertificates()
                                .getFirst()
                                .getSubjectX500Principal()
                                .getName();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isBelievedInEachForm(String value) throws Exception {
        assertThat(seen(new CertificateForwarding(), "127.0.0.1", "X-Client-Cert", value))
                .isEqualTo("false CN=Lanner development certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(null)"})
    void noneIsNoFault(String value) throws Exception {
        CertificateForwarding forwarding = new CertificateForwarding();
        assertThat(seen(forwarding, "127.0.0.1", "X-Client-Cert", value)).isEqualTo("nobody");
        assertThat(forwarding.malformed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil", "AAAA", "%", "%zz", "-----BEGIN CERTIFICATE----- -----END CERTIFICATE-----", "a, b"})
    void malformedIsCounted(String value) throws Exception {
        CertificateForwarding forwarding = new CertificateForwarding();
        assertThat(seen(forwarding, "127.0.0.1", "X-Client-Cert", value)).isEqualTo("nobody");
        assertThat(forwarding.malformed()).isEqualTo(1);
    }

    @Test
    void ofOthersIsNotBelieved() throws Exception {
        CertificateForwarding forwarding = new CertificateForwarding("Client-Cert", TrustedPeers.of("10.0.0.1"));
        assertThat(seen(forwarding, "10.0.0.1", "Client-Cert", base64())).startsWith("false CN=");
        assertThat(seen(forwarding, "10.0.0.2", "Client-Cert", base64())).isEqualTo("nobody");
        assertThat(forwarding.malformed()).isZero();
    }
}
