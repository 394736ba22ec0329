package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.build.LogCapture;
import dev.lanner.clients.Way;
import dev.lanner.internal.server.Await;
import dev.lanner.misbehaviour.Conversation.Answer;
import dev.lanner.misbehaviour.Conversation.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Handlers at the end of their stacks and others, on one connection of HTTP/2 at the same time, while its windows are full
 * and while they are not: the others are served.
 */
class DeepStackTest {
    private static final int ROUNDS = 2;
    private static final int OF_EACH = 6;
    private static final int LARGE = 100_000;

    private final AtomicInteger deep = new AtomicInteger();

    private void handle(HttpContext context) throws IOException {
        OutputStream body = context.response().body();
        switch (context.request().path()) {
            case "/write" -> {
                deep.incrementAndGet();
                DeepStack.fromTheEndUp(() -> body.write(new byte[LARGE]));
            }
            case "/flush" -> {
                deep.incrementAndGet();
                DeepStack.fromTheEndUp(() -> {
                    body.write('d');
                    body.flush();
                });
            }
            case "/deeper" -> {
                deep.incrementAndGet();
                DeepStack.atEachLevel(3_000, () -> body.write(new byte[100]));
            }
            case "/read" -> {
                deep.incrementAndGet();
                InputStream content = context.request().body();
                DeepStack.fromTheEndUp(content::readAllBytes);
            }
            case "/large" -> {
                body.write(new byte[LARGE]);
                body.flush();
                body.write(new byte[LARGE]);
            }
            default ->
                context.response()
                        .text(context.request().header("X-Marker")
                                + context.request().text());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanner.clients.Way#http2")
    void othersAreServed(Way way) throws Exception {
        try (MisbehavingServer server = MisbehavingServer.start(this::handle);
                LogCapture log = LogCapture.of("lanner.app", Level.SEVERE);
                LogCapture ours = LogCapture.of("lanner.server", Level.WARNING)) {
            Conversation client = server.connect(way);
            for (int round = 1; round <= ROUNDS; round++) {
                List<Asked> cut = new ArrayList<>();
                List<Asked> large = new ArrayList<>();
                List<Asked> echo = new ArrayList<>();
                for (int i = 0; i < OF_EACH; i++) {
                    large.add(client.ask("/large", "l", null));
                    cut.add(client.ask("/write", "w", null));
                    cut.add(client.ask("/flush", "f", null));
                    cut.add(client.ask("/deeper", "d", null));
                    cut.add(client.ask("/read", "r", "content"));
                    echo.add(client.ask("/echo", "e" + i, "content"));
                }
                int begun = round * OF_EACH * 4;
                Await.until("all are under way, and nobody has read an answer", () -> deep.get() == begun);

                for (int i = 0; i < OF_EACH; i++) {
                    assertThat(echo.get(i).answer().text()).isEqualTo("e" + i + "content");
                    Answer whole = large.get(i).answer();
                    assertThat(whole.whole()).as("" + whole.status()).isTrue();
                    assertThat(whole.text()).hasSize(2 * LARGE);
                }
                for (Asked each : cut) {
                    Answer answer = each.answer();
                    assertThat(answer.whole()).isEqualTo(answer.status() == 500);
                }
                assertThat(client.isOpen()).isTrue();
            }
            server.awaitIdle();
            assertThat(log.records()).hasSize(ROUNDS * OF_EACH * 4);
            assertThat(ours.texts()).isEmpty();
        }
    }
}
