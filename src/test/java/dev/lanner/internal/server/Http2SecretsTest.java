package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.http.HeaderName;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.http2.FrameClient.Received;
import org.junit.jupiter.api.Test;

/** Fields that stay out of the tables of compression (RFC 7541 §7.1.3), by choice of the application or of the client. */
class Http2SecretsTest {
    private static final HeaderName API_KEY = HeaderName.of("X-Api-Key");

    @Test
    void theApplicationChooses() throws Exception {
        try (TestServer server = TestServer.start(context -> {
                    context.response().headers().markSecret(API_KEY).add(API_KEY, "s1");
                    context.response().headers().add("x-open", "1").add(HeaderName.SET_COOKIE, "a=b");
                    context.response().trailers().markSecret("x-late").add("x-late", "s2");
                    context.response().body().write('x');
                });
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            for (int stream = 1; stream < 7; stream += 2) {
                client.get(stream, "/").send();
                Received head = client.await(FrameClient.HEADERS);
                Received trailers = client.await(FrameClient.HEADERS);

                assertThat(head.fields()).containsEntry("x-api-key", "s1").containsEntry("x-open", "1");
                assertThat(head.neverIndexed()).containsExactlyInAnyOrder("x-api-key", "set-cookie");
                assertThat(trailers.fields()).containsEntry("x-late", "s2");
                assertThat(trailers.neverIndexed()).containsExactly("x-late");
            }
        }
    }

    @Test
    void theApplicationSeesWhatTheClientHasChosen() throws Exception {
        try (TestServer server = TestServer.start(context -> context.response()
                        .text(context.request().headers().isSecret(API_KEY) + " "
                                + context.request().headers().isSecret(HeaderName.of("x-open")) + " "
                                + context.request().headers()));
                FrameClient client = FrameClient.connect(server.port()).begin()) {
            client.secret(API_KEY.lowerCase())
                    .get(1, "/", "x-api-key", "s1", "x-open", "1")
                    .send();
            assertThat(client.await(FrameClient.DATA).text())
                    .startsWith("true false ")
                    .contains("x-api-key: ***")
                    .contains("x-open: 1");

            client.get(3, "/", "x-open", "1").send();
            assertThat(client.await(FrameClient.DATA).text()).startsWith("false false ");
        }
    }
}
