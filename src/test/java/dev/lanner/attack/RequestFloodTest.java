package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.internal.http2.FrameClient;
import dev.lanner.internal.server.Await;
import dev.lanner.internal.server.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests that keep their handlers busy: there are no workers to run out of, and the limit of requests has room beside. */
class RequestFloodTest {
    private static final int CONNECTIONS = 300;
    private static final int HTTP_2_CONNECTIONS = 6;
    private static final int STREAMS = 100;

    /** Until the test ends. */
    private final CountDownLatch end = new CountDownLatch(1);

    private final Handler slow = context -> {
        end.await();
        context.response().text("at last");
    };

    @Test
    void slowHandlers() throws Exception {
        try (Siege siege = Siege.of(slow)) {
            List<RawClient> attackers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                attackers.add(siege.attacker().get("/"));
            }
            List<FrameClient> multiplied = new ArrayList<>();
            for (int i = 0; i < HTTP_2_CONNECTIONS; i++) {
                FrameClient attacker =
                        siege.add(FrameClient.connect(siege.server().port())).begin();
                for (int stream = 0; stream < STREAMS; stream++) {
                    attacker.get(2 * stream + 1, "/");
                }
                multiplied.add(attacker.send());
            }
            Await.until("all handlers are busy", () -> siege.handled() == CONNECTIONS + HTTP_2_CONNECTIONS * STREAMS);
            for (int second = 0; second < 10; second++) {
                siege.passSecond();
            }
            end.countDown();
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().text()).isEqualTo("at last");
            }
            for (FrameClient attacker : multiplied) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    assertThat(attacker.await(FrameClient.HEADERS).status()).isEqualTo(200);
                }
            }
            siege.over();
        } finally {
            end.countDown();
        }
    }
}
