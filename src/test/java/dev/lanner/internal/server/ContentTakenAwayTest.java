package dev.lanner.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Pipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A status without content that is set when content begins the response, and so behind its first bytes (RFC 9110 §6.4.1). */
class ContentTakenAwayTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"204, /bytes", "205, /bytes", "304, /bytes", "204, /file", "205, /file", "304, /file"})
    void nothingOfItComes(int status, String target) throws Exception {
        Path file = Files.write(folder.resolve("a.txt"), new byte[300_000]);
        try (TestServer edge = TestServer.start(Pipeline.of(context -> {
                    context.response().onStarting(() -> context.response().status(status));
                    if (context.request().path().equals("/file")) {
                        context.response().file(file);
                    } else {
                        context.response().bytes(new byte[300_000]);
                    }
                }));
                RawClient client = edge.connect()) {
            assertThat(client.get(target).read().status()).isEqualTo(status);
            assertThat(client.get(target).read().status()).isEqualTo(status);
        }
    }
}
