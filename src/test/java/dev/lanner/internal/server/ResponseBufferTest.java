package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Limits.responseBufferBytes}: content that fits is given a length, content that does not is chunked. */
class ResponseBufferTest {
    @ParameterizedTest
    @CsvSource({"1023, 1023, ", "1024, 1024, ", "1025, , chunked"})
    void contentThatFitsIsGivenALength(int bytes, String length, String coding) throws Exception {
        ServerOptions options = ServerOptions.builder()
                .listen(Endpoint.tcp("127.0.0.1", 0))
                .limits(Limits.builder().responseBufferBytes(1_024).build())
                .build();
        try (TestServer server = TestServer.start(options, context -> {
                    for (int i = 0; i < bytes; i++) {
                        context.response().body().write('x');
                    }
                });
                RawClient client = server.connect()) {
            RawClient.Answer answer = client.get("/").read();

            assertThat(answer.field("content-length")).isEqualTo(length);
            assertThat(answer.field("transfer-encoding")).isEqualTo(coding);
            assertThat(answer.text()).hasSize(bytes);
        }
    }
}
