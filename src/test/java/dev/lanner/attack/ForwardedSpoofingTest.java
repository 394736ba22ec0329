package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.Pipeline;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.middleware.CertificateForwarding;
import dev.lanner.middleware.ForwardedHeaders;
import dev.lanner.middleware.ForwardedHeaders.Field;
import dev.lanner.middleware.HostFiltering;
import dev.lanner.server.TrustedPeers;
import dev.lanner.testing.MemoryRequest;
import dev.lanner.testing.MemoryResponse;
import dev.lanner.testing.MemoryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that forge what only a proxy should tell: by themselves, and through a proxy that passes things on. */
class ForwardedSpoofingTest {
    private static final String PROXY = "10.0.0.1";
    private static final String CLIENT = "203.0.113.66";

    private static ForwardedHeaders.Builder trusting(Field first, Field... others) {
        return ForwardedHeaders.builder(first, others).trust(TrustedPeers.of(PROXY));
    }

    private static String describe(HttpContext context) {
        TlsFeature tls = context.features().get(TlsFeature.class);
        InetSocketAddress client = (InetSocketAddress) context.request().remoteAddress();
        return context.request().scheme() + " " + client.getAddress().getHostAddress() + " "
                + context.request().authority() + " " + context.request().pathBase()
                + (tls == null ? "" : " certificate");
    }

    private static MemoryRequest.Builder from(String address) {
        return MemoryRequest.builder("GET", "/").remoteAddress(new InetSocketAddress(address, 1));
    }

    private static String seen(ForwardedHeaders middleware, MemoryRequest.Builder request) throws IOException {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(middleware)
                .use(new CertificateForwarding("X-Client-Cert", TrustedPeers.of(PROXY)))
                .handle(context -> context.response().text(describe(context))))) {
            return server.send(request.build()).text();
        }
    }

    @Test
    void strangerIsNotBelieved() throws Exception {
        String certificate = Base64.getEncoder()
                .encodeToString(DevelopmentCertificate.make(Instant.now())
                        .credential()
                        .certificate()
                        .getEncoded());
        assertThat(seen(
                        trusting(Field.FOR, Field.PROTO, Field.HOST, Field.PREFIX)
                                .build(),
                        from(CLIENT)
                                .header("X-Forwarded-For", "127.0.0.1")
                                .header("X-Forwarded-Proto", "https")
                                .header("X-Forwarded-Host", "evil.example")
                                .header("X-Forwarded-Prefix", "/evil")
                                .header("X-Client-Cert", certificate)))
                .isEqualTo("http " + CLIENT + " localhost ");
        assertThat(seen(
                        trusting(Field.FORWARDED).build(),
                        from(CLIENT).header("Forwarded", "for=127.0.0.1;proto=https;host=evil.example")))
                .isEqualTo("http " + CLIENT + " localhost ");
        assertThat(seen(trusting(Field.FOR).build(), from(PROXY).header("X-Client-Cert", certificate)))
                .as("the certificate is one that is believed from others")
                .endsWith(" certificate");
    }

    /** The proxy adds the address that it sees to what the client sent. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1, 10.0.0.1", "10.0.0.1", "\"", "", ",,,", "for=127.0.0.1"})
    void clientBehindAProxyThatAddsToTheList(String forged) throws Exception {
        for (int limit : new int[] {1, 9}) {
            assertThat(seen(
                            trusting(Field.FOR).limit(limit).build(),
                            from(PROXY).header("X-Forwarded-For", forged + ", " + CLIENT)))
                    .isEqualTo("http " + CLIENT + " localhost ");
        }
    }

    /** An element that the client left open must not swallow the one of the proxy (RFC 7239 §4). */
    @ParameterizedTest
    @ValueSource(
            strings = {"for=\"", "for=127.0.0.1;host=\"a", "for=\"\\", "\\\"", "for=\"127.0.0.1\\\"", ",", "\"\"\""})
    void clientThatLeavesAQuoteOpen(String forged) throws Exception {
        for (String own :
                new String[] {"for=" + CLIENT, "for=\"" + CLIENT + ":99\"", "for=" + CLIENT + ";by=\"a\\\"b\""}) {
            assertThat(seen(trusting(Field.FORWARDED).build(), from(PROXY).header("Forwarded", forged + ", " + own)))
                    .isEqualTo("http " + CLIENT + " localhost ");
            assertThat(seen(
                            trusting(Field.FORWARDED).build(),
                            from(PROXY).header("Forwarded", forged).header("Forwarded", own)))
                    .isEqualTo("http " + CLIENT + " localhost ");
        }
    }

    /** The proxy sets X-Forwarded-For alone, and passes on the rest. */
    @Test
    void clientThatSendsWhatTheProxyDoesNotKnow() throws Exception {
        assertThat(seen(
                        trusting(Field.FOR).build(),
                        from(PROXY)
                                .header("X-Forwarded-For", CLIENT)
                                .header("X-Forwarded-Proto", "https")
                                .header("X-Forwarded-Host", "evil.example")
                                .header("X-Forwarded-Prefix", "//evil.example")
                                .header("Forwarded", "for=127.0.0.1")))
                .isEqualTo("http " + CLIENT + " localhost ");
    }

    /** A malformed field of the client's must not make it look like the proxy, which may be trusted with more. */
    @Test
    void clientThatWantsToLookLikeTheProxy() throws Exception {
        assertThat(seen(
                        trusting(Field.FOR, Field.PROTO, Field.HOST, Field.PREFIX)
                                .build(),
                        from(PROXY)
                                .header("X-Forwarded-For", CLIENT)
                                .header("X-Forwarded-Proto", "\u00ff")
                                .header("X-Forwarded-Host", "@")
                                .header("X-Forwarded-Prefix", "..")))
                .isEqualTo("http " + CLIENT + " localhost ");
    }

    @Test
    void fieldsThatNobodyStandsBehindAreRemoved() throws Exception {
        for (String address : new String[] {PROXY, CLIENT}) {
            try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                    .use(trusting(Field.PROTO).build())
                    .handle(context ->
                            context.response().text(context.request().headers().toString())))) {
                MemoryResponse response = server.send(from(address)
                        .header("X-Forwarded-For", "127.0.0.1")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("X-Forwarded-Prefix", "/evil")
                        .header("Forwarded", "for=127.0.0.1")
                        .header("X-Original-For", "127.0.0.1")
                        .header("X-Original-Host", "evil.example")
                        .header("X-Original-Proto", "https")
                        .header("X-Original-Prefix", "/evil")
                        .build());
                assertThat(response.text()).isEqualTo("[Host: localhost]");
            }
        }
    }

    /** A link in a mail that resets a password is made with the host of the request. */
    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "demo.example.evil.example", "evildemo.example", "demo.example@evil", "127.0.0.1"
            })
    void hostThatIsNotOurs(String host) throws Exception {
        try (MemoryServer server = MemoryServer.of(Pipeline.builder()
                .use(trusting(Field.HOST).build())
                .use(HostFiltering.of("demo.example", "*.demo.example"))
                .handle(context -> context.response().text("served")))) {
            MemoryRequest.Builder request = from(PROXY).header("X-Forwarded-Host", host);
            MemoryResponse response = server.send(request.build());
            assertThat(response.status()).isEqualTo(400);
        }
    }
}
