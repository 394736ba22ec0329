package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.http2.FrameClient;
import dev.lanner.server.Endpoint;
import dev.lanner.server.ServerOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of HTTP/2 that name another scheme than the connection's, as proxies do that end TLS. */
class OtherSchemesTest {
    private static TestServer start(boolean otherSchemes) throws IOException {
        return TestServer.start(
                ServerOptions.builder()
                        .listen(Endpoint.tcp("127.0.0.1", 0))
                        .otherSchemes(otherSchemes)
                        .build(),
                context ->
                        context.response().header("X-Scheme", context.request().scheme()));
    }

    private static FrameClient connect(TestServer server, String scheme) throws IOException {
        Socket socket = new Socket(RawClient.V4, server.port());
        socket.setSoTimeout(30_000);
        return new FrameClient(
                        socket, scheme, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream())
                .begin();
    }

    @ParameterizedTest
    @CsvSource({"http, false", "http, true", "https, true"})
    void acceptedAndNotBelieved(String scheme, boolean otherSchemes) throws Exception {
        try (TestServer server = start(otherSchemes);
                FrameClient client = connect(server, scheme)) {
            client.get(1, "/").send();
            assertThat(client.await(FrameClient.HEADERS).fields().get("x-scheme"))
                    .isEqualTo("http");
        }
    }

    @ParameterizedTest
    @CsvSource({"https, false", "ftp, true", "HTTPS, true"})
    void refused(String scheme, boolean otherSchemes) throws Exception {
        try (TestServer server = start(otherSchemes);
                FrameClient client = connect(server, scheme)) {
            client.get(1, "/").send();
            assertThat(client.await(FrameClient.RST_STREAM).streamId()).isEqualTo(1);
        }
    }
}
