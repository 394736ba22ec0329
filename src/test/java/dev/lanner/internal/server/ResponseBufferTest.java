package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Limits;
import dev.lanner.server.ServerOptions;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Limits.responseBufferBytes}: content that fits is given a length, content that does not is chunked. */
class ResponseBufferTest {
    private static final ServerOptions SMALL_BUFFER = ServerOptions.builder()
            .listen(Endpoint.tcp("127.0.0.1", 0))
            .limits(Limits.builder().responseBufferBytes(1_024).build())
            .build();

    @ParameterizedTest
    @CsvSource({"1023, 1023, ", "1024, 1024, ", "1025, , chunked"})
    void contentThatFitsIsGivenALength(int bytes, String length, String coding) throws Exception {
        try (TestServer server = TestServer.start(SMALL_BUFFER, context -> {
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

    /** What is held is not the end of the response because the write that it makes room for is. */
    @Test
    void lastWriteThatDoesNotFitIsSentBehindWhatWasHeld() throws Exception {
        assertWhole(context -> {
            context.response().contentLength(1_500);
            context.response().body().write(new byte[1_000]);
            context.response().body().write(new byte[500]);
        });
    }

    @Test
    void fileThatCompletesTheContentIsSentBehindWhatWasHeld(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[500]);
        assertWhole(context -> {
            context.response().contentLength(1_500);
            context.response().body().write(new byte[1_000]);
            try (FileChannel channel = FileChannel.open(file)) {
                context.features().require(ResponseBodyFeature.class).sendFile(channel, 0, 500);
            }
        });
    }

    /** By both protocols: all of 1,500 bytes. */
    private static void assertWhole(Handler handler) throws Exception {
        try (TestServer server = TestServer.start(SMALL_BUFFER, handler);
                RawClient client = server.connect();
                FrameClient frames = FrameClient.connect(server.port()).begin()) {
            assertThat(client.get("/").read().text()).hasSize(1_500);

            frames.get(1, "/").send();
            assertThat(frames.await(FrameClient.HEADERS).fields()).containsEntry("content-length", "1500");
            int received = 0;
            FrameClient.Received data;
            do {
                data = frames.await(FrameClient.DATA);
                received += data.payload().length;
            } while (!data.isEnd());
            assertThat(received).isEqualTo(1_500);
        }
    }
}
