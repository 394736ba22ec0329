package dev.lanner.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The JDK's own client. */
class JdkClientTest {
    private ClientServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        server = ClientServer.start();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.uri(path));
    }

    private HttpResponse<String> text(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void gets() throws Exception {
        HttpResponse<String> response = text(to("/hello").build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(5);
        assertThat(text(to("/hello").HEAD().build()).body()).isEmpty();
        assertThat(text(to("/missing").build()).statusCode()).isEqualTo(404);
        assertThat(text(to("/hello").DELETE().build()).statusCode()).isEqualTo(405);
    }

    /** It asks for HTTP/2 by {@code Upgrade: h2c} unless told not to, and is to be answered by HTTP/1.1. */
    @Test
    void upgradeToH2cIsIgnored() throws Exception {
        try (HttpClient asking = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            HttpResponse<String> response = asking.send(to("/hello").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        byte[] content = random(20_000);
        String hash = ClientServer.hashOf(content);
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            HttpRequest request = i % 2 == 0
                    ? to("/hello").build()
                    : to("/hash")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                            .build();
            responses.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < responses.size(); i++) {
            assertThat(responses.get(i).get(60, TimeUnit.SECONDS).body()).isEqualTo(i % 2 == 0 ? "hello" : hash);
        }
    }

    /** One way after the other: with HTTP/1.1 this client reads nothing before it has sent everything. */
    @Test
    void streamsBothWays() throws Exception {
        byte[] content = random(20_000_000);
        HttpRequest upload = to("/hash")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                .build();
        assertThat(text(upload).body()).isEqualTo(ClientServer.hashOf(content));

        byte[] little = random(50_000);
        HttpRequest echo = to("/echo")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(little)))
                .build();
        HttpResponse<InputStream> echoed = client.send(echo, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = echoed.body()) {
            assertThat(body.readAllBytes()).isEqualTo(little);
        }

        HttpResponse<InputStream> download =
                client.send(to("/large/50000000").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = download.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(50_000_000);
        }
    }

    @Test
    void waitsToBeToldToContinue() throws Exception {
        byte[] content = random(1_000_000);
        HttpRequest request = to("/hash")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();

        assertThat(text(request).body()).isEqualTo(ClientServer.hashOf(content));
        assertThat(text(to("/refuse")
                                .expectContinue(true)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build())
                        .statusCode())
                .isEqualTo(403);
        assertThat(text(to("/hello").build()).body()).isEqualTo("hello");
    }

    @Test
    void passesOverEarlyHints() throws Exception {
        assertThat(text(to("/hints").build()).body()).isEqualTo("hinted");
    }

    @Test
    void passesOverTrailers() throws Exception {
        assertThat(text(to("/chunks").build()).body()).isEqualTo("chunk 0\nchunk 1\nchunk 2\n");
        assertThat(text(to("/hello").build()).body()).isEqualTo("hello");
    }

    @Test
    void noticesAResponseThatIsCut() {
        assertThatThrownBy(() -> text(to("/fail").build())).isInstanceOf(IOException.class);
    }
}
