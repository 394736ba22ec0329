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
 * R U Dead Yet (2010): content that comes as slowly as the server bears. The least rate is measured over bytes that have
 * really come, so that a drip below it does not help; and only while the application waits for them.
 */
class SlowBodyTest {
    private static final int ATTACKERS = 50;
    private static final Handler READS = context -> context.request().bytes();
    private static final Handler DOES_NOT_READ = context -> context.response().text("answered");

    private static List<RawClient> attackers(Siege siege, String begin) throws IOException {
        List<RawClient> attackers = new ArrayList<>();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(siege.attacker().send(begin));
        }
        return attackers;
    }

    /** All send the same each second, until they are cut off. */
    private static void drip(Siege siege, List<RawClient> attackers, String drop, EndReason reason) {
        siege.passUntil("the drip has ended", () -> {
            attackers.forEach(attacker -> attacker.trySend(drop));
            return siege.server().edge().ended(reason) == ATTACKERS;
        });
    }

    @Test
    void rudyDrip() throws Exception {
        try (Siege siege = Siege.of(READS)) {
            List<RawClient> attackers =
                    attackers(siege, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            drip(siege, attackers, "x", EndReason.REQUEST_BODY_TOO_SLOW);
            siege.repelled(EndReason.REQUEST_BODY_TOO_SLOW, ATTACKERS);
            siege.over();
        }
    }

    @Test
    void rudyDripInChunks() throws Exception {
        try (Siege siege = Siege.of(READS)) {
            List<RawClient> attackers =
                    attackers(siege, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            drip(siege, attackers, "1\r\nx\r\n", EndReason.REQUEST_BODY_TOO_SLOW);
            siege.repelled(EndReason.REQUEST_BODY_TOO_SLOW, ATTACKERS);
            siege.over();
        }
    }

    @Test
    void stalledContent() throws Exception {
        try (Siege siege = Siege.of(READS)) {
            List<RawClient> attackers =
                    attackers(siege, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");
            siege.repelled(EndReason.REQUEST_BODY_TOO_SLOW, ATTACKERS);
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().status()).isEqualTo(408);
            }
            siege.over();
        }
    }

    @Test
    void continueAbuse() throws Exception {
        try (Siege siege = Siege.of(READS)) {
            List<RawClient> attackers = attackers(
                    siege, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().status()).isEqualTo(100);
            }
            siege.repelled(EndReason.REQUEST_BODY_TOO_SLOW, ATTACKERS);
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().status()).isEqualTo(408);
            }
            siege.over();
        }
    }

    @Test
    void contentThatNobodyReadsAndThatDrips() throws Exception {
        try (Siege siege = Siege.of(DOES_NOT_READ)) {
            List<RawClient> attackers = attackers(siege, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx");
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().text()).isEqualTo("answered");
            }
            drip(siege, attackers, "x", EndReason.DRAIN_TIMEOUT);
            siege.repelled(EndReason.DRAIN_TIMEOUT, ATTACKERS);
            siege.over();
        }
    }

    @Test
    void contentThatNobodyReadsAndThatIsEndless() throws Exception {
        try (Siege siege = Siege.of(DOES_NOT_READ)) {
            RawClient attacker =
                    siege.attacker().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n");
            assertThat(attacker.read().status()).isEqualTo(200);
            String some = "x".repeat(50_000);
            int sent = 0;
            while (sent < 600 && attacker.trySend(some)) {
                sent++;
            }
            assertThat(sent).isLessThan(600);
            siege.repelled(EndReason.UNREAD_BODY_TOO_LONG, 1);
            siege.over();
        }
    }
}
