package dev.lanner.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Handler;
import dev.lanner.Pipeline;
import dev.lanner.feature.ConnectFeature;
import dev.lanner.feature.DataRateFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.feature.UpgradeFeature;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpVersion;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the in-memory server has beyond the contract: its requests, its responses, and both at once. */
class MemoryServerTest {
    private static final Handler ECHO = context -> {
        context.response().contentType("text/plain; charset=iso-8859-1");
        context.response().bytes(context.request().bytes());
    };

    @Test
    void answersInOneExpression() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> context.response().text("Hello"))) {
            assertThat(server.send(MemoryRequest.get("/")).text()).isEqualTo("Hello");
        }
    }

    @Test
    void requestIsWhatItsBuilderWasTold() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> {
            var request = context.request();
            context.response()
                    .text(String.join(
                            " ",
                            request.method().name(),
                            request.scheme(),
                            request.authority(),
                            request.path(),
                            request.queryString(),
                            request.version().toString(),
                            request.header("X-One"),
                            request.remoteAddress().toString(),
                            request.text()));
        })) {
            MemoryRequest request = MemoryRequest.builder("PUT", "/gr%C3%BCn?q=1")
                    .header("Host", "example.org:81")
                    .header("X-One", "1")
                    .scheme("https")
                    .version(HttpVersion.HTTP_2)
                    .remoteAddress(new InetSocketAddress("192.0.2.1", 5))
                    .content("grün")
                    .build();

            assertThat(server.send(request).text())
                    .isEqualTo("PUT https example.org:81 /grün q=1 HTTP/2 1 /192.0.2.1:5 grün");
        }
    }

    @Test
    void hostIsLocalhostOrThatOfTheTarget() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> context.response()
                .text(context.request().authority() + " " + context.request().header("Host")))) {
            assertThat(server.send(MemoryRequest.get("/")).text()).isEqualTo("localhost localhost");
            assertThat(server.send(MemoryRequest.get("http://example.org/")).text())
                    .isEqualTo("example.org example.org");
        }
    }

    @Test
    void lengthIsDeclaredForBytesOnly() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> context.response()
                .text(context.request().contentLength() + context.request().text()))) {
            assertThat(server.send(MemoryRequest.get("/")).text()).isEqualTo("-1");
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content("abc")
                                    .build())
                            .text())
                    .isEqualTo("3abc");
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content(new ByteArrayInputStream("abc".getBytes(UTF_8)))
                                    .build())
                            .text())
                    .isEqualTo("-1abc");
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .header("Content-Length", "2")
                                    .content(new ByteArrayInputStream("abc".getBytes(UTF_8)))
                                    .build())
                            .text())
                    .isEqualTo("2ab");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 'a b'",
        "GET, a",
        "GET, ''",
        "GET, *",
        "GET, /%zz",
        "CONNECT, /",
        "'G T', /",
    })
    void requestThatNoServerLetsPassCannotBeBuilt(String method, String target) {
        assertThatThrownBy(() -> MemoryRequest.builder(method, target).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fieldsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() ->
                        MemoryRequest.builder("GET", "/").header("Host", "a b").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Host");
        assertThatThrownBy(() -> MemoryRequest.builder("GET", "/")
                        .header("Host", "a")
                        .header("Host", "a")
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MemoryRequest.builder("GET", "/")
                        .header("Content-Length", "+1")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Content-Length");
    }

    @Test
    void requestOfBytesCanBeSentAgainAndAgain() throws Exception {
        byte[] content = {'a', 'b'};
        MemoryRequest request =
                MemoryRequest.builder("POST", "/").content(content).build();
        content[0] = 'x';
        try (MemoryServer server = MemoryServer.of(ECHO)) {
            assertThat(server.send(request).text()).isEqualTo("ab");
            assertThat(server.send(request).text()).isEqualTo("ab");
        }
    }

    @Test
    void responseHasAllPartsAndStaysReadable() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> {
            context.response().earlyHints("</a.css>; rel=preload");
            context.response().status(201).reason("Made").contentType("text/plain; charset=iso-8859-1");
            context.response().trailers().add("X-Checksum", "1");
            context.response().body().write("grün".getBytes(ISO_8859_1));
        })) {
            MemoryResponse response = server.send(MemoryRequest.get("/"));

            assertThat(response.status()).isEqualTo(201);
            assertThat(response.reason()).isEqualTo("Made");
            assertThat(response.header("content-type")).isEqualTo("text/plain; charset=iso-8859-1");
            assertThat(response.headers().isLocked()).isTrue();
            assertThat(response.informational())
                    .singleElement()
                    .satisfies(hint -> assertThat(hint.status()).isEqualTo(103))
                    .satisfies(hint -> assertThat(hint.headers()).hasToString("[Link: </a.css>; rel=preload]"));
            assertThatThrownBy(response::trailers).isInstanceOf(IllegalStateException.class);
            assertThat(response.text()).isEqualTo("grün");
            assertThat(response.text()).isEqualTo("grün");
            assertThat(response.bytes()).hasSize(4);
            assertThat(response.trailers()).hasToString("[X-Checksum: 1]");
        }
    }

    @Test
    void reasonIsTheRegisteredOneUnlessSet() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> context.response().status(404))) {
            assertThat(server.send(MemoryRequest.get("/")).reason()).isEqualTo("Not Found");
        }
    }

    @Test
    void contentGoesBothWaysAtOnce() throws Exception {
        var to = new PipedOutputStream();
        InputStream from = new PipedInputStream(to);
        try (MemoryServer server = MemoryServer.of(context -> {
            InputStream body = context.request().body();
            context.response().body().flush();
            for (int b = body.read(); b >= 0; b = body.read()) {
                context.response().body().write(b + 1);
                context.response().body().flush();
            }
        })) {
            MemoryResponse response =
                    server.send(MemoryRequest.builder("POST", "/").content(from).build());
            for (int b = 'a'; b < 'e'; b++) {
                to.write(b);
                to.flush();
                assertThat(response.body().read()).isEqualTo(b + 1);
            }
            to.close();
            assertThat(response.body().read()).isEqualTo(-1);
        }
    }

    @Test
    void handlerWaitsWhenTheTestDoesNotRead() throws Exception {
        var written = new CountDownLatch(100);
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (MemoryServer server = MemoryServer.of(context -> {
            threads.add(Thread.currentThread());
            for (int i = 0; i < 100; i++) {
                context.response().body().write(new byte[10_000]);
                written.countDown();
            }
        })) {
            MemoryResponse response = server.send(MemoryRequest.get("/"));
            Thread handler = threads.take();
            while (handler.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(written.getCount()).isPositive();
            assertThat(response.bytes()).hasSize(1_000_000);
            assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void clientThatGoesEndsTheHandlersWriting() throws Exception {
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        try (MemoryServer server = MemoryServer.of(context -> {
            try {
                while (true) {
                    context.response().body().write(new byte[10_000]);
                }
            } catch (IOException gone) {
                thrown.add(gone);
                throw gone;
            }
        })) {
            MemoryResponse response = server.send(MemoryRequest.get("/"));
            response.close();

            assertThat(thrown.take()).hasMessageContaining("CLIENT_GONE");
            assertThatThrownBy(response::bytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void interruptedTestLooksLikeAClientThatHasGone() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (MemoryServer server = MemoryServer.of(context -> {
            var gone = new CountDownLatch(1);
            context.features().require(RequestLifetimeFeature.class).onAborted(gone::countDown);
            gone.await();
            events.add("gone");
        })) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> server.send(MemoryRequest.get("/"))).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(events.take()).isEqualTo("gone");
        }
    }

    @Test
    void responseThatIsCutHasItsHeadAndAnException() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> {
            context.response().body().write('a');
            context.response().body().flush();
            context.abort();
        })) {
            MemoryResponse response = server.send(MemoryRequest.get("/"));

            assertThat(response.status()).isEqualTo(200);
            assertThatThrownBy(response::bytes)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the exchange was cut: APPLICATION_ABORTED");
        }
    }

    @Test
    void requestThatIsCutHasNoResponse() {
        try (MemoryServer server = MemoryServer.of(context -> context.abort())) {
            assertThatThrownBy(() -> server.send(MemoryRequest.get("/")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the exchange was cut: APPLICATION_ABORTED");
        }
    }

    @Test
    void contentThatFailsLooksLikeAClientThatHasGone() throws Exception {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        try (MemoryServer server = MemoryServer.of(ECHO)) {
            assertThatThrownBy(() -> server.send(
                            MemoryRequest.builder("POST", "/").content(broken).build()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the exchange was cut: CLIENT_GONE");
        }
    }

    @Test
    void contentThatEndsBeforeItsLengthBreaksARule() throws Exception {
        try (MemoryServer server = MemoryServer.of(ECHO)) {
            MemoryResponse response = server.send(MemoryRequest.builder("POST", "/")
                    .header("Content-Length", "4")
                    .content(new ByteArrayInputStream(new byte[3]))
                    .build());

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("BODY_CUT");
        }
    }

    @Test
    void contentIsClosedAtTheEnd() throws Exception {
        var closed = new CountDownLatch(1);
        InputStream content = new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (MemoryServer server = MemoryServer.of(context -> {})) {
            server.send(MemoryRequest.builder("POST", "/").content(content).build());
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void clientThatWaitsIsAskedForItsContent() throws Exception {
        MemoryRequest.Builder request = MemoryRequest.builder("POST", "/")
                .header("Expect", "100-continue")
                .content("abc");
        try (MemoryServer server = MemoryServer.of(ECHO)) {
            assertThat(server.send(request.build()).informational())
                    .extracting(MemoryResponse.Informational::status)
                    .containsExactly(100);
        }
        try (MemoryServer server = MemoryServer.of(context -> {})) {
            assertThat(server.send(request.build()).informational()).isEmpty();
        }
    }

    @Test
    void oldClientGetsNoTrailersAndNothingInformational() throws Exception {
        try (MemoryServer server = MemoryServer.of(context -> {
            context.response().earlyHints("</a.css>; rel=preload");
            context.response().body().flush();
            context.response().trailers().add("X-Checksum", "1");
        })) {
            MemoryResponse response = server.send(MemoryRequest.builder("GET", "/")
                    .version(HttpVersion.HTTP_1_0)
                    .build());

            assertThat(response.bytes()).isEmpty();
            assertThat(response.informational()).isEmpty();
            assertThat(response.trailers().isEmpty()).isTrue();
        }
    }

    @Test
    void trailersAreThoseOfContentWithoutLength() throws Exception {
        Headers trailers = new Headers().add("X-Checksum", "1").add("Content-Type", "a/b");
        try (MemoryServer server = MemoryServer.of(context -> {
            context.request().bytes();
            context.response().text(context.request().trailers().toString());
        })) {
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content(new ByteArrayInputStream(new byte[3]))
                                    .trailers(trailers)
                                    .build())
                            .text())
                    .isEqualTo("[X-Checksum: 1]");
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content("abc")
                                    .trailers(trailers)
                                    .build())
                            .text())
                    .isEqualTo("[]");
        }
    }

    @Test
    void limitsOfTheOptionsHold() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .limits(Limits.builder().bodyBytes(3).build())
                .build();
        try (MemoryServer server = new MemoryServer(options)) {
            server.start(Pipeline.of(ECHO));
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content("abc")
                                    .build())
                            .status())
                    .isEqualTo(200);
            assertThat(server.send(MemoryRequest.builder("POST", "/")
                                    .content("abcd")
                                    .build())
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    void serverThatDoesNotRunRefusesConnections() {
        try (MemoryServer server = new MemoryServer()) {
            assertThatThrownBy(() -> server.send(MemoryRequest.get("/")))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("the server has not been started");
            server.stop(Duration.ZERO);
            assertThatThrownBy(() -> server.send(MemoryRequest.get("/")))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("the server has been stopped");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {UpgradeFeature.class, ConnectFeature.class, DataRateFeature.class})
    void featuresOfSocketsAreNotGiven(Class<?> type) throws Exception {
        try (MemoryServer server = MemoryServer.of(context ->
                context.response().text(String.valueOf(context.features().get(type))))) {
            assertThat(server.send(MemoryRequest.get("/")).text()).isEqualTo("null");
            assertThat(server.features().get(ServerAddressesFeature.class)).isNull();
        }
    }
}
