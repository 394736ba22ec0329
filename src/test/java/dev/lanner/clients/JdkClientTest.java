package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.http.HttpVersion;
import dev.lanner.internal.server.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's own client. */
class JdkClientTest {
    @TempDir
    Path folder;

    private ClientServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        server = ClientServer.start(folder);
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        server.close();
    }

    /** It does not speak HTTP/2 by prior knowledge. */
    static Stream<Way> ways() {
        return Stream.of(Way.HTTP1, Way.HTTP1_TLS, Way.HTTP2_TLS);
    }

    private void connect(HttpVersion version) {
        client = HttpClient.newBuilder()
                .version(version == HttpVersion.HTTP_2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .sslContext(server.clientContext())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    private void connect(Way way) {
        connect(way.version());
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private HttpRequest.Builder to(Way way, String path) {
        return HttpRequest.newBuilder(server.uri(way, path));
    }

    private HttpResponse<String> text(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void gets(Way way) throws Exception {
        connect(way);
        HttpResponse<String> response = text(to(way, "/version"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(way.version().toString());
        assertThat(response.headers().firstValueAsLong("content-length"))
                .hasValue(response.body().length());
        assertThat(text(to(way, "/hello").HEAD()).body()).isEmpty();
        assertThat(text(to(way, "/missing")).statusCode()).isEqualTo(404);
        assertThat(text(to(way, "/hello").DELETE()).statusCode()).isEqualTo(405);
    }

    /** It asks for HTTP/2 by {@code Upgrade: h2c} unless told not to, and is to be answered by HTTP/1.1. */
    @Test
    void upgradeToHttp2IsIgnored() throws Exception {
        connect(HttpVersion.HTTP_2);
        HttpResponse<String> response = text(to(Way.HTTP1, "/version"));

        assertThat(response.body()).isEqualTo("HTTP/1.1");
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(text(to(Way.HTTP1, "/hash").POST(HttpRequest.BodyPublishers.ofString("abc")))
                        .body())
                .isEqualTo(ClientApplication.hashOf("abc".getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void manyAtOnce(Way way) throws Exception {
        connect(way);
        byte[] content = random(20_000);
        String hash = ClientApplication.hashOf(content);
        text(to(way, "/hello"));
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        int count = way == Way.HTTP1 ? 500 : 90;
        for (int i = 0; i < count; i++) {
            HttpRequest.Builder request = i % 2 == 0
                    ? to(way, "/hello")
                    : to(way, "/hash").POST(HttpRequest.BodyPublishers.ofByteArray(content));
            responses.add(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < responses.size(); i++) {
            assertThat(Await.result(responses.get(i)).body()).isEqualTo(i % 2 == 0 ? "hello" : hash);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void carriesMuchEitherWay(Way way) throws Exception {
        connect(way);
        byte[] content = random(20_000_000);
        assertThat(text(to(way, "/hash")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(content))))
                        .body())
                .isEqualTo(ClientApplication.hashOf(content));

        HttpResponse<InputStream> download =
                client.send(to(way, "/large/50000000").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = download.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(50_000_000);
        }
    }

    /** With HTTP/1.1 this client reads nothing before it has sent everything, so it is not much. */
    @ParameterizedTest
    @MethodSource("ways")
    void echoes(Way way) throws Exception {
        connect(way);
        byte[] content = random(way.isHttp2() ? 5_000_000 : 50_000);
        HttpResponse<byte[]> echoed = client.send(
                to(way, "/echo")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(echoed.body()).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void waitsToBeToldToContinue(Way way) throws Exception {
        connect(way);
        byte[] content = random(1_000_000);
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofByteArray(content);

        assertThat(text(to(way, "/hash").expectContinue(true).POST(publisher)).body())
                .isEqualTo(ClientApplication.hashOf(content));
        assertThat(text(to(way, "/refuse").expectContinue(true).POST(publisher)).statusCode())
                .isEqualTo(403);
        assertThat(text(to(way, "/hello")).body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void leavesADownload(Way way) throws Exception {
        connect(way);
        HttpResponse<InputStream> endless =
                client.send(to(way, "/endless").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(endless.body().readNBytes(1_000_000)).hasSize(1_000_000);
        endless.body().close();

        server.application().awaitAbandoned(1);
        assertThat(text(to(way, "/hello")).body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void passesOverEarlyHintsAndTrailers(Way way) throws Exception {
        connect(way);
        assertThat(text(to(way, "/hints")).body()).isEqualTo("hinted");
        assertThat(text(to(way, "/chunks")).body()).isEqualTo("chunk 0\nchunk 1\nchunk 2\n");
        assertThat(text(to(way, "/hello")).body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noticesAResponseThatIsCut(Way way) {
        connect(way);
        assertThatThrownBy(() -> text(to(way, "/fail"))).isInstanceOf(IOException.class);
    }
}
