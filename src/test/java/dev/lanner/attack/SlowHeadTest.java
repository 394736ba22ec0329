package dev.lanner.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.feature.EndReason;
import dev.lanner.internal.server.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slowloris (CVE-2007-6750): heads that never end. The deadline is for the whole head, so that a drip does not renew it. */
class SlowHeadTest {
    private static final int ATTACKERS = 100;

    private static List<RawClient> attackers(Siege siege, String begin) throws IOException {
        List<RawClient> attackers = new ArrayList<>();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(siege.attacker().send(begin));
        }
        return attackers;
    }

    @Test
    void slowlorisHeaders() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            List<RawClient> attackers = attackers(siege, "GET / HTTP/1.1\r\nHost: a\r\n");
            for (int second = 0; second < 14; second++) {
                for (RawClient attacker : attackers) {
                    attacker.send("X-" + second + ": b\r\n");
                }
                siege.passSecond();
            }
            assertThat(siege.server().edge().ended(EndReason.REQUEST_HEAD_TIMEOUT))
                    .as("in the 14th second of 15")
                    .isZero();

            siege.repelled(EndReason.REQUEST_HEAD_TIMEOUT, ATTACKERS);
            for (RawClient attacker : attackers) {
                assertThat(attacker.read().status()).isEqualTo(408);
            }
            assertThat(siege.handled()).isZero();
            siege.over();
        }
    }

    @Test
    void silence() throws Exception {
        try (Siege siege = Siege.of(context -> {})) {
            List<RawClient> attackers = attackers(siege, "");
            siege.repelled(EndReason.REQUEST_HEAD_TIMEOUT, ATTACKERS);
            for (RawClient attacker : attackers) {
                assertThat(attacker.isAtEnd()).isTrue();
            }
            siege.over();
        }
    }
}
