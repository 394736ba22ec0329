package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.Handler;
import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Slow read (2012): clients that don't take their responses, with the smallest receive buffer that they can have. The least
 * rate of taking is measured over bytes that the system has really taken from us.
 */
class SlowReaderTest {
    private static final int ATTACKERS = 20;
    private static final byte[] LARGE = new byte[30_000_000];
    private static final Handler LARGE_RESPONSE = context -> context.response().bytes(LARGE);

    private static List<RawClient> attackers(Siege siege) throws IOException {
        List<RawClient> attackers = new ArrayList<>();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(siege.narrowAttacker().get("/"));
        }
        return attackers;
    }

    @Test
    void responsesThatAreNeverRead() throws Exception {
        try (Siege siege = Siege.of(LARGE_RESPONSE)) {
            List<RawClient> attackers = attackers(siege);
            siege.repelled(EndReason.RESPONSE_TOO_SLOW, ATTACKERS);
            for (RawClient attacker : attackers) {
                assertThat(attacker.isReset()).isTrue();
            }
            siege.over();
        }
    }

    /** A byte a second opens no window, and moves nothing. */
    @Test
    void responsesThatAreReadByteByByte() throws Exception {
        try (Siege siege = Siege.of(LARGE_RESPONSE)) {
            List<RawClient> attackers = attackers(siege);
            siege.passUntil("the drip has ended", () -> {
                attackers.forEach(SlowReaderTest::takeOne);
                return siege.server().edge().ended(EndReason.RESPONSE_TOO_SLOW) == ATTACKERS;
            });
            siege.repelled(EndReason.RESPONSE_TOO_SLOW, ATTACKERS);
            siege.over();
        }
    }

    private static void takeOne(RawClient attacker) {
        try {
            attacker.exactly(1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void pipeliningWithoutReading() throws Exception {
        try (Siege siege = Siege.of(context -> context.response().bytes(new byte[30_000]))) {
            // All at once: to a client that pauses, however shortly, time that passes is that of an idle connection.
            siege.narrowAttacker().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2_000));
            siege.repelled(EndReason.RESPONSE_TOO_SLOW, 1);
            assertThat(siege.handled())
                    .as("requests are not read ahead of their responses")
                    .isLessThan(1_000);
            siege.over();
        }
    }
}
