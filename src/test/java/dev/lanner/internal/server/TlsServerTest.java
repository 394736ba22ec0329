package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.build.Command;
import dev.lanner.feature.EndReason;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.TlsFeature;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints with TLS, on the loopback address, with clients of other makers. */
class TlsServerTest {
    private final DevelopmentCertificate certificate = DevelopmentCertificate.make(Instant.now());
    private static final Handler DESCRIBE = context -> {
        TlsFeature tls = context.features().require(TlsFeature.class);
        context.response()
                .text(context.request().scheme() + " " + tls.protocol() + " " + tls.applicationProtocol() + " "
                        + tls.serverName() + " " + tls.clientCertificates().size() + " " + tls.isResumed());
    };
    private static final Handler ECHO =
            context -> context.response().bytes(context.request().bytes());

    @TempDir
    Path folder;

    private TlsOptions.Builder tls() {
        return TlsOptions.builder()
                .certificate(CertificateSource.of(
                        certificate.credential().key(), certificate.credential().chain()));
    }

    private static TestServer start(TlsOptions.Builder options, Handler handler) throws IOException {
        return start(options, Limits.DEFAULT, handler);
    }

    private static TestServer start(TlsOptions.Builder options, Limits limits, Handler handler) throws IOException {
        return TestServer.start(
                ServerOptions.builder()
                        .listen(Endpoint.https("127.0.0.1", 0, options.build()))
                        .limits(limits)
                        .build(),
                handler);
    }

