package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import dev.lanner.internal.tls.OpenSsl;
import dev.lanner.server.ClientCertificates;
import dev.lanner.server.TlsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What curl and openssl agree on with the server, beneath either protocol. */
class TlsClientsTest {
    private static final String TLS = "dev.lanner.clients.Way#tls";

    @TempDir
    Path folder;

    private ClientServer server;

    private Curl start(UnaryOperator<TlsOptions.Builder> options) throws IOException {
        server = ClientServer.start(folder, options);
        return Curl.to(server);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String protocol(Way way) {
        return way.isHttp2() ? "h2" : "http/1.1";
    }

    @ParameterizedTest
    @MethodSource(TLS)
    void curlSpeaksBothVersions(Way way) throws Exception {
        Curl curl = start(UnaryOperator.identity());
        String url = server.url(way, "/tls");

        assertThat(curl.run(way, url)).isEqualTo("TLSv1.3 " + protocol(way) + " localhost new nobody");
        assertThat(curl.run(way, "--tls-max", "1.2", url))
                .isEqualTo("TLSv1.2 " + protocol(way) + " localhost new nobody");
        assertThat(curl.run(way, "-v", url)).contains("ALPN: server accepted " + protocol(way));
    }

    @ParameterizedTest
    @MethodSource(TLS)
    void curlTrustsNobodyByItself(Way way) throws Exception {
        Curl curl = start(UnaryOperator.identity());
        Command.Result result = curl.attempt(way, "--cacert", "/dev/null", server.url(way, "/tls"));

        assertThat(result.exit()).as(result.output()).isIn(60, 77);
    }

    @ParameterizedTest
    @MethodSource(TLS)
    void curlShowsACertificate(Way way) throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        openssl.certificate("authority", "ca.test", "-addext", "basicConstraints=critical,CA:TRUE");
        openssl.issued("client", "client.test", "authority", "extendedKeyUsage=clientAuth\n");
        openssl.certificate("stranger", "stranger.test");
        Curl curl = start(
                options -> options.clientCertificates(ClientCertificates.required(openssl.file("authority.pem"))));
        String url = server.url(way, "/tls");

        assertThat(curl.run(
                        way, "--cert", openssl.file("client.pem") + "", "--key", openssl.file("client.key") + "", url))
                .endsWith(" new CN=client.test");
        assertThat(curl.attempt(way, url).exit()).isNotZero();
        assertThat(curl.attempt(
                                way,
                                "--cert",
                                openssl.file("stranger.pem") + "",
                                "--key",
                                openssl.file("stranger.key") + "",
                                url)
                        .exit())
                .isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3,HTTP1_TLS", "-tls1_3,HTTP2_TLS", "-tls1_2,HTTP1_TLS", "-tls1_2,HTTP2_TLS"})
    void opensslGoesOnWithASession(String version, Way way) throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        start(UnaryOperator.identity());
        String connect = "s_client " + version + " -alpn " + protocol(way) + " -connect localhost:" + server.port(way)
                + " -servername localhost ";

        assertThat(converse(openssl, connect + "-sess_out session.pem", way))
                .contains("New, TLSv1")
                .contains("ALPN protocol: " + protocol(way));
        assertThat(converse(openssl, connect + "-sess_in session.pem", way))
                .contains("Reused, TLSv1")
                .contains("ALPN protocol: " + protocol(way));
    }

    /** It connects six times, the last five with the session of the first. */
    @Test
    void opensslReconnects() throws Exception {
        OpenSsl openssl = OpenSsl.in(folder);
        start(UnaryOperator.identity());
        String output = openssl.run(
                "s_client -tls1_2 -reconnect -servername localhost -connect localhost:" + server.port(Way.HTTP1_TLS));

        assertThat(output.split("\nNew, TLSv1", -1)).hasSize(1 + 1);
        assertThat(output.split("\nReused, TLSv1", -1)).hasSize(1 + 5);
    }

    /** Says what makes the server close, and ends when it does: with TLS 1.3 a session comes behind the handshake. */
    private static String converse(OpenSsl openssl, String arguments, Way way) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        command.add("-ign_eof");
        Process process = new ProcessBuilder(command)
                .directory(openssl.folder().toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(way.isHttp2() ? http2Goodbye() : bytes("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            in.flush();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output;
        }
    }

    /** The preface, empty SETTINGS, and GOAWAY (RFC 9113 §3.4, §6.8). */
    private static byte[] http2Goodbye() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        bytes.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        bytes.write(new byte[] {0, 0, 8, 7, 0, 0, 0, 0, 0});
        bytes.write(new byte[8]);
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
