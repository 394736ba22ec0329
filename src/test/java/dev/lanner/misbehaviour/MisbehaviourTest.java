package dev.lanner.misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.HttpContext;
import dev.lanner.build.LogCapture;
import dev.lanner.clients.Way;
import dev.lanner.internal.server.Await;
import dev.lanner.misbehaviour.Conversation.Answer;
import dev.lanner.misbehaviour.Conversation.Asked;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application does wrong with one request costs that request only. */
class MisbehaviourTest {
    static Stream<Arguments> everywhere() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Misbehaviour.values()).map(each -> Arguments.of(way, each)));
    }

    private final CountDownLatch neighbourBegun = new CountDownLatch(1);
    private final CountDownLatch neighbourMayEnd = new CountDownLatch(1);

    private void handle(HttpContext context) throws Exception {
        switch (context.request().path()) {
            case "/neighbour" -> {
                context.response().body().write('n');
                context.response().body().flush();
                neighbourBegun.countDown();
                Await.latch(neighbourMayEnd);
                context.response().body().write(new byte[300_000]);
            }
            case "/echo" ->
                context.response()
                        .text(context.request().header("X-Marker")
                                + context.request().text()
                                + context.request().trailers().first("X-Trailer"));
            default ->
                Misbehaviour.valueOf(context.request().path().substring(1)).run(context);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void costsItsRequestOnly(Way way, Misbehaviour misbehaviour) throws Exception {
        try (MisbehavingServer server = MisbehavingServer.start(this::handle);
                LogCapture log = LogCapture.of("lanner.app", Level.INFO);
                LogCapture ours = LogCapture.of("lanner.server", Level.WARNING)) {
            Conversation neighbours = server.connect(way);
            Conversation peer = way.isHttp2() ? neighbours : server.connect(way);
            Asked neighbour = neighbours.ask("/neighbour", "n", null);
            Await.latch(neighbourBegun);

            for (int i = 0; i < 5; i++) {
                Answer answer =
                        peer.ask("/" + misbehaviour, "m" + i, "content" + i).answer();
                misbehaviour.requireSeen(answer, "m" + i);
                if (!way.isHttp2() && (!answer.whole() || misbehaviour.mayClose() && !peer.isOpen())) {
                    peer = server.connect(way);
                }
                Answer next = peer.ask("/echo", "e" + i, "content" + i).answer();
                assertThat(next.text()).isEqualTo("e" + i + "content" + i + "e" + i);
                assertThat(peer.isOpen()).isTrue();
            }

            neighbourMayEnd.countDown();
            assertThat(neighbour.answer().whole()).isTrue();
            assertThat(neighbour.answer().text()).hasSize(300_001);
            server.awaitIdle();
            assertThat(log.records()).extracting(LogRecord::getThrown).hasSize(misbehaviour.isLogged() ? 5 : 0);
            assertThat(ours.texts()).isEmpty();
        }
    }
}
