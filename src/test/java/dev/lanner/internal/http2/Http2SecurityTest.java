package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.exchange.ConnectionScope;
import dev.lanner.internal.exchange.DateField;
import dev.lanner.internal.net.ByteInput;
import dev.lanner.internal.net.Deadlines;
import dev.lanner.internal.net.MemoryTransport;
import dev.lanner.internal.server.ManualClock;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SECURITY_INADEQUATE (RFC 9113 §9.2). No options lead there, since TLS offers nothing of what is forbidden (TlsServerTest
 * shows it): so the connection is told what no handshake of ours agrees on.
 */
class Http2SecurityTest {
    private record Agreed(String protocol, String cipherSuite) implements TlsFeature {
        @Override
        public String serverName() {
            return "a";
        }

        @Override
        public String applicationProtocol() {
            return "h2";
        }

        @Override
        public List<X509Certificate> clientCertificates() {
            return List.of();
        }

        @Override
        public boolean isResumed() {
            return false;
        }
    }

    private final ManualClock clock = ManualClock.ofExamples();
    private final MemoryTransport transport = new MemoryTransport();
    private final ConnectionScope scope = new ConnectionScope(
            "c1",
            transport.localAddress(),
            transport.remoteAddress(),
            ServerOptions.DEFAULT,
            clock,
            new DateField(clock),
            ConnectionScope.Owner.NOBODY);

    /** What the server says to a client that says nothing and goes. */
    private List<FrameClient.Received> serve(String version, String suite) throws Exception {
        scope.secured(new Agreed(version, suite), null);
        ByteInput in = ByteInput.of(transport, ServerOptions.DEFAULT);
        transport.endInput();
        new Http2Connection(scope, transport, in, new Deadlines(clock), "https", Pipeline.of(context -> {})).serve();
        try (FrameClient client = new FrameClient(
                transport::close, new ByteArrayInputStream(transport.written()), OutputStream.nullOutputStream())) {
            return client.rest();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.1, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    })
    void whatIsNotSafeEnoughIsRefused(String version, String suite) throws Exception {
        assertThat(serve(version, suite))
                .last()
                .hasToString("GOAWAY 0 INADEQUATE_SECURITY")
                .satisfies(goAway -> assertThat(
                                new String(goAway.payload(), 8, goAway.payload().length - 8, StandardCharsets.UTF_8))
                        .isEqualTo("SECURITY_INADEQUATE (RFC 9113 §9.2)"));
        assertThat(scope.endReason()).isEqualTo(EndReason.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256"
    })
    void whatIsSafeEnoughIsNot(String version, String suite) throws Exception {
        assertThat(serve(version, suite)).noneMatch(frame -> frame.type() == Frame.GOAWAY);
        assertThat(scope.endReason()).isEqualTo(EndReason.CLIENT_CLOSED);
    }
}
