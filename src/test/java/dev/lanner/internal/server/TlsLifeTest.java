package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.internal.tls.TlsTesting;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TLS connections live through, on sockets and on a clock that the test turns. */
class TlsLifeTest {
    private final ManualClock clock = new ManualClock();

    @TempDir
    Path folder;

    private TestServer start(CertificateSource certificate, Limits limits) throws IOException {
        EdgeServer edge = new EdgeServer(
                ServerOptions.builder()
                        .listen(Endpoint.https("127.0.0.1", 0, TlsOptions.of(certificate)))
                        .limits(limits)
                        .build(),
                clock);
        edge.start(Pipeline.of(context -> context.response()
                .text(context.features().require(TlsFeature.class).protocol())));
        return new TestServer(edge);
    }

    private static SSLSocket connect(TestServer server, String version) throws IOException {
        SSLSocket socket =
                (SSLSocket) TlsTesting.trustingAll().getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    private static String issuedTo(SSLSocket socket) throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    /** A request, and the last word of the answer. */
    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\nTLSv1.3")
                && !answer.toString().endsWith("\r\n\r\nTLSv1.2")) {
            int next = socket.getInputStream().read();
            assertThat(next).as("%s", answer).isNotNegative();
            answer.append((char) next);
        }
        return answer.substring(answer.length() - "TLSv1.3".length());
    }

    private static void copy(Path from, Path to, int second) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.EPOCH.plusSeconds(second)));
    }

    private static Limits patient() {
        return Limits.builder().keepAliveTimeout(Duration.ofDays(1)).build();
    }

    @Test
    void newCertificatesAreForNewConnectionsAndOldOnesLiveOn() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder).certificate("a", "a.test").certificate("b", "b.test");
        Path certificate = openssl.file("live.pem");
        Path key = openssl.file("live.key");
        copy(openssl.file("a.pem"), certificate, 1);
        copy(openssl.file("a.key"), key, 1);
        clock.advance(Duration.between(Instant.EPOCH, Instant.now()));
        try (TestServer server = start(CertificateSource.pem(certificate, key), patient());
                SSLSocket old = connect(server, "TLSv1.3")) {
            assertThat(ask(old)).isEqualTo("TLSv1.3");
            copy(openssl.file("b.pem"), certificate, 2);
            copy(openssl.file("b.key"), key, 2);
            clock.advanceUntil("new connections get the new certificate", () -> {
                try (SSLSocket fresh = connect(server, "TLSv1.3")) {
                    return issuedTo(fresh).equals("CN=b.test");
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });

            assertThat(issuedTo(old)).isEqualTo("CN=a.test");
            assertThat(ask(old)).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void thereAreOnlySoManyHandshakesAndTheOldestGivesWay() throws Exception {
        Limits limits = Limits.builder().handshakesInFlight(2).build();
        try (TestServer server = start(TlsTesting.certificate(clock.instant()), limits);
                RawClient oldest = server.connect()) {
            awaitHandshakes(server, 1);
            clock.advance(Duration.ofMillis(900));
            try (RawClient young = server.connect()) {
                awaitHandshakes(server, 2);
                try (RawClient turnedAway = server.connect()) {
                    assertThat(turnedAway.isAtEnd()).isTrue();
                    server.awaitEnded(EndReason.TOO_MANY_TLS_HANDSHAKES, 1);
                }
                clock.advance(Duration.ofMillis(100));
                try (SSLSocket served = connect(server, "TLSv1.3")) {
                    assertThat(ask(served)).isEqualTo("TLSv1.3");
                }
                assertThat(oldest.isReset()).isTrue();
                server.awaitEnded(EndReason.TOO_MANY_TLS_HANDSHAKES, 2);
                assertThat(server.edge().handshakes().count()).isEqualTo(1);
                young.hangUp();
            }
        }
    }

    private static void awaitHandshakes(TestServer server, int count) {
        Await.until(count + " are in flight", () -> server.edge().handshakes().count() == count);
    }
}
