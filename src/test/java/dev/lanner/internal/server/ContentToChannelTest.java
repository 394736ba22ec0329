package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import dev.lanner.server.TrustedPeers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Content that goes from a socket to a file, with every way that it takes through the server. */
class ContentToChannelTest {
    private static final Endpoint CLEAR = Endpoint.tcp("127.0.0.1", 0);

    private final byte[] content = new byte[3_000_001];
    private final DevelopmentCertificate certificate = DevelopmentCertificate.make(Instant.now());
    private final CompletableFuture<IOException> failure = new CompletableFuture<>();

    @TempDir
    Path folder;

    ContentToChannelTest() {
        new Random(1).nextBytes(content);
    }

    private Path saved() {
        return folder.resolve("content");
    }

    private void requireSaved(byte[] expected) throws IOException {
        assertThat(Arrays.mismatch(Files.readAllBytes(saved()), expected)).isEqualTo(-1);
    }

    private void save(HttpContext context) throws IOException {
        try (FileChannel file = FileChannel.open(
                folder.resolve(context.request().path().substring(1)),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            long length = context.request().transferTo(file);
            context.response().text(length + " of " + file.size());
        } catch (IOException failed) {
            failure.complete(failed);
            throw failed;
        }
    }

    private TestServer start(Endpoint endpoint) throws IOException {
        return start(endpoint, Limits.DEFAULT);
    }

    private TestServer start(Endpoint endpoint, Limits limits) throws IOException {
        return TestServer.start(
                ServerOptions.builder().listen(endpoint).limits(limits).build(), this::save);
    }

    private Endpoint secured() {
        return Endpoint.https(
                "127.0.0.1",
                0,
                TlsOptions.of(CertificateSource.of(
                        certificate.credential().key(), certificate.credential().chain())));
    }

    private enum Way {
        CLEAR,
        BEHIND_A_PROXY,
        SECURED
    }

    /** The request behind it is found where it begins. */
    @ParameterizedTest
    @CsvSource({
        "CLEAR, 0",
        "CLEAR, 65536",
        "CLEAR, 700000",
        "CLEAR, 7",
        "BEHIND_A_PROXY, 0",
        "SECURED, 0",
        "SECURED, 20000"
    })
    void comesWholeAndNoFurther(Way way, int chunk) throws Exception {
        Endpoint endpoint = switch (way) {
            case CLEAR -> CLEAR;
            case BEHIND_A_PROXY -> CLEAR.withProxyProtocol(TrustedPeers.of("127.0.0.1"));
            case SECURED -> secured();
        };
        byte[] sent = chunk == 7 ? Arrays.copyOf(content, 70_007) : content;
        try (TestServer server = start(endpoint);
                RawClient client = way == Way.SECURED ? RawClient.connectSecured(server.port()) : server.connect()) {
            if (way == Way.BEHIND_A_PROXY) {
                client.send("PROXY TCP4 192.0.2.1 198.51.100.1 54203 443\r\n");
            }
            client.send(request(sent, chunk));
            assertThat(client.read().text()).isEqualTo(sent.length + " of " + sent.length);
            requireSaved(sent);
            assertThat(client.read().text()).isEqualTo("3 of 3");
        }
    }

    private static byte[] request(byte[] content, int chunk) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String length = chunk == 0 ? "Content-Length: " + content.length : "Transfer-Encoding: chunked";
        request.writeBytes(ascii("POST /content HTTP/1.1\r\nHost: a\r\n" + length + "\r\n\r\n"));
        for (int at = 0, count; chunk > 0 && at < content.length; at += count) {
            count = Math.min(chunk, content.length - at);
            request.writeBytes(ascii(Integer.toHexString(count) + "\r\n"));
            request.write(content, at, count);
            request.writeBytes(ascii("\r\n"));
        }
        request.writeBytes(chunk == 0 ? content : ascii("0\r\n\r\n"));
        request.writeBytes(ascii("POST /next HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"));
        return request.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void comesWholeFromAnyClient(HttpClient.Version version) throws Exception {
        try (TestServer server = start(secured());
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(certificate.clientContext())
                        .version(version)
                        .build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/content"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).isEqualTo(content.length + " of " + content.length);
            requireSaved(content);
        }
    }

    /** Nothing that is beyond the limit gets to the file. */
    @Test
    void isHeldToItsLimit() throws Exception {
        Limits limits = Limits.builder().bodyBytes(100_000).build();
        try (TestServer server = start(CLEAR, limits);
                RawClient client = server.connect()) {
            client.send("POST /content HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n186A1\r\n");
            client.send(Arrays.copyOf(content, 100_001));
            client.send("\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(Files.size(saved())).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void isAskedForWhenTheClientWaits() throws Exception {
        try (TestServer server = start(CLEAR);
                RawClient client = server.connect()) {
            client.send("POST /content HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().text()).isEqualTo("3 of 3");
        }
    }

    @Test
    void failsWhenTheClientGoes() throws Exception {
        try (TestServer server = start(CLEAR)) {
            try (RawClient client = server.connect()) {
                client.send("POST /content HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
                client.send(Arrays.copyOf(content, 1_000_000));
                Await.until(
                        "a million bytes are in the file",
                        () -> saved().toFile().length() == 1_000_000);
            }
            assertThat(failure.get(30, TimeUnit.SECONDS)).isNotNull();
            server.awaitNoConnections();
        }
    }
}