    private Command.Result curl(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Command.require("curl").toString(), "-sS", "--max-time", "60", "--cacert"));
        command.add(
                Files.writeString(folder.resolve("ca.pem"), certificate.pem()).toString());
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(certificate.clientContext())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpRequest get(TestServer server) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                .build();
    }

    @Test
    void saysHttps() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE)) {
            assertThat(server.edge()
                            .features()
                            .require(ServerAddressesFeature.class)
                            .addresses())
                    .containsExactly("https://127.0.0.1:" + server.port());
        }
    }

    @Test
    void curlKeepsAConnectionAndCarriesFiveMegabytesBothWays() throws Exception {
        byte[] much = new byte[5_000_000];
        new Random(5).nextBytes(much);
        Path file = Files.write(folder.resolve("much"), much);
        try (TestServer server = start(tls(), ECHO)) {
            String url = "https://localhost:" + server.port() + "/";
            Command.Result result = curl(
                    "--http1.1",
                    "--data-binary",
                    "@" + file,
                    "-o",
                    folder.resolve("1") + "",
                    url,
                    "-o",
                    folder.resolve("2") + "",
                    url,
                    "-w",
                    "%{http_code} %{num_connects} %{http_version}\n");

            assertThat(result.output()).isEqualTo("200 1 1.1\n200 0 1.1\n");
            assertThat(folder.resolve("1")).hasBinaryContent(much);
            assertThat(folder.resolve("2")).hasBinaryContent(much);
        }
    }

    @Test
    void curlSpeaksEveryVersionThatIsNotBroken() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE)) {
            String url = "https://localhost:" + server.port() + "/";

            assertThat(curl("--http1.1", url).output()).isEqualTo("https TLSv1.3 http/1.1 localhost 0 false");
            assertThat(curl("--http1.1", "--tls-max", "1.2", url).output()).startsWith("https TLSv1.2 http/1.1 ");
            Command.Result old = curl("--tlsv1.0", "--tls-max", "1.1", "--ciphers", "ALL:@SECLEVEL=0", url);
            assertThat(old.exit()).isEqualTo(35);
            assertThat(old.output()).contains("protocol version");
            server.awaitEnded(EndReason.TLS_HANDSHAKE_FAILED, 1);
        }
    }

    /** Among them are all that HTTP/2 forbids (RFC 9113 §9.2.2). */
    @Test
    void aClientThatHasOnlyWeakSuitesIsRefused() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE)) {
            for (String suite : List.of("ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES128-CCM", "AES128-GCM-SHA256")) {
                Command.Result result = curl(
                        "--tls-max",
                        "1.2",
                        "--ciphers",
                        suite + ":@SECLEVEL=0",
                        "https://localhost:" + server.port() + "/");
                assertThat(result.output()).as(suite).contains("handshake failure");
            }
            server.awaitEnded(EndReason.TLS_HANDSHAKE_FAILED, 3);
        }
    }

    @Test
    void javaKeepsAConnection() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE);
                HttpClient client = client()) {
            var text = HttpResponse.BodyHandlers.ofString();

            assertThat(client.send(get(server), text).body()).isEqualTo("https TLSv1.3  localhost 0 false");
            assertThat(client.send(get(server), text).statusCode()).isEqualTo(200);
            assertThat(server.connections().count()).isEqualTo(1);
        }
    }

    @Test
    void sessionsAreResumed() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        try (TestServer server = start(tls(), DESCRIBE)) {
            for (String version : List.of("-tls1_3", "-tls1_2")) {
                String connect =
                        "s_client " + version + " -connect 127.0.0.1:" + server.port() + " -servername localhost ";
                String first = converse(openssl, connect + "-sess_out session.pem");
                String second = converse(openssl, connect + "-sess_in session.pem");

                assertThat(first).contains("New, TLSv1").contains(" localhost 0 false");
                assertThat(second).contains("Reused, TLSv1").contains(" localhost 0 true");
            }
        }
    }

    /** Asks for a page, and ends when the server does: openssl's own end of input comes too early. */
    private static String converse(OpenSsl openssl, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.strip().split(" ")));
        command.add("-ign_eof");
        Process process = new ProcessBuilder(command)
                .directory(openssl.folder().toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = process.outputWriter()) {
            in.write("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n".replace("\n", "\r\n"));
            in.flush();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output.strip()
                    .replaceAll("(?s)(closed|read:errno=0)\\s*$", "")
                    .strip();
        }
    }

    @Test
    void aRequestWithoutTlsIsToldSo() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE);
                RawClient client = server.connect()) {
            client.send("GET /secret HTTP/1.1\r\nHost: localhost:8443\r\n\r\n");
            RawClient.Answer answer = client.read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .contains("TLS_REQUIRED")
                    .contains("This port speaks TLS: ask for https://localhost:8443/\n")
                    .doesNotContain("secret");
            assertThat(client.isAtEnd()).isTrue();
            client.hangUp();
            server.awaitEnded(EndReason.TLS_HANDSHAKE_FAILED, 1);
        }
    }

    @Test
    void tlsWithoutTlsIsToldSo() throws Exception {
        try (TestServer server = TestServer.start(ECHO)) {
            Command.Result result = curl("https://127.0.0.1:" + server.port() + "/");

            assertThat(result.exit()).isEqualTo(35);
            assertThat(result.output()).contains("alert protocol version");
            server.awaitEnded(EndReason.PROTOCOL_VIOLATION, 1);
        }
    }

    @Test
    void otherBytesAreNotAnswered() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE);
                RawClient client = server.connect()) {
            client.send("\0\0\0");

            assertThat(client.isAtEnd()).isTrue();
            server.awaitEnded(EndReason.TLS_HANDSHAKE_FAILED, 1);
        }
    }

    @Test
    void noCommonProtocolIsAnAlert() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        try (TestServer server = start(tls(), DESCRIBE)) {
            Command.Result result = Command.run(new ProcessBuilder(
                            "openssl", "s_client", "-connect", "127.0.0.1:" + server.port(), "-alpn", "spdy/3")
                    .directory(openssl.folder().toFile()));

            assertThat(result.output()).contains("no application protocol");
        }
    }

    @Test
    void anUnknownNameCanBeRefused() throws Exception {
        TlsOptions.Builder options = TlsOptions.builder()
                .certificate(
                        "localhost",
                        CertificateSource.of(
                                certificate.credential().key(),
                                certificate.credential().chain()))
                .refuseUnknownNames();
        try (TestServer server = start(options, DESCRIBE)) {
            assertThat(curl("https://localhost:" + server.port() + "/").exit()).isZero();
            assertThat(curl("https://127.0.0.1:" + server.port() + "/").output())
                    .contains("unrecognized name");
        }
    }

    @Test
    void clientCertificatesAreAskedForByName() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        openssl.certificate("ca", "ca.test", "-addext", "basicConstraints=critical,CA:TRUE");
        openssl.issued("client", "client.test", "ca", "extendedKeyUsage=clientAuth\n");
        openssl.certificate("stranger", "stranger.test");
        TlsOptions.Builder options = tls().clientCertificates(
                        "a.dev.localhost", ClientCertificates.allowed(openssl.file("ca.pem")))
                .clientCertificates("r.dev.localhost", ClientCertificates.required(openssl.file("ca.pem")));
        try (TestServer server = start(options, DESCRIBE)) {
            String[] known = {"--cert", openssl.file("client.pem") + "", "--key", openssl.file("client.key") + ""};
            String[] stranger = {"--cert", openssl.file("stranger.pem") + "", "--key", openssl.file("stranger.key") + ""
            };

            assertThat(ask(server, "n.dev.localhost", known).output()).endsWith(" n.dev.localhost 0 false");
            assertThat(ask(server, "a.dev.localhost").output()).endsWith(" a.dev.localhost 0 false");
            assertThat(ask(server, "a.dev.localhost", known).output()).endsWith(" a.dev.localhost 1 false");
            assertThat(ask(server, "a.dev.localhost", stranger).exit()).isNotZero();
            assertThat(ask(server, "r.dev.localhost").exit()).isNotZero();
            assertThat(ask(server, "r.dev.localhost", known).output()).endsWith(" r.dev.localhost 1 false");
            assertThat(ask(
                                    server,
                                    "n.dev.localhost",
                                    "-H",
                                    "Host: r.dev.localhost",
                                    "-o",
                                    "/dev/null",
                                    "-w",
                                    "%{http_code}")
                            .output())
                    .isEqualTo("421");
            assertThat(ask(server, "n.dev.localhost", "-H", "Host: other.dev.localhost")
                            .output())
                    .endsWith(" n.dev.localhost 0 false");
        }
    }

    private Command.Result ask(TestServer server, String host, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of(
                "--http1.1",
                "--resolve",
                host + ":" + server.port() + ":127.0.0.1",
                "https://" + host + ":" + server.port() + "/"));
        return curl(arguments.toArray(String[]::new));
    }

    @Test
    void aSilentClientIsCutWhenTheTimeIsUp() throws Exception {
        Limits limits =
                Limits.builder().tlsHandshakeTimeout(Duration.ofMillis(100)).build();
        try (TestServer server = start(tls(), limits, DESCRIBE);
                RawClient client = server.connect()) {
            server.awaitEnded(EndReason.TLS_HANDSHAKE_TIMEOUT, 1);
            assertThat(client.isReset()).isTrue();
            assertThat(server.edge().handshakes().count()).isZero();
        }
    }

    @Test
    void theOldestHandshakeGivesWay() {
        List<String> cut = new ArrayList<>();
        record Shaker(String name, long accepted, List<String> cut) implements Handshakes.Entry {
            @Override
            public void giveWay() {
                cut.add(name);
            }
        }
        Handshakes handshakes = new Handshakes(2);
        long second = TimeUnit.SECONDS.toNanos(1);
        Shaker old = new Shaker("old", 0, cut);
        Shaker young = new Shaker("young", second / 2, cut);

        assertThat(handshakes.begin(old, 0)).isNull();
        assertThat(handshakes.begin(young, second / 2)).isNull();
        assertThat(handshakes.begin(new Shaker("new", second - 1, cut), second - 1))
                .isEqualTo(EndReason.TOO_MANY_TLS_HANDSHAKES);
        assertThat(cut).isEmpty();
        assertThat(handshakes.begin(new Shaker("late", second, cut), second)).isNull();
        assertThat(cut).containsExactly("old");
        handshakes.end(old);
        assertThat(handshakes.count()).isEqualTo(2);
        handshakes.end(young);
        assertThat(handshakes.count()).isEqualTo(1);
    }

    @Test
    void stoppingSaysGoodbyeToIdleConnections() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE);
                SSLSocket socket = (SSLSocket)
                        certificate.clientContext().getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            Await.until("the request has ended", () -> server.edge().running() == 0);
            server.edge().stop(Duration.ofSeconds(10));

            socket.getInputStream().readAllBytes();
            assertThat(server.edge().ended(EndReason.SERVER_STOPPING)).isEqualTo(1);
        }
    }

    @Test
    void stoppingCutsHandshakes() throws Exception {
        try (TestServer server = start(tls(), DESCRIBE);
                Socket socket = new Socket(RawClient.V4, server.port())) {
            Await.until(
                    "a handshake is in flight", () -> server.edge().handshakes().count() == 1);
            server.edge().stop(Duration.ofSeconds(10));

            assertThat(socket.isConnected()).isTrue();
            assertThat(server.edge().ended(EndReason.SERVER_STOPPING)).isEqualTo(1);
        }
    }

    @Test
    void aMistakeInACertificateFailsTheStartAndBindsNothing() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        EdgeServer edge = new EdgeServer(ServerOptions.builder()
                .listen(Endpoint.https("127.0.0.1", 0, TlsOptions.of(CertificateSource.pem(nothing))))
                .build());

        assertThatThrownBy(() -> edge.start(Pipeline.of(DESCRIBE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing.pem has no PEM block");
    }
}
